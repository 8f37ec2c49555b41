//! A push that finds a review app in creation, in error, or on its way out.

use std::time::{Duration, Instant};

use branchline::sandbox::{
    BuildScript, Fault, FaultKind, Outcome, ReviewAppScript, Service, Turn, World,
    heroku::{Build, ReviewAppStatus},
};
use serde_json::json;

use super::updates::{BUILD, slow};
use crate::pull::{
    A_BUILD_LINE, A_RELEASE_LINE, add_errored_review_app, add_young_review_app, commit, older_commit, pause,
    workflow_of, world, world_with_review_app,
};

fn young_world(commit: &str, script: ReviewAppScript) -> World {
    let mut world = world();
    world.heroku.review_app_script = script;
    add_young_review_app(&mut world, commit);
    world
}

#[tokio::test]
async fn one_that_is_being_created_for_the_commit_is_waited_for() {
    let pending = Duration::from_hours(1);
    let workflow =
        workflow_of("reopened", young_world(&commit(), ReviewAppScript { pending, ..Default::default() })).await;
    let (child, started) = (workflow.start(), Instant::now());
    while workflow.times("GET", "/review-apps/*") == 0 {
        pause(5).await;
    }
    workflow.sandbox.world().heroku.review_apps[0].script.pending = Duration::ZERO;
    let run = workflow.end(child, started).await;
    run.ended(0, "updated");
    workflow.has_one_review_app_at_the_commit();
    assert_eq!((run.shown(A_BUILD_LINE), run.shown(A_RELEASE_LINE)), (1, 1), "{}", run.output);
    assert_eq!(workflow.times("POST", "*"), 0);
    assert_eq!(workflow.times("GET", &format!("/apps/{}", run.output("app-id"))), 1, "nothing is asked twice");
}

#[tokio::test]
async fn one_in_creation_for_another_commit_is_waited_for_and_built_on() {
    let workflow = workflow_of("synchronize", young_world(&older_commit(), slow())).await;
    let run = workflow.run().await;
    run.ended(0, "updated");
    workflow.has_one_review_app_at_the_commit();
    let world = workflow.sandbox.world();
    let app = world.heroku.app(run.output("app")).unwrap();
    assert_eq!(app.builds.len(), 2);
    assert_eq!(run.output("build-id"), app.builds[1].id.to_string());
    assert_eq!(run.output("release-version"), app.releases.last().unwrap().version.to_string());
    assert_eq!(app.config_vars["SOURCE_VERSION"], commit());
}

#[tokio::test]
async fn without_waiting_no_commit_is_forgotten_on_one_in_creation() {
    let workflow = workflow_of("synchronize", young_world(&older_commit(), slow())).await.input("wait", "false");
    let run = workflow.run().await;
    run.ended(0, "started");
    assert_eq!(workflow.times(BUILD.0, BUILD.1), 1, "{}", run.output);
}

#[tokio::test]
async fn without_waiting_one_that_is_being_created_for_the_commit_is_left_alone() {
    let build = Some(BuildScript::endless());
    let workflow =
        workflow_of("reopened", young_world(&commit(), ReviewAppScript { build, ..Default::default() })).await;
    let building = |world: &World| world.heroku.apps.iter().any(|app| !app.builds.is_empty());
    assert!(workflow.sandbox.wait_until(Duration::from_secs(20), building).await);
    let run = workflow.input("wait", "false").run().await;
    run.ended(0, "started");
    assert_eq!(run.output("build-status"), "pending");
}

#[tokio::test]
async fn an_app_that_goes_while_its_build_is_looked_at_is_created_anew() {
    let workflow = workflow_of("reopened", world_with_review_app(&older_commit())).await;
    let build = Build::start("https://example.com/a.tar.gz", Some(&commit()), BuildScript::endless());
    workflow.sandbox.world().heroku.app_mut("acme-pr-7").unwrap().builds.push(build);
    let gone = FaultKind::Status(404, json!({ "id": "not_found", "message": "Couldn't find that app." }));
    workflow.sandbox.fault(Fault::new(Service::Heroku, "GET", "/apps/*/builds/*", gone).at(Turn::Only(1)));
    let run = workflow.run().await;
    run.ended(0, "created");
    workflow.has_one_review_app_at_the_commit();
    let world = workflow.sandbox.world();
    let app = world.heroku.app(&world.heroku.review_apps[0].app.unwrap().to_string()).unwrap();
    assert_eq!((run.output("app"), run.output("url")), (app.name.as_str(), app.web_url.as_deref().unwrap()));
}

#[tokio::test]
async fn one_whose_creation_for_another_commit_fails_is_replaced() {
    let failing = BuildScript::new(&["npm error"], Outcome::Failed);
    let mut world = young_world(&older_commit(), ReviewAppScript { build: Some(failing), ..slow() });
    world.heroku.review_app_script = ReviewAppScript::default();
    let workflow = workflow_of("synchronize", world).await;
    let run = workflow.run().await;
    run.ended(0, "created");
    workflow.has_one_review_app_at_the_commit();
    assert_eq!(run.output("build-status"), "succeeded");
}

#[tokio::test]
async fn an_errored_one_is_replaced() {
    let mut world = world_with_review_app(&older_commit());
    world.heroku.review_apps[0].status = ReviewAppStatus::Errored;
    let workflow = workflow_of("reopened", world).await;
    workflow.run().await.ended(0, "created");
    workflow.has_one_review_app_at_the_commit();
}

#[tokio::test]
async fn an_errored_one_without_an_app_is_replaced() {
    let mut world = world();
    add_errored_review_app(&mut world);
    let workflow = workflow_of("synchronize", world).await;
    workflow.run().await.ended(0, "created");
    workflow.has_one_review_app_at_the_commit();
}

#[tokio::test]
async fn one_that_is_being_destroyed_is_waited_for_and_then_another_created() {
    let mut world = world_with_review_app(&older_commit());
    world.heroku.review_apps[0].script.deleting = Duration::from_millis(600);
    let workflow = workflow_of("reopened", world).await;
    let id = workflow.sandbox.world().heroku.review_apps[0].id;
    workflow.destroy_by_hand(&id.to_string()).await;
    let run = workflow.run().await;
    run.ended(0, "created");
    workflow.has_one_review_app_at_the_commit();
    assert_eq!(workflow.times("DELETE", "/review-apps/*"), 1, "it was asked for once already");
}
