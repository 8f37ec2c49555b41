//! `branchline init`: the workflow for a pipeline. Heroku is only read.

use std::{fs, path::Path};

use branchline::sandbox::{
    Fault, FaultKind, Sandbox, Service, Turn, World,
    heroku::{Connection, Coupling, Stage},
};
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
        let mut command = laptop(&["init"]);
        command.args(arguments).current_dir(self.folder.path());
        command.env("HEROKU_API_URL", self.sandbox.heroku_url()).env("HEROKU_API_KEY", key);
        command.output().await.unwrap().into()
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.folder.path().join(file)).unwrap_or_default()
    }

    fn only_read(&self) -> bool {
        self.sandbox.requests().iter().all(|request| request.method == "GET")
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
    assert!(laptop.only_read() && !said.output.contains(&laptop.sandbox.keys().1), "{}", said.output);
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
    for (head, rule) in [("ref: refs/remotes/origin/trunk\n", "trunk: acme-production"), ("", "main: acme-production")]
    {
        let mut world = World::with_integration("acme");
        world.heroku.connections.clear();
        let laptop = Laptop::new(world).await;
        if !head.is_empty() {
            fs::write(laptop.folder.path().join(".git/refs/remotes/origin/HEAD"), head).unwrap();
        }
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

#[tokio::test]
async fn heroku_need_not_tell_of_branches() {
    for status in [401, 403, 404, 422] {
        let mut world = World::with_integration("acme");
        for path in ["/apps/*/repo", "/apps/*/github"] {
            let kind = FaultKind::Status(status, json!({ "id": "no", "message": "No." }));
            world.faults.push(Fault::new(Service::Heroku, "GET", path, kind).at(Turn::First(99)));
        }
        let laptop = Laptop::new(world).await;
        let said = laptop.says(&["--pipeline", "acme"]).await;
        assert_eq!(said.code, 0, "{status}: {}", said.output);
        assert!(laptop.read(FILE).contains("main: acme-production"), "{status}");
    }
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
    let laptop = Laptop::new(world).await;
    let said = laptop.says(&["--pipeline", "acme"]).await;
    assert_eq!(said.code, 0, "{}", said.output);
    let workflow = laptop.read(FILE);
    assert!(workflow.contains("main: acme-mirror, acme-production\n") && !workflow.contains("acme-pr-7"), "{workflow}");
}
