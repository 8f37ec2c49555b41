//! `command: setup` where the world is not as it was, or answers are not as they should be.

use branchline::sandbox::{
    BuildScript, Fault, FaultKind, Outcome, Service, Turn,
    github::{CheckRun, sha_of},
    heroku::{SetupScript, Stage},
};
use serde_json::json;

use crate::{
    payloads::push,
    set_up::{asked, is_staging, workflow, world},
    workflow::{REPOSITORY, Run, Workflow},
};

const NAME: &str = "acme-production";

async fn one_app(setups: Vec<SetupScript>) -> Workflow {
    workflow(world(&["acme-mirror"]), setups).await.input("rules", "main: acme-production")
}

fn status(code: u16, id: &str, message: &str) -> FaultKind {
    FaultKind::Status(code, json!({ "id": id, "message": message }))
}

/// One app was asked for, and it is as it should be.
#[track_caller]
fn is_created_once(workflow: &Workflow, run: &Run) {
    run.ended(0, "created");
    assert_eq!(asked(workflow).len(), 1, "{}", run.output);
    assert!(is_staging(workflow, NAME), "{}", run.output);
    assert_eq!(workflow.sandbox.world().heroku.app(NAME).unwrap().builds.len(), 1);
}

#[tokio::test]
async fn a_commit_that_is_not_the_head_any_more_sets_nothing_up() {
    let workflow = one_app(Vec::new()).await;
    workflow.sandbox.world().github.repository_mut(REPOSITORY).unwrap().push("main", &sha_of("newer"));
    let run = workflow.run().await;
    run.ended(0, "skipped");
    assert!(run.output("reason").starts_with("superseded: "), "{}", run.output("reason"));
    workflow.sandbox.world().github.repository_mut(REPOSITORY).unwrap().branches.remove("main");
    workflow.run().await.ended(0, "skipped");
    assert!(asked(&workflow).is_empty());
}

#[tokio::test]
async fn one_that_was_overtaken_while_it_waited_sets_nothing_up() {
    let workflow = one_app(Vec::new()).await.at_speed(20);
    workflow.sandbox.fault(Fault::new(Service::Heroku, "POST", "/app-setups", FaultKind::RateLimited));
    let overtake = async {
        crate::overtaken::asked(&workflow, "POST", "/app-setups").await;
        workflow.sandbox.world().github.repository_mut(REPOSITORY).unwrap().push("main", &sha_of("newer"));
    };
    let (run, ()) = tokio::join!(workflow.run(), overtake);
    run.ended(0, "skipped");
    assert!(workflow.sandbox.world().heroku.app(NAME).is_none());
}

#[tokio::test]
async fn to_a_token_that_may_not_read_the_branch_is_not_gone() {
    let workflow = one_app(Vec::new()).await;
    for path in ["/repos/*/branches/*", "/repos/*/tarball/*"] {
        workflow.sandbox.fault(Fault::new(Service::GitHub, "GET", path, status(404, "", "Not Found")));
    }
    let run = workflow.run().await;
    run.ended(3, "failed");
    assert!(run.log.of("error")[0].contains("`contents: read`"), "{}", run.output);
}

#[tokio::test]
async fn it_waits_for_the_checks_of_the_commit() {
    let workflow = one_app(Vec::new()).await.input("wait-for-checks", "true");
    let red = CheckRun::new(1, &sha_of("main"), "tests", Some("failure"));
    workflow.sandbox.world().github.repository_mut(REPOSITORY).unwrap().check_runs.push(red);
    workflow.run().await.ended(0, "skipped");
    assert!(asked(&workflow).is_empty());
}

#[tokio::test]
async fn an_answer_that_names_less_is_followed_all_the_same() {
    for left_out in [vec!["app"], vec!["id"], vec!["app", "id"], vec!["app", "build", "manifest_errors", "postdeploy"]]
    {
        let names = left_out.iter().map(ToString::to_string).collect();
        let script = SetupScript { left_out: names, postdeploy: Some(("seeded".to_owned(), 0)), ..Default::default() };
        let workflow = one_app(vec![script]).await;
        let run = workflow.run().await;
        is_created_once(&workflow, &run);
        assert_eq!(run.output("app"), NAME, "{left_out:?}");
        assert!(run.log.text().contains("-----> Build succeeded!"), "{left_out:?}: {}", run.output);
        // Without its id there is nothing that tells how the script ended.
        let warned = run.log.of("warning").iter().any(|text| text.contains("`postdeploy`"));
        assert_eq!((warned, run.log.text().contains("seeded")), (left_out.contains(&"id"), !left_out.contains(&"id")));
    }
}

#[tokio::test]
async fn an_app_setup_that_does_not_show_is_no_app_that_failed() {
    let workflow = one_app(Vec::new()).await;
    let hidden = status(404, "not_found", "Couldn't find that app setup.");
    workflow.sandbox.fault(Fault::new(Service::Heroku, "GET", "/app-setups/*", hidden));
    let run = workflow.run().await;
    is_created_once(&workflow, &run);
    assert!(run.log.of("warning")[0].contains("`postdeploy`"), "{}", run.output);
}

#[tokio::test]
async fn a_lost_reply_to_one_that_fails_is_a_failure() {
    let script = SetupScript { manifest_errors: vec!["addons: is unknown".to_owned()], ..SetupScript::default() };
    let workflow = one_app(vec![script.clone(), script]).await;
    workflow.sandbox.fault(Fault::new(Service::Heroku, "POST", "/app-setups", FaultKind::ResetAfter).at(Turn::Only(1)));
    let run = workflow.run().await;
    run.ended(1, "failed");
    assert!(run.output("reason").contains("could not be created"), "{}", run.output("reason"));
    let workflow = one_app(Vec::new()).await.at_speed(60);
    workflow.sandbox.fault(Fault::new(Service::Heroku, "POST", "/app-setups", FaultKind::ResetAfter).at(Turn::Only(1)));
    workflow.sandbox.fault(Fault::new(Service::Heroku, "GET", "/apps/*/builds", FaultKind::Status(200, json!([]))));
    let run = workflow.run().await;
    run.ended(1, "failed");
    assert!(run.output("reason").contains("not begun to build it"), "{}", run.output("reason"));
}

#[tokio::test]
async fn an_app_that_another_run_makes_meanwhile_stays_as_it_is() {
    let workflow = workflow(world(&[NAME]), Vec::new()).await.input("rules", "main: acme-production");
    let not_yet = status(404, "not_found", "Couldn't find that app.");
    workflow.sandbox.fault(Fault::new(Service::Heroku, "GET", "/apps/acme-production", not_yet).at(Turn::Only(1)));
    let run = workflow.run().await;
    run.ended(0, "skipped");
    assert_eq!((asked(&workflow).len(), run.output("app")), (1, NAME));
    assert!(workflow.sandbox.world().heroku.app(NAME).unwrap().builds.is_empty());
}

#[tokio::test]
async fn an_app_that_is_not_quite_there_yet_joins_its_pipeline_later() {
    let workflow = one_app(Vec::new()).await.at_speed(20);
    let early = status(404, "not_found", "Couldn't find that app.");
    workflow.sandbox.fault(Fault::new(Service::Heroku, "POST", "/pipeline-couplings", early).at(Turn::First(2)));
    is_created_once(&workflow, &workflow.run().await);
}

#[tokio::test]
async fn where_it_cannot_join_what_is_left_to_do_is_told() {
    for kind in [
        status(404, "not_found", "Couldn't find that pipeline."),
        status(403, "forbidden", "You do not have permission."),
        status(422, "invalid_params", "App is already in another pipeline."),
        status(503, "", "outage"),
    ] {
        let workflow = one_app(Vec::new()).await.at_speed(40);
        workflow.sandbox.fault(Fault::new(Service::Heroku, "POST", "/pipeline-couplings", kind.clone()));
        let run = workflow.run().await;
        run.ended(3, "failed");
        let told = run.log.of("error")[0];
        assert!(told.contains("could not add `acme-production` to the pipeline"), "{kind:?}: {told}");
        assert!(told.contains("heroku pipelines:add"), "{kind:?}: {told}");
        assert!(!workflow.sandbox.world().heroku.app(NAME).unwrap().builds.is_empty());
    }
}

#[tokio::test]
async fn an_app_that_is_there_but_in_no_pipeline_is_told_how_it_joins() {
    let workflow = workflow(world(&[NAME]), Vec::new()).await.input("rules", "main: acme-production");
    workflow.run().await.ended(0, "skipped");
    let join = "heroku pipelines:add acme --app acme-production --stage staging";
    let run = workflow.run().await;
    assert!(!run.output("reason").contains(join), "it is in the pipeline");
    workflow.sandbox.world().heroku.couplings.clear();
    let run = workflow.run().await;
    run.ended(0, "skipped");
    assert!(run.output("reason").contains(join), "{}", run.output("reason"));
    assert!(workflow.sandbox.world().heroku.couplings.is_empty());
}

#[tokio::test]
async fn without_a_team_or_space_it_is_the_accounts_own() {
    for (input, is_own) in [("region", true), ("team", false), ("space", false)] {
        let workflow = one_app(Vec::new()).await.input(input, "acme-1").input("stage", "review");
        workflow.run().await.ended(0, "created");
        assert_eq!(asked(&workflow)[0]["app"]["personal"] == json!(true), is_own, "{input}");
        assert_eq!(workflow.sandbox.world().heroku.couplings.last().unwrap().stage, Stage::Review);
    }
}

#[tokio::test]
async fn what_several_apps_print_is_told_apart_and_holds_no_secret() {
    let build = BuildScript::new(&["-----> TOKEN is s3cr3t-main-token"], Outcome::Succeeded);
    let postdeploy = Some(("seeded once\nwith s3cr3t-main-token".to_owned(), 0));
    let script = SetupScript { build: Some(build), postdeploy, ..SetupScript::default() };
    let workflow = workflow(world(&[]), vec![script.clone(), script]).await;
    let run = workflow.input("config-vars", "TOKEN=s3cr3t-{branch}-token").run().await;
    run.ended(0, "created");
    for app in ["acme-production", "acme-mirror"] {
        for line in ["-----> TOKEN is ***", "seeded once", "with ***"] {
            assert!(run.log.text().contains(&format!("{app} | {line}\n")), "{line}: {}", run.output);
        }
    }
}

#[tokio::test]
async fn inputs_that_do_nothing_are_warned_of() {
    let deploys = [("run", "bin/seed"), ("health-check", "/up"), ("images", "web: acme/web"), ("maintenance", "true")];
    let workflow =
        deploys.iter().fold(one_app(Vec::new()).await, |workflow, (name, value)| workflow.input(name, value));
    let run = workflow.input("stage", "").input("dry-run", "true").run().await;
    run.ended(0, "planned");
    let [left, pipeline] = &run.log.of("warning")[..] else { panic!("{}", run.output) };
    assert!(deploys.iter().all(|(name, _)| left.contains(&format!("`{name}`"))), "{left}");
    assert!(pipeline.contains("Set `stage`"), "{pipeline}");
    let deploy = one_app(Vec::new()).await.input("command", "").input("region", "eu");
    let deploy = deploy.event("push", &push("refs/heads/main", &sha_of("main"))).input("dry-run", "true");
    let run = deploy.run().await;
    assert!(run.log.of("warning")[0].starts_with("`region`, `stage`: "), "{}", run.output);
}
