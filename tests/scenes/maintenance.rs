//! Maintenance mode while a deploy is under way, and as it was afterwards, whatever becomes of the deploy.

use std::time::Duration;

use branchline::sandbox::{BuildScript, Outcome, World, github::sha_of, heroku::Status};
use tokio::process::Command;

use crate::{
    payloads::push,
    workflow::{REPOSITORY, Workflow},
};

const SWITCH: (&str, &str) = ("PATCH", "/apps/acme-production");

fn world(script: BuildScript) -> World {
    let mut world = World::for_rehearsal(REPOSITORY, &["acme-production"], None);
    world.heroku.build_script = script;
    world
}

async fn pushed(world: World) -> Workflow {
    let workflow = Workflow::new(world).await.input("rules", "main: acme-production").input("maintenance", "true");
    workflow.event("push", &push("refs/heads/main", &sha_of("main")))
}

fn is_on(workflow: &Workflow) -> bool {
    workflow.sandbox.world().heroku.app("acme-production").unwrap().maintenance
}

fn switches(workflow: &Workflow) -> Vec<bool> {
    let requests = workflow.sandbox.requests_like(SWITCH.0, SWITCH.1);
    requests.iter().map(|request| request.body["maintenance"].as_bool().unwrap()).collect()
}

fn good() -> BuildScript {
    BuildScript::new(&["-----> Building"], Outcome::Succeeded)
}

#[tokio::test]
async fn it_is_on_before_the_build_and_off_after_the_release() {
    let workflow = pushed(world(good())).await;
    let run = workflow.run().await;
    run.ended(0, "deployed");
    assert_eq!((switches(&workflow), is_on(&workflow)), (vec![true, false], false));
    let requests = workflow.sandbox.requests();
    let place = |method: &str, path: &str| requests.iter().position(|request| request.is(method, path)).unwrap();
    assert!(place(SWITCH.0, SWITCH.1) < place("POST", "/apps/*/builds"));
    let plan = "acme-production: switch maintenance mode on, then build it, then switch maintenance mode off";
    assert!(run.log.text().contains(plan), "{}", run.output);
}

#[tokio::test]
async fn one_that_was_on_before_stays_on() {
    let mut world = world(good());
    world.heroku.app_mut("acme-production").unwrap().maintenance = true;
    let workflow = pushed(world).await;
    workflow.run().await.ended(0, "deployed");
    assert_eq!((switches(&workflow), is_on(&workflow)), (vec![], true));
}

#[tokio::test]
async fn a_failed_build_leaves_no_app_closed() {
    let workflow = pushed(world(BuildScript::new(&["no"], Outcome::Failed))).await;
    workflow.run().await.ended(1, "failed");
    assert_eq!((switches(&workflow), is_on(&workflow)), (vec![true, false], false));
}

#[tokio::test]
async fn a_run_that_takes_too_long_leaves_no_app_closed() {
    let workflow = pushed(world(BuildScript::endless())).await.input("timeout", "2s");
    workflow.run().await.ended(1, "failed");
    assert!(!is_on(&workflow));
}

#[tokio::test]
async fn a_cancelled_run_leaves_no_app_closed() {
    let workflow = pushed(world(BuildScript::endless())).await;
    let child = workflow.start();
    let begun = |world: &World| world.heroku.apps.iter().any(|app| !app.builds.is_empty());
    assert!(workflow.sandbox.wait_until(Duration::from_secs(10), begun).await);
    let process = child.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &process]).status().await.unwrap().success());
    workflow.end(child, std::time::Instant::now()).await.ended(4, "cancelled");
    assert!(!is_on(&workflow));
    let world = workflow.sandbox.world();
    assert_eq!(world.heroku.app("acme-production").unwrap().builds[0].status, Status::Failed, "its build is cancelled");
}

#[tokio::test]
async fn the_post_step_of_a_killed_run_leaves_no_app_closed() {
    let workflow = pushed(world(BuildScript::endless())).await;
    let mut child = workflow.start();
    let begun = |world: &World| world.heroku.apps.iter().any(|app| !app.builds.is_empty());
    assert!(workflow.sandbox.wait_until(Duration::from_secs(10), begun).await);
    child.kill().await.unwrap();
    assert!(is_on(&workflow));
    let workflow = workflow.with_state();
    let post = workflow.post().await;
    assert!(!is_on(&workflow), "{}", post.output);
    assert!(post.output.contains("Maintenance mode of acme-production is off"), "{}", post.output);
}

#[tokio::test]
async fn without_waiting_nobody_could_end_it() {
    let workflow = pushed(world(good())).await.input("wait", "false");
    let run = workflow.run().await;
    run.ended(2, "failed");
    assert!(run.output("reason").contains("maintenance"), "{}", run.output("reason"));
    assert!(workflow.sandbox.requests().is_empty());
}
