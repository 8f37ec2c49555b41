//! What is there already is built on, waited for, or replaced; whatever happens at the same time.

use std::time::{Duration, Instant};

use branchline::sandbox::{BuildScript, Fault, FaultKind, Outcome, ReviewAppScript, Service, Turn, heroku::Build};
use serde_json::json;

use crate::pull::{
    A_BUILD_LINE, A_RELEASE_LINE, add_review_app, add_young_review_app, commit, older_commit, pause, workflow_of,
    world, world_with_review_app,
};

pub(crate) const POST: (&str, &str) = ("POST", "/review-apps");
pub(crate) const BUILD: (&str, &str) = ("POST", "/apps/*/builds");

#[tokio::test]
async fn a_push_to_a_pull_request_is_built_in_place() {
    let workflow = workflow_of("synchronize", world_with_review_app(&older_commit())).await;
    let url = workflow.sandbox.world().heroku.app("acme-pr-7").unwrap().web_url.clone().unwrap();
    let id = workflow.sandbox.world().heroku.review_apps[0].id.to_string();
    let run = workflow.run().await;
    run.ended(0, "updated");
    workflow.has_one_review_app_at_the_commit();
    assert_eq!((run.output("url"), run.output("app")), (url.as_str(), "acme-pr-7"));
    assert_eq!(run.output("review-app-id"), id);
    assert_eq!((run.shown(A_BUILD_LINE), run.shown(A_RELEASE_LINE)), (1, 1));
    assert_eq!((workflow.times(POST.0, POST.1), workflow.times("DELETE", "*")), (0, 0));
}

#[tokio::test]
async fn the_source_version_is_brought_up_to_date_before_the_build() {
    let workflow = workflow_of("synchronize", world_with_review_app(&older_commit())).await;
    workflow.run().await.ended(0, "updated");
    let requests = workflow.sandbox.requests();
    let at = |method: &str, path: &str| requests.iter().position(|request| request.is(method, path)).unwrap();
    let patch = at("PATCH", "/apps/*/config-vars");
    assert!(patch < at(BUILD.0, BUILD.1));
    assert_eq!(requests[patch].body, json!({ "SOURCE_VERSION": commit() }));
    assert_eq!(workflow.times("PATCH", "*"), 1);
}

#[tokio::test]
async fn a_source_that_cannot_be_had_changes_nothing() {
    let workflow = workflow_of("synchronize", world_with_review_app(&older_commit())).await;
    let refusal = FaultKind::Status(404, json!({ "message": "Not Found" }));
    workflow.sandbox.fault(Fault::new(Service::GitHub, "GET", "*/tarball/*", refusal));
    workflow.run().await.ended(3, "failed");
    assert_eq!((workflow.times("PATCH", "*"), workflow.times("POST", "*")), (0, 0));
}

#[tokio::test]
async fn a_failed_build_in_place_fails_the_step() {
    let mut world = world_with_review_app(&older_commit());
    world.heroku.build_script = BuildScript::new(&["npm error ERESOLVE"], Outcome::Failed);
    let run = workflow_of("synchronize", world).await.run().await;
    run.ended(1, "failed");
    assert!(run.output("reason").contains("the build of `acme-pr-7` failed"), "{}", run.output("reason"));
    assert!(run.log.of("error")[0].contains("npm error ERESOLVE"));
}

#[tokio::test]
async fn those_who_want_it_fresh_get_another() {
    let workflow = workflow_of("synchronize", world_with_review_app(&older_commit())).await.input("update", "recreate");
    let before = workflow.sandbox.world().heroku.review_apps[0].id;
    let run = workflow.run().await;
    run.ended(0, "created");
    workflow.has_one_review_app_at_the_commit();
    assert_ne!(workflow.sandbox.world().heroku.review_apps[0].id, before);
}

#[tokio::test]
async fn an_app_that_somebody_deleted_is_created_anew() {
    let mut world = world_with_review_app(&older_commit());
    world.heroku.apps.retain(|app| app.name != "acme-pr-7");
    let workflow = workflow_of("synchronize", world).await;
    workflow.run().await.ended(0, "created");
    workflow.has_one_review_app_at_the_commit();
}

#[tokio::test]
async fn an_app_that_is_deleted_while_it_is_looked_at_is_created_anew() {
    let workflow = workflow_of("synchronize", world_with_review_app(&older_commit())).await;
    let gone = FaultKind::Status(404, json!({ "id": "not_found", "message": "Couldn't find that app." }));
    workflow.sandbox.fault(Fault::new(Service::Heroku, BUILD.0, BUILD.1, gone));
    workflow.run().await.ended(0, "created");
    workflow.has_one_review_app_at_the_commit();
}

#[tokio::test]
async fn a_push_without_a_review_app_makes_one() {
    let workflow = workflow_of("synchronize", world()).await;
    workflow.run().await.ended(0, "created");
    workflow.has_one_review_app_at_the_commit();
}

#[tokio::test]
async fn a_commit_that_runs_already_is_not_built_again() {
    let workflow = workflow_of("reopened", world_with_review_app(&commit())).await;
    workflow.is_live().await;
    workflow.run().await.ended(0, "skipped");
    workflow.has_one_review_app_at_the_commit();
    assert_eq!(workflow.times("POST", "*"), 0);
}

#[tokio::test]
async fn a_review_app_that_a_push_made_is_the_pull_requests_too() {
    let mut world = world();
    add_review_app(&mut world, None, &older_commit());
    let workflow = workflow_of("opened", world).await;
    workflow.run().await.ended(0, "updated");
    workflow.has_one_review_app_at_the_commit();
}

pub(crate) fn slow() -> ReviewAppScript {
    let later = Duration::from_millis(400);
    ReviewAppScript { pending: later, app_after: later, setup_after: later, build_after: later, ..Default::default() }
}

#[tokio::test]
async fn a_lost_reply_to_the_creation_leaves_one_review_app() {
    let workflow = workflow_of("opened", world()).await;
    let lost = Fault::new(Service::Heroku, POST.0, POST.1, FaultKind::ResetAfter);
    workflow.sandbox.fault(lost.at(Turn::Only(1)));
    let run = workflow.run().await;
    run.ended(0, "created");
    workflow.has_one_review_app_at_the_commit();
    assert_eq!(workflow.times(POST.0, POST.1), 1);
    assert_eq!(run.shown(A_BUILD_LINE), 1);
}

#[tokio::test]
async fn a_lost_reply_and_another_runs_review_app_are_told_apart() {
    let mut world = world();
    world.heroku.review_app_script = slow();
    let workflow = workflow_of("opened", world).await;
    let lost = Fault::new(Service::Heroku, POST.0, POST.1, FaultKind::ResetBefore);
    workflow.sandbox.fault(lost.at(Turn::Only(1)));
    let (child, started) = (workflow.start(), Instant::now());
    let asked = async {
        while workflow.times(POST.0, POST.1) == 0 {
            pause(5).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), asked).await.unwrap();
    add_young_review_app(&mut workflow.sandbox.world(), &older_commit());
    workflow.end(child, started).await.ended(0, "updated");
    workflow.has_one_review_app_at_the_commit();
}

#[tokio::test]
async fn a_pending_build_of_the_commit_is_followed() {
    let workflow = workflow_of("synchronize", world_with_review_app(&older_commit())).await;
    let mut script = BuildScript::new(&["-----> added 318 packages"], Outcome::Succeeded);
    script.linger = Duration::from_secs(4);
    let build = Build::start("https://example.com/a.tar.gz", Some(&commit()), script);
    workflow.sandbox.world().heroku.app_mut("acme-pr-7").unwrap().builds.push(build);
    let run = workflow.run().await;
    run.ended(0, "updated");
    workflow.has_one_review_app_at_the_commit();
    assert_eq!((run.shown(A_BUILD_LINE), workflow.times("POST", "*")), (1, 0));
}
