//! A run that is cancelled: it ends within the runner's ten seconds, and leaves no build behind that nobody watches.

use std::time::{Duration, Instant};

use branchline::sandbox::{BuildScript, Fault, FaultKind, Service, World, github::sha_of, heroku::Status};
use futures_util::future::join_all;
use tokio::process::{Child, Command};

use crate::{
    overtaken::asked,
    payloads::push,
    workflow::{REPOSITORY, Run, Workflow},
};

const LIMIT: Duration = Duration::from_secs(20);
/// The runner kills a step ten seconds after it has cancelled it.
const IN_TIME: Duration = Duration::from_secs(7);

async fn workflow() -> Workflow {
    let mut world = World::for_rehearsal(REPOSITORY, &["acme-production"], None);
    world.heroku.build_script = BuildScript::endless();
    let payload = push("refs/heads/main", &sha_of("main"));
    Workflow::new(world).await.input("rules", "main: acme-production").event("push", &payload)
}

fn builds(world: &World) -> &[branchline::sandbox::heroku::Build] {
    &world.heroku.app("acme-production").unwrap().builds
}

async fn terminate(child: &Child) {
    let id = child.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
}

/// Cancels a run once the world is so, and tells how it ended and how long that took.
async fn cancelled_once(workflow: &Workflow, so: impl Fn(&World) -> bool) -> (Run, Duration) {
    let (child, started) = (workflow.start(), Instant::now());
    assert!(workflow.sandbox.wait_until(LIMIT, so).await);
    terminate(&child).await;
    let signalled = Instant::now();
    let run = workflow.end(child, started).await;
    run.ended(4, "cancelled");
    (run, signalled.elapsed())
}

fn is_building(world: &World) -> bool {
    let deployments = &world.github.repository(REPOSITORY).unwrap().deployments;
    !builds(world).is_empty() && deployments.first().is_some_and(|deployment| deployment.state() == "in_progress")
}

#[tokio::test]
async fn the_build_is_cancelled_and_the_deployment_closed_at_once() {
    let workflow = workflow().await;
    let (_, took) = cancelled_once(&workflow, is_building).await;
    let world = workflow.sandbox.world();
    assert_eq!(builds(&world)[0].status, Status::Failed);
    assert_eq!(world.github.repository(REPOSITORY).unwrap().deployments[0].state(), "error");
    assert!(took < IN_TIME, "{took:?}");
}

#[tokio::test]
async fn a_build_whose_request_is_on_its_way_is_cancelled_too() {
    let workflow = workflow().await.set("GITHUB_RUN_ATTEMPT", "2");
    let older = sha_of("main");
    let known =
        branchline::sandbox::heroku::Build::start("https://example.com/a", Some(&older), BuildScript::default());
    workflow.sandbox.world().heroku.app_mut("acme-production").unwrap().builds.push(known);
    assert!(workflow.sandbox.wait_until(LIMIT, |world| builds(world)[0].status == Status::Succeeded).await);
    workflow.sandbox.fault(Fault::new(Service::Heroku, "POST", "/apps/*/builds", FaultKind::HangAfter));
    let (run, took) = cancelled_once(&workflow, |world| builds(world).len() == 2).await;
    let world = workflow.sandbox.world();
    let statuses: Vec<_> = builds(&world).iter().map(|build| build.status).collect();
    assert_eq!(statuses, [Status::Succeeded, Status::Failed]);
    assert_eq!(run.output("build-id"), builds(&world)[1].id.to_string());
    assert!(took < IN_TIME, "{took:?}");
}

#[tokio::test]
async fn it_ends_in_time_although_nobody_answers_any_more() {
    join_all([&[Service::GitHub][..], &[Service::Heroku], &[Service::GitHub, Service::Heroku]].map(async |services| {
        let workflow = workflow().await;
        let (child, started) = (workflow.start(), Instant::now());
        assert!(workflow.sandbox.wait_until(LIMIT, is_building).await);
        for service in services {
            workflow.sandbox.fault(Fault::on(*service, FaultKind::Hang));
        }
        terminate(&child).await;
        let signalled = Instant::now();
        workflow.end(child, started).await.ended(4, "cancelled");
        assert!(signalled.elapsed() < IN_TIME, "{services:?}: {:?}", signalled.elapsed());
    }))
    .await;
}

#[tokio::test]
async fn it_ends_in_time_whatever_it_was_waiting_for_an_answer_to() {
    join_all(
        [
            (Service::GitHub, "GET", "*/branches/*"),
            (Service::GitHub, "GET", "*/deployments"),
            (Service::GitHub, "POST", "*/deployments"),
            (Service::GitHub, "POST", "*/statuses"),
            (Service::Heroku, "GET", "/apps/*"),
            (Service::Heroku, "POST", "/apps/*/builds"),
            (Service::Heroku, "GET", "/apps/*/builds/*"),
            (Service::Streams, "GET", "*"),
        ]
        .map(async |(service, method, path)| {
            let workflow = workflow().await;
            workflow.sandbox.fault(Fault::new(service, method, path, FaultKind::Hang));
            let (child, started) = (workflow.start(), Instant::now());
            asked(&workflow, method, path).await;
            terminate(&child).await;
            let signalled = Instant::now();
            workflow.end(child, started).await.ended(4, "cancelled");
            assert!(signalled.elapsed() < IN_TIME, "{method} {path}: {:?}", signalled.elapsed());
        }),
    )
    .await;
}
