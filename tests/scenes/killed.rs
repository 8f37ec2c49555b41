//! A step that is killed outright, and the action's post step behind it.

use std::time::Duration;

use branchline::sandbox::{BuildScript, Fault, FaultKind, World, github::sha_of, heroku::Status};
use serde_json::json;

use crate::{
    payloads::push,
    workflow::{REPOSITORY, Workflow},
};

async fn workflow(script: BuildScript) -> Workflow {
    let mut world = World::for_rehearsal(REPOSITORY, &["acme-production"], None);
    world.heroku.build_script = script;
    Workflow::new(world)
        .await
        .input("rules", "main: acme-production")
        .event("push", &push("refs/heads/main", &sha_of("main")))
}

fn deployment_state(workflow: &Workflow) -> &'static str {
    let world = workflow.sandbox.world();
    match world.github.repository(REPOSITORY).unwrap().deployments[0].state() {
        "in_progress" => "in_progress",
        "error" => "error",
        other => panic!("{other}"),
    }
}

fn build_status(workflow: &Workflow) -> Status {
    workflow.sandbox.world().heroku.app("acme-production").unwrap().builds[0].status
}

/// A workflow whose step was killed in the middle of its build, with what the runner passes to its post step.
async fn killed() -> Workflow {
    killed_while(BuildScript::endless()).await
}

async fn killed_while(script: BuildScript) -> Workflow {
    let workflow = workflow(script).await;
    let mut child = workflow.start();
    let begun = workflow.sandbox.wait_until(Duration::from_secs(20), |world| {
        let repository = world.github.repository(REPOSITORY).unwrap();
        repository.deployments.first().is_some_and(|deployment| deployment.state() == "in_progress")
    });
    assert!(begun.await);
    workflow.saves("\"id\":1").await;
    child.kill().await.unwrap();
    assert_eq!((build_status(&workflow), deployment_state(&workflow)), LEFT_OPEN);
    workflow.with_state()
}

const LEFT_OPEN: (Status, &str) = (Status::Pending, "in_progress");

#[tokio::test]
async fn the_post_step_closes_what_a_killed_step_left_open() {
    let workflow = killed().await;
    let post = workflow.post().await;
    assert_eq!((post.code, post.annotations("warning")), (0, Vec::new()));
    assert_eq!((build_status(&workflow), deployment_state(&workflow)), (Status::Failed, "error"));
}

#[tokio::test]
async fn a_build_that_is_over_by_then_is_left_as_it_is() {
    let script = BuildScript { linger: Duration::from_secs(2), ..BuildScript::default() };
    let workflow = killed_while(script).await;
    let is_over = |world: &World| world.heroku.app("acme-production").unwrap().builds[0].status == Status::Succeeded;
    assert!(workflow.sandbox.wait_until(Duration::from_secs(20), is_over).await);
    let post = workflow.post().await;
    assert_eq!((post.code, post.annotations("warning")), (0, Vec::new()));
    assert!(!post.output.contains("cancelled"), "{}", post.output);
    assert_eq!((build_status(&workflow), deployment_state(&workflow)), (Status::Succeeded, "error"));
}

#[tokio::test]
async fn other_inputs_that_are_wrong_by_then_keep_it_from_nothing() {
    let workflow =
        killed().await.input("rules", "main -> acme-production").input("no-such-input", "x").input("wait", "?");
    assert_eq!(workflow.post().await.code, 0);
    assert_eq!((build_status(&workflow), deployment_state(&workflow)), (Status::Failed, "error"));
}

/// The post step ends well, tells of it, and has asked for nothing.
async fn closes_nothing(workflow: &Workflow) {
    let before = workflow.sandbox.requests().len();
    let post = workflow.post().await;
    let warnings = post.annotations("warning");
    assert_eq!((post.code, warnings.len()), (0, 1), "{}", post.output);
    assert!(warnings[0].contains("`STATE_target-0`"), "{warnings:?}");
    assert_eq!(workflow.sandbox.requests().len(), before, "{:?}", &workflow.sandbox.requests()[before..]);
    assert_eq!((build_status(workflow), deployment_state(workflow)), LEFT_OPEN);
}

#[tokio::test]
async fn what_another_step_says_is_open_is_neither_cancelled_nor_told_of() {
    let workflow = killed().await;
    let (app, build) = {
        let world = workflow.sandbox.world();
        let app = world.heroku.app("acme-production").unwrap();
        (app.id, app.builds[0].id)
    };
    let commit = sha_of("main");
    let (evil, status) = ("https://evil.example", "branchline (acme-production)");
    let mut workflow = workflow;
    for forged in [
        json!({ "build": { "named": { "app": app, "id": build } } }),
        json!({ "build": { "asked-for": { "app": "acme-production", "commit": commit, "known": [] } } }),
        json!({ "deployment": { "id": null, "environment": "acme-production", "commit": commit, "state": "success",
                "description": "fine", "url": evil } }),
        json!({ "deployment": { "id": 1_000_001, "environment": "acme-production", "commit": commit, "state": "success",
                "description": "fine", "url": evil } }),
        json!({ "status": { "commit": commit, "context": status, "state": "success", "description": "fine" } }),
    ] {
        workflow = workflow.set("STATE_target-0", &json!([forged]).to_string()).set("STATE_branchline", "post");
        closes_nothing(&workflow).await;
    }
}

#[tokio::test]
async fn what_was_left_open_by_another_run_or_was_changed_is_not_closed() {
    let workflow = killed().await;
    let honest = workflow.variable("STATE_target-0");
    let own = workflow.set("GITHUB_RUN_ATTEMPT", "2");
    closes_nothing(&own).await;
    let own = own.set("GITHUB_RUN_ATTEMPT", "1").set("GITHUB_RUN_ID", "4712");
    closes_nothing(&own).await;
    let changed = own.set("GITHUB_RUN_ID", "4711").set("STATE_target-0", &honest.replace("production", "mirror"));
    closes_nothing(&changed).await;
    let again = changed.set("STATE_target-0", &honest);
    assert_eq!(again.post().await.code, 0);
    assert_eq!((build_status(&again), deployment_state(&again)), (Status::Failed, "error"));
}

#[tokio::test]
async fn what_the_environment_says_makes_the_main_step_no_post_step() {
    let build = json!({ "app": "acme-mirror", "build": "00000000-0000-0000-0000-000000000000" }).to_string();
    let workflow = workflow(BuildScript::default()).await;
    let workflow = workflow.set("STATE_branchline", "post").set("STATE_target-0", &build).set("STATE_isPost", "true");
    workflow.run().await.ended(0, "deployed");
    assert_eq!(workflow.sandbox.requests_like("DELETE", "*").len(), 0);
}

async fn asks_nothing_after(workflow: Workflow) {
    let before = workflow.sandbox.requests().len();
    let workflow = workflow.with_state();
    let post = workflow.post().await;
    assert_eq!((post.code, post.output.as_str()), (0, ""));
    assert_eq!(workflow.sandbox.requests().len(), before);
}

#[tokio::test]
async fn the_post_step_asks_nothing_where_the_step_came_to_its_end() {
    let workflow = workflow(BuildScript::default()).await;
    workflow.run().await.ended(0, "deployed");
    asks_nothing_after(workflow).await;
}

#[tokio::test]
async fn the_post_step_does_not_do_the_work_of_a_step_that_did_nothing() {
    for (input, value, code, result) in [
        ("rules", "other: acme-production", 0, "skipped"),
        ("rules", "main acme-production", 2, "failed"),
        ("dry-run", "true", 0, "planned"),
        ("rehearse", "true", 0, "deployed"),
    ] {
        let workflow = workflow(BuildScript::default()).await.input(input, value);
        workflow.run().await.ended(code, result);
        asks_nothing_after(workflow).await;
    }
}

#[tokio::test]
async fn the_post_step_does_no_work_for_a_step_that_was_killed_early() {
    let workflow = workflow(BuildScript::default()).await;
    workflow.sandbox.fault(Fault::on_anything(FaultKind::Hang));
    let mut child = workflow.start();
    while workflow.sandbox.requests().is_empty() {
        assert!(!workflow.sandbox.wait_until(Duration::from_millis(4), |_| false).await);
    }
    child.kill().await.unwrap();
    asks_nothing_after(workflow).await;
}

#[tokio::test]
async fn by_its_own_name_the_post_step_does_nothing_where_the_step_never_began() {
    let workflow = workflow(BuildScript::default()).await;
    let post = workflow.post().await;
    assert_eq!((post.code, post.output.as_str()), (0, ""));
    assert_eq!(workflow.sandbox.requests().len(), 0);
}
