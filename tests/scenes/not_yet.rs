//! What Heroku has just accepted it may not show at once: its first answers are 404, and the work goes on.

use std::time::{Duration, Instant};

use branchline::sandbox::{Fault, FaultKind, Service, Turn, World, github::sha_of, heroku::Release};
use serde_json::json;

use crate::{
    payloads::{push, repository},
    pull::{older_commit, workflow_of, world_with_review_app},
    workflow::{REPOSITORY, Workflow},
};

fn hidden(method: &str, path: &str, turn: Turn) -> Fault {
    let gone = FaultKind::Status(404, json!({ "id": "not_found", "message": "Couldn't find that." }));
    Fault::new(Service::Heroku, method, path, gone).at(turn)
}

/// A world with two apps of one pipeline, each with two releases.
fn world() -> World {
    let mut world = World::for_rehearsal(REPOSITORY, &["acme-one", "acme-two"], Some("acme"));
    for (app, now) in world.heroku.apps.iter_mut().zip(["old", "older"]) {
        app.releases =
            [Release::of_commit(3, "Deploy", &sha_of("first")), Release::of_commit(4, "Deploy", &sha_of(now))].into();
    }
    world
}

async fn pushed() -> Workflow {
    let workflow = Workflow::new(world()).await.event("push", &push("refs/heads/main", &sha_of("main")));
    workflow.input("rules", "main: acme-one")
}

async fn by_hand(command: &str) -> Workflow {
    let payload = json!({ "inputs": null, "ref": "refs/heads/main", "repository": repository() });
    let workflow = Workflow::new(world()).await.event("workflow_dispatch", &payload);
    let workflow = workflow.set("GITHUB_REF", "refs/heads/main").set("GITHUB_SHA", &sha_of("main"));
    workflow.input("rules", "main: acme-one").input("command", command)
}

#[tokio::test]
async fn what_is_shown_a_little_later_is_waited_for() {
    let test = pushed().await.input("command", "test").input("pipeline", "acme");
    let promote = || async { by_hand("promote").await.input("promote-to", "acme-two") };
    let set_up = pushed().await.input("rules", "main: acme-new").input("command", "setup");
    let updated = workflow_of("synchronize", world_with_review_app(&older_commit())).await;
    for (workflow, path, result) in [
        (pushed().await, "/apps/*/builds/*", "deployed"),
        (pushed().await, "/apps/*/releases/*", "deployed"),
        (test, "/test-runs/*", "tested"),
        (promote().await, "/pipeline-promotions/*/promotion-targets", "promoted"),
        (promote().await, "/apps/*/releases/*", "promoted"),
        (set_up, "/app-setups/*", "created"),
        (updated, "/apps/*/builds/*", "updated"),
    ] {
        workflow.sandbox.fault(hidden("GET", path, Turn::First(2)));
        let run = workflow.run().await;
        run.ended(0, result);
        assert!(workflow.times("GET", path) > 2, "{path}");
    }
}

#[tokio::test]
async fn a_release_that_its_build_does_not_tell_is_found_by_its_slug() {
    let workflow = pushed().await.at_speed(60);
    workflow.sandbox.world().heroku.app_mut("acme-one").unwrap().hides_releases = true;
    let run = workflow.run().await;
    run.ended(0, "deployed");
    assert_eq!((run.output("release-version"), run.output("release-status")), ("5", "succeeded"));

    let workflow = pushed().await.at_speed(60);
    workflow.sandbox.world().heroku.app_mut("acme-one").unwrap().hides_releases = true;
    let no_newer = FaultKind::Status(200, json!([]));
    workflow.sandbox.fault(Fault::new(Service::Heroku, "GET", "/apps/*/releases", no_newer).at(Turn::After(1)));
    let run = workflow.run().await;
    run.ended(1, "failed");
    assert!(run.output("reason").contains("made no release"), "{}", run.output("reason"));
}

#[tokio::test]
async fn what_is_never_shown_fails_in_time_and_is_named() {
    for (workflow, path) in [
        (pushed().await, "/apps/*/builds/*"),
        (by_hand("promote").await.input("promote-to", "acme-two"), "/apps/*/releases/*"),
    ] {
        let workflow = workflow.at_speed(10);
        workflow.sandbox.fault(hidden("GET", path, Turn::Every));
        let begun = Instant::now();
        let run = workflow.run().await;
        run.ended(3, "failed");
        assert!(begun.elapsed() < Duration::from_secs(6), "{path}");
        assert!(run.output("reason").contains("404 not_found"), "{}", run.output("reason"));
    }
}
