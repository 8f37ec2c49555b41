//! Inputs that do not exist: nothing goes ahead as if they had not been given.

use branchline::sandbox::{BuildScript, heroku::Status};
use serde_json::json;

use crate::{
    messages::says,
    payloads::repository,
    ready::{push_workflow, push_workflow_in, review_workflow, world},
    workflow::Workflow,
};

/// A run that found an input that does not exist: nothing was asked of anybody.
async fn is_refused(workflow: Workflow, words: &[&str]) {
    let run = workflow.run().await;
    run.ended(2, "failed");
    let said = run.log.of("error");
    assert_eq!(said.len(), 1, "{}", run.output);
    for word in words.iter().chain(&["`INPUT_…` in `env:`"]) {
        assert!(said[0].contains(word), "{word}: {}", said[0]);
    }
    assert_eq!(workflow.sandbox.requests().len(), 0);
}

#[tokio::test]
async fn an_input_that_does_not_exist_deploys_nothing_and_names_what_is_meant() {
    for (input, value, words) in [
        ("dry_run", "true", &["dry_run: there is no such input. Write `dry-run`"][..]),
        ("dryrun", "true", &["`dry-run`"]),
        ("rehearsal", "true", &["`rehearse`"]),
        ("pull_request", "7", &["`pull-request`"]),
        ("wait_for_checks", "true", &["`wait-for-checks`"]),
        ("time-out", "5m", &["`timeout`"]),
        ("labels", "review-app", &["`label`"]),
        ("branch", "staging", &["`ref`", "`rules`"]),
        ("heroku_app_name", "acme-production", &["`rules`"]),
        ("heroku_email", "mona@example.com", &["Remove it", "`heroku-api-key`"]),
        ("usedocker", "true", &["`heroku.yml`", "`container`", "`images`"]),
        ("config", "A=1", &["`config-vars`", "`review-app-config-vars`"]),
        ("password", "hunter2", &["Remove it", "`registry-password`"]),
        ("procfile", "web: npm start", &["`Procfile`"]),
        ("healthcheck", "https://acme.example", &["Write `health-check`"]),
        ("appdir", "api", &["Write `directory`"]),
        ("environment", "A=1", &["`review-app-config-vars`", "deployment environment"]),
        ("no-such-thing", "", &["no-such-thing: there is no such input", "README"]),
    ] {
        is_refused(push_workflow().await.input(input, value), words).await;
        is_refused(review_workflow().await.input(input, value), words).await;
    }
}

#[tokio::test]
async fn it_is_a_mistake_on_an_event_that_is_skipped_anyway() {
    let ignored = push_workflow().await.event("watch", &json!({ "action": "started", "repository": repository() }));
    is_refused(ignored.input("dry_run", "true"), &["`dry-run`"]).await;
    let unruled = push_workflow().await.input("rules", "other: acme-production");
    is_refused(unruled.input("dry_run", "true"), &["`dry-run`"]).await;
    is_refused(push_workflow().await.input("dry_run", "true").input("rehearse", "true"), &["`dry-run`"]).await;
}

#[tokio::test]
async fn it_is_told_together_with_all_other_mistakes() {
    let workflow =
        push_workflow().await.input("dry_run", "true").input("heroku_app_name", "acme").input("timeout", "45");
    let run = workflow.input("rules", "main acme").run().await;
    run.ended(2, "failed");
    says(&run, "undeclared-inputs");
}

#[tokio::test]
async fn a_key_by_another_name_is_pointed_at_and_not_missed() {
    for input in ["heroku_api_key", "heroku-api-token", "api_key"] {
        let workflow = push_workflow().await;
        let (_, key) = workflow.sandbox.keys();
        let workflow = workflow.unset("INPUT_HEROKU-API-KEY").input(input, &key);
        let run = workflow.run().await;
        run.ended(2, "failed");
        let said = run.log.of("error")[0].to_owned();
        assert!(said.contains("Write `heroku-api-key`"), "{said}");
        assert!(!said.contains("authorizations:create"), "one cause, one mistake: {said}");
    }
}

#[tokio::test]
async fn what_the_runner_takes_for_itself_is_let_through() {
    let workflow = push_workflow().await.input("args", "x").input("entrypoint", "/branchline").input("ref", "");
    workflow.run().await.ended(0, "deployed");
}

#[tokio::test]
async fn the_post_step_closes_what_is_open_whatever_looks_like_an_input_by_then() {
    let mut world = world();
    world.heroku.build_script = BuildScript::endless();
    let workflow = push_workflow_in(world).await;
    let mut child = workflow.start();
    workflow.saves("\"id\":1").await;
    child.kill().await.unwrap();
    let status = |workflow: &Workflow| workflow.sandbox.world().heroku.app("acme-production").unwrap().builds[0].status;
    assert_eq!(status(&workflow), Status::Pending);
    let post = workflow.with_state().set("INPUT_DRY_RUN", "true").set("INPUT_FOO", "bar");
    assert_eq!(post.post().await.code, 0);
    assert_eq!(status(&post), Status::Failed);
}

#[tokio::test]
async fn the_value_of_what_does_not_exist_is_shown_nowhere() {
    let run = push_workflow().await.input("heroku_password", "hunter2-hunter2").run().await;
    run.ended(2, "failed");
    assert!(!run.output.contains("hunter2") && !run.summary.contains("hunter2"), "{}", run.output);
}
