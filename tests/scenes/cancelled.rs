//! A run that the runner cancels: outputs and summary are written, at once.

use std::time::{Duration, Instant};

use branchline::sandbox::{BuildScript, World, github::sha_of};
use tokio::process::Command;

use crate::{
    payloads::{pull_request, push},
    workflow::{REPOSITORY, Run, Workflow},
};

/// The runner gives a step 7.5 seconds after SIGINT.
const AT_ONCE: Duration = Duration::from_secs(5);

async fn cancelled(workflow: &Workflow, signal: &str, is_under_way: impl Fn(&World) -> bool) -> Run {
    let child = workflow.start();
    assert!(workflow.sandbox.wait_until(Duration::from_secs(10), is_under_way).await, "it never began");
    // What Heroku accepted has to arrive here first.
    tokio::time::timeout(Duration::from_millis(100), std::future::pending::<()>()).await.unwrap_err();
    let process = child.id().unwrap().to_string();
    let sent = Instant::now();
    assert!(Command::new("kill").args([signal, &process]).status().await.unwrap().success());
    workflow.end(child, sent).await
}

fn endless() -> World {
    let mut world = World::for_rehearsal(REPOSITORY, &["acme-production"], Some("acme"));
    world.heroku.build_script = BuildScript::endless();
    world
}

async fn pushed() -> Workflow {
    let push = push("refs/heads/main", &sha_of("main"));
    Workflow::new(endless()).await.input("rules", "main: acme-production").event("push", &push)
}

fn has_build(world: &World) -> bool {
    world.heroku.apps.iter().any(|app| !app.builds.is_empty())
}

#[tokio::test]
async fn either_signal_ends_a_build_that_is_waited_for() {
    for signal in ["-INT", "-TERM"] {
        let workflow = pushed().await;
        let run = cancelled(&workflow, signal, has_build).await;
        run.ended(4, "cancelled");
        assert!(run.took < AT_ONCE, "{signal}: {:?}", run.took);
        assert_eq!((run.output("app"), run.output("build-status")), ("acme-production", "pending"), "{}", run.output);
        assert_eq!(run.output("commit"), sha_of("main"));
        assert!(!run.output("build-id").is_empty());
        assert!(run.output("reason").contains("the build is pending"), "{}", run.output("reason"));
        assert!(run.summary.contains("cancelled"), "{}", run.summary);
        let opened = run.log.of("group").len();
        assert_eq!(run.log.of("endgroup").len(), opened, "what is said at the end must not be folded: {}", run.output);
    }
}

#[tokio::test]
async fn a_review_app_that_is_being_created_does_not_hold_a_cancelled_run() {
    let mut world = endless();
    world.heroku.review_app_script.pending = Duration::from_mins(10);
    let pull = branchline::sandbox::github::PullRequest::new(7, "feature", &sha_of("feature"));
    world.add_pull_request(REPOSITORY, pull);
    let opened = pull_request("opened", 7, "feature", &sha_of("feature"));
    let workflow = Workflow::new(world).await.input("rules", "**: review-app").input("pipeline", "acme");
    let workflow = workflow.event("pull_request", &opened);
    let run = cancelled(&workflow, "-INT", |world| !world.heroku.review_apps.is_empty()).await;
    run.ended(4, "cancelled");
    assert!(run.took < AT_ONCE, "{:?}", run.took);
    assert_eq!(run.output("review-app-id"), workflow.sandbox.world().heroku.review_apps[0].id.to_string());
}

#[tokio::test]
async fn a_run_that_has_asked_for_nothing_yet_can_be_cancelled_too() {
    let workflow = pushed().await;
    workflow.sandbox.world().latency.request = Duration::from_mins(1);
    let child = workflow.start();
    while workflow.sandbox.requests().is_empty() {
        assert!(!workflow.sandbox.wait_until(Duration::from_millis(10), |_| false).await);
    }
    let (process, sent) = (child.id().unwrap().to_string(), Instant::now());
    assert!(Command::new("kill").args(["-INT", &process]).status().await.unwrap().success());
    let run = workflow.end(child, sent).await;
    run.ended(4, "cancelled");
    assert!(run.took < AT_ONCE, "{:?}", run.took);
}
