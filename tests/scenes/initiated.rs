//! `branchline init`: the workflow for a pipeline. Heroku is only read.

use std::{fs, path::Path};

use branchline::sandbox::{
    Fault, FaultKind, Sandbox, Service, Turn, World,
    heroku::{Connection, Coupling, Stage},
};
use futures_util::future::join_all;
use serde_json::json;
use tempfile::TempDir;

use crate::{messages::is_message, tool::Said, workflow::laptop};

const FILE: &str = ".github/workflows/heroku.yml";

/// A repository on a laptop, and the Heroku that it asks.
struct Laptop {
    folder: TempDir,
    sandbox: Sandbox,
}

impl Laptop {
    async fn new(world: World) -> Self {
        let folder = TempDir::new().unwrap();
        fs::create_dir_all(folder.path().join(".git/refs/remotes/origin")).unwrap();
        Self { folder, sandbox: Sandbox::start(world).await.unwrap() }
    }

    /// A pipeline with staging and production, review apps and all.
    async fn usual() -> Self {
        Self::new(World::with_integration("acme")).await
    }

    async fn says(&self, arguments: &[&str]) -> Said {
        self.says_with(&self.sandbox.keys().1, arguments).await
    }

    async fn says_with(&self, key: &str, arguments: &[&str]) -> Said {
        self.says_when(&[("HEROKU_API_KEY", key)], arguments).await
    }

    /// Whatever it is asked, Heroku is only read, and the key is not shown.
    async fn says_when(&self, variables: &[(&str, &str)], arguments: &[&str]) -> Said {
        let mut command = laptop(&["init"]);
        command.args(arguments).current_dir(self.folder.path());
        command.env("HEROKU_API_URL", self.sandbox.heroku_url()).envs(variables.iter().copied());
        let said: Said = command.output().await.unwrap().into();
        assert!(self.sandbox.requests().iter().all(|request| request.method == "GET"));
        let key = self.sandbox.keys().1;
        assert!(![&said.output, &said.errors, &self.read(FILE)].iter().any(|text| text.contains(&key)));
        said
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.folder.path().join(file)).unwrap_or_default()
    }
}

#[tokio::test]
async fn a_pipeline_becomes_a_workflow_that_check_has_nothing_to_say_of() {
    let laptop = Laptop::usual().await;
    let said = laptop.says(&["--pipeline", "acme"]).await;
    assert_eq!(said.code, 0, "{}", said.output);
    for words in [
        "Wrote .github/workflows/heroku.yml for the pipeline acme. Nothing was changed at Heroku.",
        "1 file, 2 steps, nothing wrong",
        "gh secret set HEROKU_API_KEY",
        "https://dashboard.heroku.com/apps/acme-production/deploy/github",
        "heroku reviewapps:disable --pipeline",
        "git add .github/workflows/heroku.yml",
    ] {
        assert!(said.output.contains(words), "{words}: {}", said.output);
    }
    let workflow = laptop.read(FILE);
    for line in
        ["main: acme-production", "staging: acme-staging", "**: review-app", "wait-for-checks: true", "stale-days: 5"]
    {
        assert!(workflow.contains(line), "{line}: {workflow}");
    }
    let asked = laptop.sandbox.requests_like("GET", "/apps/*/github");
    assert!(asked.is_empty(), "the list tells of all apps: {}", asked.len());
    let checked = self::laptop(&["check"]).current_dir(laptop.folder.path()).output().await.unwrap();
    assert_eq!(checked.status.code(), Some(0), "{checked:?}");
    let rehearsed = self::laptop(&["rehearse", "--workflow", FILE]).current_dir(laptop.folder.path()).output().await;
    let rehearsed = String::from_utf8(rehearsed.unwrap().stdout).unwrap();
    for result in ["deployed", "created", "updated", "destroyed", "swept"] {
        assert!(rehearsed.contains(&format!("result={result}")), "{result}: {rehearsed}");
    }
}

#[tokio::test]
async fn an_unknown_branch_is_the_clones_default_one() {
    for (file, text, rule) in [
        ("refs/remotes/origin/HEAD", "ref: refs/remotes/origin/trunk\n", "trunk: acme-production"),
        ("refs/remotes/origin/master", "0123456789abcdef0123456789abcdef01234567\n", "master: acme-production"),
        ("refs/remotes/origin/HEAD", "ref: refs/remotes/origin/${{secrets.X}}\n", "# BRANCH: acme-production"),
        ("HEAD", "ref: refs/heads/fix\n", "main: acme-production"),
    ] {
        let mut world = World::with_integration("acme");
        world.heroku.connections.clear();
        let laptop = Laptop::new(world).await;
        fs::write(laptop.folder.path().join(".git").join(file), text).unwrap();
        let said = laptop.says(&["--pipeline", "acme"]).await;
        assert_eq!(said.code, 0, "{}", said.output);
        let workflow = laptop.read(FILE);
        assert!(workflow.contains(rule) && workflow.contains("# BRANCH: acme-staging"), "{workflow}");
        assert!(said.output.contains("does not tell which branch `acme-staging`"), "{}", said.output);
    }
}

#[tokio::test]
async fn review_apps_are_left_out_where_heroku_makes_none() {
    for automatic in [None, Some(false)] {
        let mut world = World::with_integration("acme");
        world.heroku.pipelines[0].automatic_review_apps = automatic;
        let laptop = Laptop::new(world).await;
        let said = laptop.says(&["--pipeline", "acme"]).await;
        assert_eq!(said.code, 0, "{}", said.output);
        let workflow = laptop.read(FILE);
        assert!(!workflow.contains("review-app") && !workflow.contains("pull_request:"), "{workflow}");
        assert!(!workflow.contains("pull-requests:"), "{workflow}");
    }
}

#[tokio::test]
async fn a_hostile_branch_is_told_and_not_written() {
    for branch in ["${{ github.token }}", "a{b,c}", "main\n      - run: env", "*", "rm -rf", "@", "::error::x"] {
        let mut world = World::with_integration("acme");
        world.heroku.connections[0].branch = branch.to_owned();
        let laptop = Laptop::new(world).await;
        let said = laptop.says(&["--pipeline", "acme"]).await;
        assert_eq!(said.code, 0, "{branch}: {}", said.output);
        let workflow = laptop.read(FILE);
        assert!(!workflow.contains(branch) || branch.len() == 1, "{branch}: {workflow}");
        assert!(workflow.contains("# BRANCH: acme-production"), "{branch}: {workflow}");
        assert!(said.output.contains("may mean something else"), "{branch}: {}", said.output);
        assert!(!said.output.lines().any(|line| line.starts_with("::")), "{branch}: {}", said.output);
    }
}

#[tokio::test]
async fn a_file_that_is_there_stays_unless_forced() {
    let laptop = Laptop::usual().await;
    let path = laptop.folder.path().join(FILE);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, "mine").unwrap();
    let said = laptop.says(&["--pipeline", "acme"]).await;
    assert_eq!((said.code, laptop.read(FILE).as_str()), (2, "mine"), "{}", said.output);
    is_message(&said.errors, "init-file-there");
    assert!(laptop.sandbox.requests().is_empty());
    let elsewhere = laptop.says(&["--pipeline", "acme", "--output", "new/place.yml"]).await;
    assert_eq!((elsewhere.code, laptop.read(FILE).as_str()), (0, "mine"), "{}", elsewhere.output);
    assert!(laptop.read("new/place.yml").contains("main: acme-production"));
    let forced = laptop.says(&["--pipeline", "acme", "--force"]).await;
    assert_eq!(forced.code, 0, "{}", forced.output);
    assert!(laptop.read(FILE).contains("main: acme-production"));
    let folder = laptop.says(&["--pipeline", "acme", "--output", "new", "--force"]).await;
    assert!(folder.code == 2 && folder.errors.contains("new is a folder"), "{}", folder.errors);
}

#[tokio::test]
async fn a_rehearsal_needs_no_key_and_writes_nothing() {
    let folder = TempDir::new().unwrap();
    for arguments in [&["init", "--rehearse"][..], &["init", "--rehearse", "--pipeline", "acme"]] {
        let said: Said = laptop(arguments).current_dir(folder.path()).output().await.unwrap().into();
        assert_eq!((said.code, &*said.errors), (0, ""), "{}", said.output);
        assert!(
            said.output.contains("main: acme-production") && said.output.contains("nothing wrong"),
            "{}",
            said.output
        );
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn what_is_wrong_is_told_and_nothing_written() {
    let laptop = Laptop::usual().await;
    let key = laptop.sandbox.keys().1;
    for (key, arguments, code, name) in [
        ("", &["--pipeline", "acme"][..], 2, "init-key-missing"),
        ("Bearer x", &["--pipeline", "acme"], 2, "init-key-odd"),
        ("01234567-89ab-cdef-0123-456789abcdef", &["--pipeline", "acme"], 3, "init-key-wrong"),
        (&key, &["--pipeline", "acmee"], 3, "init-pipeline-unknown"),
        (&key, &["--pipeline", "a/b"], 2, "init-pipeline-odd"),
        (&key, &[], 2, "init-no-pipeline"),
    ] {
        let said = laptop.says_with(key, arguments).await;
        assert_eq!(said.code, code, "{name}: {}{}", said.output, said.errors);
        is_message(&format!("{}{}", said.output, said.errors), name);
        assert!(!Path::new(&laptop.folder.path().join(".github")).exists(), "{name}");
    }
}

#[tokio::test]
async fn a_pipeline_with_nothing_in_it_is_told() {
    let mut world = World::default();
    world.add_pipeline("acme");
    let laptop = Laptop::new(world).await;
    let said = laptop.says(&["--pipeline", "acme"]).await;
    assert!(said.code == 2 && said.errors.contains("has no app"), "{}", said.errors);
    assert_eq!(laptop.read(FILE), "");
}

#[tokio::test]
async fn a_trouble_that_passes_is_waited_out_and_told() {
    let mut world = World::with_integration("acme");
    let body = json!({ "id": "service_unavailable", "message": "Service Unavailable" });
    world.faults.push(Fault::on(Service::Heroku, FaultKind::Status(503, body)).at(Turn::First(2)));
    let laptop = Laptop::new(world).await;
    let said = laptop.says(&["--pipeline", "acme"]).await;
    assert!(said.code == 0 && said.output.contains("Heroku answered 503; asking again"), "{}", said.output);
}

/// The three places where Heroku may tell of connections.
const CONNECTIONS: [&str; 3] = ["/pipelines/*/github", "/apps/*/repo", "/apps/*/github"];

fn silenced(paths: &[&str], kind: &FaultKind) -> World {
    let mut world = World::with_integration("acme");
    let faults = paths.iter().map(|path| Fault::new(Service::Heroku, "GET", path, kind.clone()));
    world.faults.extend(faults);
    world
}

#[tokio::test]
async fn heroku_need_not_tell_of_branches() {
    let refused = |status| FaultKind::Status(status, json!({ "id": "no", "message": "No." }));
    let odd = [json!(null), json!({}), json!([7, {}]), json!({ "branch": 7, "app": [] }), json!("a page")];
    let odd = odd.into_iter().map(|body| FaultKind::Status(200, body));
    let kinds = [401, 402, 403, 404, 422].map(refused).into_iter().chain(odd);
    let outages =
        [refused(503), FaultKind::Hang, FaultKind::ResetBefore, FaultKind::RateLimited, FaultKind::GarbledJson];
    let kinds = kinds.map(|kind| (kind, "1")).chain(outages.map(|kind| (kind, "5")));
    join_all(kinds.map(async |(kind, speed)| {
        let laptop = Laptop::new(silenced(&CONNECTIONS, &kind)).await;
        let key = laptop.sandbox.keys().1;
        let variables = [("HEROKU_API_KEY", key.as_str()), ("BRANCHLINE_TEST_CLOCK", speed)];
        let said = laptop.says_when(&variables, &["--pipeline", "acme"]).await;
        assert_eq!(said.code, 0, "{kind:?}: {}{}", said.output, said.errors);
        let workflow = laptop.read(FILE);
        assert!(workflow.contains("main: acme-production") && workflow.contains("# BRANCH: acme-staging"), "{kind:?}");
        assert!(said.output.contains("`acme-production` is deployed from, so"), "{kind:?}: {}", said.output);
    }))
    .await;
}

#[tokio::test]
async fn each_place_that_tells_of_branches_is_enough() {
    for told in CONNECTIONS {
        let silent: Vec<_> = CONNECTIONS.into_iter().filter(|place| *place != told).collect();
        let not_there = FaultKind::Status(404, json!({ "id": "not_found", "message": "Not found." }));
        let mut world = silenced(&silent, &not_there);
        world.heroku.connections[0].branch = "live".to_owned();
        let laptop = Laptop::new(world).await;
        let said = laptop.says(&["--pipeline", "acme"]).await;
        assert_eq!(said.code, 0, "{told}: {}", said.output);
        let workflow = laptop.read(FILE);
        assert!(workflow.contains("live: acme-production") && workflow.contains("staging: acme-staging"), "{told}");
    }
}

#[tokio::test]
async fn an_app_of_another_repository_is_not_deployed_to() {
    for (remote, is_ours) in [("git@github.com:acme/shop.git", true), ("https://github.com/acme/api", false)] {
        let laptop = Laptop::usual().await;
        let config = format!("[remote \"origin\"]\n\turl = {remote}\n");
        fs::write(laptop.folder.path().join(".git/config"), config).unwrap();
        let said = laptop.says(&["--pipeline", "acme"]).await;
        assert_eq!(said.code, 0, "{}", said.output);
        let workflow = laptop.read(FILE);
        assert_eq!(workflow.contains("main: acme-production"), is_ours, "{workflow}");
        assert_eq!(workflow.contains("# BRANCH: acme-production"), !is_ours, "{workflow}");
        let words = "`acme-production` is connected to the repository \"acme/shop\", and this is a clone of another";
        assert_eq!(said.output.contains(words), !is_ours, "{}", said.output);
    }
}

#[tokio::test]
async fn what_the_key_may_not_see_is_left_out_and_told() {
    let forbidden = FaultKind::Status(403, json!({ "id": "forbidden", "message": "No." }));
    for (path, words, gone) in [
        ("/pipelines/*/review-app-config", "The key may not see how the pipeline makes review apps", "review-app"),
        ("/apps/*", "heroku access:add", "acme-"),
    ] {
        let laptop = Laptop::new(silenced(&[path], &forbidden)).await;
        let said = laptop.says(&["--pipeline", "acme"]).await;
        assert_eq!(said.code, 0, "{path}: {}{}", said.output, said.errors);
        assert!(said.output.contains(words), "{path}: {}", said.output);
        assert!(!laptop.read(FILE).contains(gone) && laptop.read(FILE).contains("heroku:"), "{}", laptop.read(FILE));
    }
}

#[tokio::test]
async fn a_pipeline_that_is_not_there_is_told_with_those_that_are() {
    for (others, name, words) in [
        (&["acme"][..], "amce", "Did you mean `acme`?"),
        (&["shop", "billing"], "acme", "That account sees billing, shop."),
        (&[], "acme", "That account sees no pipeline."),
    ] {
        let mut world = World::default();
        for other in others {
            world.add_pipeline(other);
        }
        let laptop = Laptop::new(world).await;
        let said = laptop.says(&["--pipeline", name]).await;
        assert_eq!(said.code, 3, "{}{}", said.output, said.errors);
        assert!(said.output.contains(words), "{}", said.output);
    }
}

#[tokio::test]
async fn a_place_that_cannot_be_written_to_is_told() {
    let laptop = Laptop::usual().await;
    fs::write(laptop.folder.path().join("file"), "mine").unwrap();
    let said = laptop.says(&["--pipeline", "acme", "--output", "file/heroku.yml"]).await;
    assert!(said.code == 2 && said.errors.contains("file/heroku.yml cannot be written"), "{}", said.errors);
    assert_eq!(laptop.read("file"), "mine");
}

#[tokio::test]
async fn apps_of_one_branch_share_a_line_and_review_apps_get_none() {
    let mut world = World::with_integration("acme");
    let pipeline = world.heroku.pipelines[0].id;
    for (name, stage) in [("acme-mirror", Stage::Production), ("acme-pr-7", Stage::Review)] {
        let app = world.add_app(name);
        world.heroku.couplings.push(Coupling::new(app, pipeline, stage));
        world.heroku.connections.push(Connection::new(app, "main"));
    }
    // Heroku may well tell of one twice.
    let twice = world.heroku.couplings[0].clone();
    world.heroku.couplings.push(twice);
    let laptop = Laptop::new(world).await;
    let said = laptop.says(&["--pipeline", "acme"]).await;
    assert_eq!(said.code, 0, "{}", said.output);
    let workflow = laptop.read(FILE);
    assert!(workflow.contains("main: acme-mirror, acme-production\n") && !workflow.contains("acme-pr-7"), "{workflow}");
}
