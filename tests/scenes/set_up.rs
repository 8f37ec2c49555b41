//! `command: setup`: apps that a rule names are created from their source's `app.json`, where they are not there.

use branchline::sandbox::{
    BuildScript, Fault, FaultKind, Outcome, PhaseScript, Service, Turn, World,
    github::sha_of,
    heroku::{SetupScript, Stage},
};
use serde_json::{Value, json};

use crate::{
    forks::of_pull_request,
    payloads::push,
    workflow::{REPOSITORY, Workflow},
};

const RULES: &str = "main: acme-production, acme-mirror\nfeature/x: acme-production\nside: review-app";

pub(crate) fn world(there: &[&str]) -> World {
    World::for_rehearsal(REPOSITORY, there, Some("acme"))
}

pub(crate) async fn workflow(mut world: World, setups: Vec<SetupScript>) -> Workflow {
    world.heroku.next_setups = setups.into();
    let workflow = Workflow::new(world).await.event("push", &push("refs/heads/main", &sha_of("main")));
    workflow.input("command", "setup").input("rules", RULES).input("pipeline", "acme").input("stage", "staging")
}

/// What was asked for, request by request.
pub(crate) fn asked(workflow: &Workflow) -> Vec<Value> {
    workflow.sandbox.requests_like("POST", "/app-setups").into_iter().map(|request| request.body).collect()
}

pub(crate) fn is_staging(workflow: &Workflow, name: &str) -> bool {
    let world = workflow.sandbox.world();
    let app = world.heroku.app(name).map(|app| app.id);
    let mut couplings = world.heroku.couplings.iter();
    couplings.any(|coupling| Some(coupling.app) == app && coupling.stage == Stage::Staging)
}

#[tokio::test]
async fn what_is_not_there_is_created_and_what_is_there_stays() {
    let workflow = workflow(world(&["acme-mirror"]), Vec::new()).await;
    let workflow = workflow.input("config-vars", "GREETING=hello-{branch}\nTOKEN=s3cr3t-s3cr3t-token");
    let inputs = [("team", "acme-team"), ("region", "eu"), ("stack", "heroku-24")];
    let workflow = inputs.iter().fold(workflow, |workflow, (name, value)| workflow.input(name, value));
    let run = workflow.run().await;
    run.ended(0, "created");
    let [body] = &asked(&workflow)[..] else { panic!("{}", run.output) };
    let expected =
        json!({ "name": "acme-production", "organization": "acme-team", "region": "eu", "stack": "heroku-24" });
    assert_eq!(body["app"], expected);
    assert_eq!(body["source_blob"]["version"], sha_of("main"));
    assert_eq!(body["overrides"]["env"], json!({ "GREETING": "hello-main", "TOKEN": "s3cr3t-s3cr3t-token" }));
    assert!(is_staging(&workflow, "acme-production"));
    let told = run.log.text();
    assert!(told.contains("-----> Build succeeded!") && told.contains("acme-production is created"), "{}", run.output);
    assert!(
        told.contains("the app `acme-mirror` exists already") && !told.contains("s3cr3t-s3cr3t-token"),
        "{}",
        run.output
    );
    assert_eq!((run.output("app"), run.output("commit")), ("acme-production", sha_of("main").as_str()));
    let targets: Value = serde_json::from_str(run.output("targets")).unwrap();
    assert_eq!((&targets[0]["result"], &targets[1]["result"]), (&json!("created"), &json!("skipped")));
    let world = workflow.sandbox.world();
    let deployments = &world.github.repository(REPOSITORY).unwrap().deployments;
    assert!(deployments.len() == 1 && deployments[0].state() == "success", "{deployments:?}");
    assert!(world.heroku.app("acme-mirror").unwrap().builds.is_empty());
}

#[tokio::test]
async fn where_all_are_there_it_is_skipped() {
    let workflow = workflow(world(&["acme-mirror", "acme-production"]), Vec::new()).await;
    workflow.run().await.ended(0, "skipped");
    assert!(asked(&workflow).is_empty());
}

#[tokio::test]
async fn what_heroku_says_is_told_with_what_to_change() {
    let because = |text: &str| SetupScript { failure: Some(text.to_owned()), ..SetupScript::default() };
    let failing = || BuildScript::new(&["npm error code ERESOLVE"], Outcome::Failed);
    let phase = || PhaseScript::new(&["rake aborted!"], Outcome::Failed);
    for (script, reason, advice) in [
        (because("config var \"SECRET_KEY\" is required"), "is required", "`config-vars`"),
        (
            because("We tried to create plan:x, but received an error from the add-on provider"),
            "add-on",
            "another plan",
        ),
        (because("You've reached your app limit of 100 apps"), "app limit", "Destroy apps that nobody needs"),
        (
            SetupScript { manifest_errors: vec!["addons: is unknown".to_owned()], ..SetupScript::default() },
            "addons: is unknown",
            "Correct `app.json`",
        ),
        (
            SetupScript { postdeploy: Some(("seeding failed".to_owned(), 7)), ..SetupScript::default() },
            "exit code 7",
            "postdeploy",
        ),
        (SetupScript { build: Some(failing()), ..SetupScript::default() }, "Build failed", "Check `app.json`"),
        (
            SetupScript { build: Some(BuildScript::default().with_release_phase(phase())), ..SetupScript::default() },
            "could not be created",
            "Check `app.json`",
        ),
    ] {
        let workflow = workflow(world(&["acme-mirror"]), vec![script]).await;
        let run = workflow.run().await;
        run.ended(1, "failed");
        assert!(run.output("reason").contains(reason), "{reason}: {}", run.output("reason"));
        assert!(run.log.of("error")[0].contains(advice), "{advice}: {}", run.output);
    }
}

#[tokio::test]
async fn a_run_that_ends_before_the_app_does_tells_that_it_was_requested() {
    fn pending(value: &mut Value) {
        (value["status"], value["build"]) = (json!("pending"), Value::Null);
    }
    let workflow = workflow(world(&["acme-mirror"]), Vec::new()).await.input("timeout", "2s");
    workflow.sandbox.fault(Fault::new(Service::Heroku, "GET", "/app-setups/*", FaultKind::Told(pending)));
    let run = workflow.run().await;
    run.ended(1, "failed");
    assert!(run.output("reason").contains("the first build is pending"), "{}", run.output("reason"));
    assert!(run.log.of("error")[0].contains("Work that Heroku accepted continues there."), "{}", run.output);
    assert!(is_staging(&workflow, "acme-production"));
}

#[tokio::test]
async fn a_lost_reply_creates_one_app_and_one_place_in_the_pipeline() {
    for path in ["/app-setups", "/pipeline-couplings"] {
        for kind in [FaultKind::ResetAfter, FaultKind::ResetBefore, FaultKind::RateLimited, FaultKind::HangAfter] {
            let workflow = workflow(world(&["acme-mirror"]), Vec::new()).await.at_speed(20);
            workflow.sandbox.fault(Fault::new(Service::Heroku, "POST", path, kind.clone()).at(Turn::Only(1)));
            let run = workflow.run().await;
            run.ended(0, "created");
            assert!(is_staging(&workflow, "acme-production"), "{path} {kind:?}: {}", run.output);
            let world = workflow.sandbox.world();
            assert_eq!(world.heroku.apps.len(), 2, "{path} {kind:?}");
            assert_eq!(world.heroku.app("acme-production").unwrap().builds.len(), 1, "{path} {kind:?}");
        }
    }
}

#[tokio::test]
async fn a_name_that_is_taken_and_one_that_may_not_be_seen_are_told() {
    let taken = json!({ "id": "invalid_params", "message": "Name acme-production is already taken" });
    let foreign = json!({ "id": "forbidden", "message": "You do not have access to the app acme-production." });
    for (method, path, status, body, words) in
        [("POST", "/app-setups", 422, taken, "already taken"), ("GET", "/apps/acme-production", 403, foreign, "access")]
    {
        let workflow = workflow(world(&["acme-mirror"]), Vec::new()).await;
        workflow.sandbox.fault(Fault::new(Service::Heroku, method, path, FaultKind::Status(status, body)));
        let run = workflow.run().await;
        run.ended(3, "failed");
        assert!(run.output("reason").contains(words), "{}", run.output("reason"));
        assert!(workflow.sandbox.world().heroku.app("acme-production").is_none());
    }
}

#[tokio::test]
async fn without_waiting_it_ends_once_the_app_is_accepted_and_has_its_place() {
    let workflow = workflow(world(&["acme-mirror"]), Vec::new()).await.input("wait", "false");
    workflow.run().await.ended(0, "started");
    assert!(is_staging(&workflow, "acme-production"));
}

#[tokio::test]
async fn mistakes_are_told_together_before_anything_is_asked() {
    let workflow = workflow(world(&[]), Vec::new()).await;
    let inputs =
        [("pipeline", ""), ("stage", "stagin"), ("region", "e u"), ("team", "a/b"), ("space", "x y"), ("stack", "'")];
    let wrong = inputs.iter().fold(workflow, |workflow, (name, value)| workflow.input(name, value));
    let run = wrong.run().await;
    run.ended(2, "failed");
    for told in ["did you mean staging?", "region: ", "team: ", "space: ", "stack: "] {
        assert!(run.output.contains(told), "{told}: {}", run.output);
    }
    assert!(wrong.sandbox.requests().is_empty());
    let alone =
        wrong.input("stage", "staging").input("region", "").input("team", "").input("space", "").input("stack", "");
    let run = alone.run().await;
    run.ended(2, "failed");
    assert!(run.output("reason").contains("stage: set, but `pipeline` is not"), "{}", run.output("reason"));
}

#[tokio::test]
async fn a_pipeline_that_is_not_there_is_told_before_anything_is_created() {
    let workflow = workflow(world(&[]), Vec::new()).await.input("pipeline", "other");
    workflow.run().await.ended(3, "failed");
    assert!(asked(&workflow).is_empty());
}

#[tokio::test]
async fn a_pull_request_and_a_rule_without_an_app_set_nothing_up() {
    let of_fork = workflow(world(&[]), Vec::new()).await.input("forks", "allow");
    let of_fork = of_fork.event("pull_request_target", &of_pull_request("synchronize", "feature/x"));
    let side = workflow(world(&[]), Vec::new()).await.event("push", &push("refs/heads/side", &sha_of("side")));
    for workflow in [of_fork, side] {
        workflow.run().await.ended(0, "skipped");
        assert!(asked(&workflow).is_empty());
    }
}

#[tokio::test]
async fn a_dry_run_and_a_rehearsal_create_nothing() {
    let workflow = workflow(world(&[]), Vec::new()).await.input("dry-run", "true");
    let run = workflow.run().await;
    run.ended(0, "planned");
    assert!(
        run.log.text().contains("create it from `app.json` and add it to the pipeline, as staging"),
        "{}",
        run.output
    );
    assert!(asked(&workflow).is_empty());
    let rehearsed = workflow.input("dry-run", "false").input("rehearse", "true");
    rehearsed.run().await.ended(0, "created");
    assert!(asked(&rehearsed).is_empty());
}

#[tokio::test]
async fn a_deploy_to_an_app_that_is_not_there_mentions_it() {
    let workflow = workflow(world(&[]), Vec::new()).await.input("command", "deploy").input("stage", "");
    let run = workflow.run().await;
    run.ended(3, "failed");
    assert!(run.log.of("error")[0].contains("`command: setup`"), "{}", run.output);
}
