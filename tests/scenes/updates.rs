//! What is there already is built on, waited for, or replaced; whatever happens at the same time.

use std::time::{Duration, Instant};

use branchline::sandbox::{
    BuildScript, Fault, FaultKind, Outcome, ReviewAppScript, Service, Turn, World,
    heroku::{Build, ReviewAppStatus},
};
use futures_util::future::join_all;
use serde_json::json;

use crate::{
    pull::{
        A_BUILD_LINE, A_RELEASE_LINE, BRANCH, add_errored_review_app, add_review_app, add_young_review_app, commit,
        older_commit, pause, stage_of, world, world_with_review_app,
    },
    stage::Stage,
};

const POST: (&str, &str) = ("POST", "/review-apps");
const BUILD: (&str, &str) = ("POST", "/apps/*/builds");

fn conflict(status: u16, id: &str) -> FaultKind {
    let message = format!("A review app already exists for the {BRANCH} branch");
    FaultKind::Status(status, json!({ "id": id, "message": message }))
}

#[tokio::test]
async fn a_push_to_a_pull_request_is_built_in_place() {
    let stage = stage_of("synchronize", world_with_review_app(&older_commit())).await;
    let url = stage.sandbox.world().heroku.app("acme-pr-7").unwrap().web_url.clone().unwrap();
    let id = stage.sandbox.world().heroku.review_apps[0].id.to_string();
    let run = stage.run().await;
    run.ended(0, "updated");
    stage.has_one_review_app_at_the_commit();
    assert_eq!((run.output("url"), run.output("app")), (url.as_str(), "acme-pr-7"));
    assert_eq!(run.output("review-app-id"), id);
    assert_eq!((run.shown(A_BUILD_LINE), run.shown(A_RELEASE_LINE)), (1, 1));
    assert_eq!((stage.times(POST.0, POST.1), stage.times("DELETE", "*")), (0, 0));
}

#[tokio::test]
async fn the_source_version_is_brought_up_to_date_before_the_build() {
    let stage = stage_of("synchronize", world_with_review_app(&older_commit())).await;
    stage.run().await.ended(0, "updated");
    let requests = stage.sandbox.requests();
    let at = |method: &str, path: &str| requests.iter().position(|request| request.is(method, path)).unwrap();
    let patch = at("PATCH", "/apps/*/config-vars");
    assert!(patch < at(BUILD.0, BUILD.1));
    assert_eq!(requests[patch].body, json!({ "SOURCE_VERSION": commit() }));
    assert_eq!(stage.times("PATCH", "*"), 1);
}

#[tokio::test]
async fn a_source_that_cannot_be_had_changes_nothing() {
    let stage = stage_of("synchronize", world_with_review_app(&older_commit())).await;
    let refusal = FaultKind::Status(404, json!({ "message": "Not Found" }));
    stage.sandbox.fault(Fault::new(Service::GitHub, "GET", "*/tarball/*", refusal));
    stage.run().await.ended(3, "failed");
    assert_eq!((stage.times("PATCH", "*"), stage.times("POST", "*")), (0, 0));
}

#[tokio::test]
async fn a_failed_build_in_place_fails_the_step() {
    let mut world = world_with_review_app(&older_commit());
    world.heroku.build_script = BuildScript::new(&["npm error ERESOLVE"], Outcome::Failed);
    let run = stage_of("synchronize", world).await.run().await;
    run.ended(1, "failed");
    assert!(run.output("reason").contains("the build of `acme-pr-7` failed"), "{}", run.output("reason"));
    assert!(run.log.of("error")[0].contains("npm error ERESOLVE"));
}

#[tokio::test]
async fn those_who_want_it_fresh_get_another() {
    let stage = stage_of("synchronize", world_with_review_app(&older_commit())).await.input("update", "recreate");
    let before = stage.sandbox.world().heroku.review_apps[0].id;
    let run = stage.run().await;
    run.ended(0, "created");
    stage.has_one_review_app_at_the_commit();
    assert_ne!(stage.sandbox.world().heroku.review_apps[0].id, before);
}

#[tokio::test]
async fn an_app_that_somebody_deleted_is_created_anew() {
    let mut world = world_with_review_app(&older_commit());
    world.heroku.apps.retain(|app| app.name != "acme-pr-7");
    let stage = stage_of("synchronize", world).await;
    stage.run().await.ended(0, "created");
    stage.has_one_review_app_at_the_commit();
}

#[tokio::test]
async fn an_app_that_is_deleted_while_it_is_looked_at_is_created_anew() {
    let stage = stage_of("synchronize", world_with_review_app(&older_commit())).await;
    let gone = FaultKind::Status(404, json!({ "id": "not_found", "message": "Couldn't find that app." }));
    stage.sandbox.fault(Fault::new(Service::Heroku, BUILD.0, BUILD.1, gone));
    stage.run().await.ended(0, "created");
    stage.has_one_review_app_at_the_commit();
}

#[tokio::test]
async fn a_push_without_a_review_app_makes_one() {
    let stage = stage_of("synchronize", world()).await;
    stage.run().await.ended(0, "created");
    stage.has_one_review_app_at_the_commit();
}

#[tokio::test]
async fn a_commit_that_runs_already_is_not_built_again() {
    let stage = stage_of("reopened", world_with_review_app(&commit())).await;
    stage.is_live().await;
    stage.run().await.ended(0, "skipped");
    stage.has_one_review_app_at_the_commit();
    assert_eq!(stage.times("POST", "*"), 0);
}

#[tokio::test]
async fn a_review_app_that_a_push_made_is_the_pull_requests_too() {
    let mut world = world();
    add_review_app(&mut world, None, &older_commit());
    let stage = stage_of("opened", world).await;
    stage.run().await.ended(0, "updated");
    stage.has_one_review_app_at_the_commit();
}

async fn twice_at_once(stage: Stage) {
    let other = stage.beside();
    let started = Instant::now();
    let (one, two) = (stage.start(), other.start());
    let (one, two) = tokio::join!(stage.end(one, started), other.end(two, started));
    assert_eq!((one.code, two.code), (0, 0), "{}\n{}", one.output, two.output);
    for run in [&one, &two] {
        assert!(["created", "updated", "skipped"].contains(&run.output("result")), "{}", run.output);
        assert_ne!(run.output("url"), "");
    }
    stage.has_one_review_app_at_the_commit();
}

#[tokio::test]
async fn two_runs_at_once_make_one_review_app() {
    twice_at_once(stage_of("opened", world()).await).await;
}

#[tokio::test]
async fn two_runs_at_once_that_want_it_fresh_leave_one_review_app() {
    let stage = stage_of("opened", world_with_review_app(&older_commit())).await;
    twice_at_once(stage.input("update", "recreate")).await;
}

#[tokio::test]
async fn two_runs_at_once_replace_an_errored_one_once() {
    let mut world = world();
    add_errored_review_app(&mut world);
    twice_at_once(stage_of("opened", world).await).await;
}

#[tokio::test]
async fn two_runs_at_once_that_fail_both_say_why() {
    let mut world = world();
    world.heroku.review_app_script.manifest_errors = vec!["addons must be an array".to_owned()];
    let stage = stage_of("opened", world).await;
    let other = stage.beside();
    let started = Instant::now();
    let (one, two) = (stage.start(), other.start());
    let (one, two) = tokio::join!(stage.end(one, started), other.end(two, started));
    for run in [&one, &two] {
        run.ended(1, "failed");
        assert!(run.output("reason").contains("addons must be an array"), "{}", run.output);
    }
    assert!(stage.sandbox.world().heroku.review_apps.len() <= 1);
}

#[tokio::test]
async fn a_conflict_that_lists_nothing_at_first_passes() {
    join_all([conflict(409, "conflict"), conflict(422, "invalid_params")].map(async |conflict| {
        let stage = stage_of("opened", world()).await;
        let fault = Fault::new(Service::Heroku, POST.0, POST.1, conflict);
        stage.sandbox.fault(fault.at(Turn::First(2)));
        stage.run().await.ended(0, "created");
        stage.has_one_review_app_at_the_commit();
    }))
    .await;
}

#[tokio::test]
async fn a_conflict_with_one_that_was_not_listed_is_solved_by_building_on_it() {
    let stage = stage_of("opened", world_with_review_app(&older_commit())).await;
    let nothing = Fault::new(Service::Heroku, "GET", "/pipelines/*/review-apps", FaultKind::Status(200, json!([])));
    stage.sandbox.fault(nothing.at(Turn::First(2)));
    stage.run().await.ended(0, "updated");
    stage.has_one_review_app_at_the_commit();
}

#[tokio::test]
async fn a_branch_of_the_same_name_in_another_fork_keeps_its_review_app() {
    let mut world = world_with_review_app(&older_commit());
    world.heroku.review_apps[0].pr_number = Some(3);
    world.heroku.review_apps[0].fork_repo = Some(99);
    let stage = stage_of("opened", world).await;
    let run = stage.run().await;
    run.ended(3, "failed");
    assert!(run.output("reason").contains("A review app already exists for the feature/cart branch"));
    assert!(run.output("reason").contains("#3"), "{}", run.output("reason"));
    assert_eq!(stage.sandbox.world().heroku.app("acme-pr-7").unwrap().builds.len(), 1);
    assert!(run.took < Duration::from_secs(20), "{:?}", run.took);
}

fn slow() -> ReviewAppScript {
    let later = Duration::from_millis(400);
    ReviewAppScript { pending: later, app_after: later, setup_after: later, build_after: later, ..Default::default() }
}

fn young_world(commit: &str, script: ReviewAppScript) -> World {
    let mut world = world();
    world.heroku.review_app_script = script;
    add_young_review_app(&mut world, commit);
    world
}

#[tokio::test]
async fn one_that_is_being_created_for_the_commit_is_waited_for() {
    let pending = Duration::from_hours(1);
    let stage = stage_of("reopened", young_world(&commit(), ReviewAppScript { pending, ..Default::default() })).await;
    let (child, started) = (stage.start(), Instant::now());
    while stage.times("GET", "/review-apps/*") == 0 {
        pause(5).await;
    }
    stage.sandbox.world().heroku.review_apps[0].script.pending = Duration::ZERO;
    let run = stage.end(child, started).await;
    run.ended(0, "updated");
    stage.has_one_review_app_at_the_commit();
    assert_eq!((run.shown(A_BUILD_LINE), run.shown(A_RELEASE_LINE)), (1, 1), "{}", run.output);
    assert_eq!(stage.times("POST", "*"), 0);
    assert_eq!(stage.times("GET", &format!("/apps/{}", run.output("app-id"))), 1, "nothing is asked twice");
}

#[tokio::test]
async fn one_in_creation_for_another_commit_is_waited_for_and_built_on() {
    let stage = stage_of("synchronize", young_world(&older_commit(), slow())).await;
    let run = stage.run().await;
    run.ended(0, "updated");
    stage.has_one_review_app_at_the_commit();
    let world = stage.sandbox.world();
    let app = world.heroku.app(run.output("app")).unwrap();
    assert_eq!(app.builds.len(), 2);
    assert_eq!(run.output("build-id"), app.builds[1].id.to_string());
    assert_eq!(run.output("release-version"), app.releases.last().unwrap().version.to_string());
    assert_eq!(app.config_vars["SOURCE_VERSION"], commit());
}

#[tokio::test]
async fn without_waiting_no_commit_is_forgotten_on_one_in_creation() {
    let stage = stage_of("synchronize", young_world(&older_commit(), slow())).await.input("wait", "false");
    let run = stage.run().await;
    run.ended(0, "started");
    assert_eq!(stage.times(BUILD.0, BUILD.1), 1, "{}", run.output);
}

#[tokio::test]
async fn without_waiting_one_that_is_being_created_for_the_commit_is_left_alone() {
    let build = Some(BuildScript::endless());
    let stage = stage_of("reopened", young_world(&commit(), ReviewAppScript { build, ..Default::default() })).await;
    let building = |world: &World| world.heroku.apps.iter().any(|app| !app.builds.is_empty());
    assert!(stage.sandbox.wait_until(Duration::from_secs(20), building).await);
    let run = stage.input("wait", "false").run().await;
    run.ended(0, "started");
    assert_eq!(run.output("build-status"), "pending");
}

#[tokio::test]
async fn an_app_that_goes_while_its_build_is_looked_at_is_created_anew() {
    let stage = stage_of("reopened", world_with_review_app(&older_commit())).await;
    let build = Build::start("https://example.com/a.tar.gz", Some(&commit()), BuildScript::endless());
    stage.sandbox.world().heroku.app_mut("acme-pr-7").unwrap().builds.push(build);
    let gone = FaultKind::Status(404, json!({ "id": "not_found", "message": "Couldn't find that app." }));
    stage.sandbox.fault(Fault::new(Service::Heroku, "GET", "/apps/*/builds/*", gone).at(Turn::Only(1)));
    let run = stage.run().await;
    run.ended(0, "created");
    stage.has_one_review_app_at_the_commit();
    let world = stage.sandbox.world();
    let app = world.heroku.app(&world.heroku.review_apps[0].app.unwrap().to_string()).unwrap();
    assert_eq!((run.output("app"), run.output("url")), (app.name.as_str(), app.web_url.as_deref().unwrap()));
}

#[tokio::test]
async fn one_whose_creation_for_another_commit_fails_is_replaced() {
    let failing = BuildScript::new(&["npm error"], Outcome::Failed);
    let mut world = young_world(&older_commit(), ReviewAppScript { build: Some(failing), ..slow() });
    world.heroku.review_app_script = ReviewAppScript::default();
    let stage = stage_of("synchronize", world).await;
    let run = stage.run().await;
    run.ended(0, "created");
    stage.has_one_review_app_at_the_commit();
    assert_eq!(run.output("build-status"), "succeeded");
}

#[tokio::test]
async fn an_errored_one_is_replaced() {
    let mut world = world_with_review_app(&older_commit());
    world.heroku.review_apps[0].status = ReviewAppStatus::Errored;
    let stage = stage_of("reopened", world).await;
    stage.run().await.ended(0, "created");
    stage.has_one_review_app_at_the_commit();
}

#[tokio::test]
async fn an_errored_one_without_an_app_is_replaced() {
    let mut world = world();
    add_errored_review_app(&mut world);
    let stage = stage_of("synchronize", world).await;
    stage.run().await.ended(0, "created");
    stage.has_one_review_app_at_the_commit();
}

#[tokio::test]
async fn one_that_is_being_destroyed_is_waited_for_and_then_another_created() {
    let mut world = world_with_review_app(&older_commit());
    world.heroku.review_apps[0].script.deleting = Duration::from_millis(600);
    let stage = stage_of("reopened", world).await;
    let id = stage.sandbox.world().heroku.review_apps[0].id;
    stage.destroy_by_hand(&id.to_string()).await;
    let run = stage.run().await;
    run.ended(0, "created");
    stage.has_one_review_app_at_the_commit();
    assert_eq!(stage.times("DELETE", "/review-apps/*"), 1, "it was asked for once already");
}

#[tokio::test]
async fn a_lost_reply_to_the_creation_leaves_one_review_app() {
    let stage = stage_of("opened", world()).await;
    let lost = Fault::new(Service::Heroku, POST.0, POST.1, FaultKind::ResetAfter);
    stage.sandbox.fault(lost.at(Turn::Only(1)));
    let run = stage.run().await;
    run.ended(0, "created");
    stage.has_one_review_app_at_the_commit();
    assert_eq!(stage.times(POST.0, POST.1), 1);
    assert_eq!(run.shown(A_BUILD_LINE), 1);
}

#[tokio::test]
async fn a_lost_reply_and_another_runs_review_app_are_told_apart() {
    let mut world = world();
    world.heroku.review_app_script = slow();
    let stage = stage_of("opened", world).await;
    let lost = Fault::new(Service::Heroku, POST.0, POST.1, FaultKind::ResetBefore);
    stage.sandbox.fault(lost.at(Turn::Only(1)));
    let (child, started) = (stage.start(), Instant::now());
    let asked = async {
        while stage.times(POST.0, POST.1) == 0 {
            pause(5).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), asked).await.unwrap();
    add_young_review_app(&mut stage.sandbox.world(), &older_commit());
    stage.end(child, started).await.ended(0, "updated");
    stage.has_one_review_app_at_the_commit();
}

#[tokio::test]
async fn a_pending_build_of_the_commit_is_followed() {
    let stage = stage_of("synchronize", world_with_review_app(&older_commit())).await;
    let mut script = BuildScript::new(&["-----> added 318 packages"], Outcome::Succeeded);
    script.linger = Duration::from_secs(4);
    let build = Build::start("https://example.com/a.tar.gz", Some(&commit()), script);
    stage.sandbox.world().heroku.app_mut("acme-pr-7").unwrap().builds.push(build);
    let run = stage.run().await;
    run.ended(0, "updated");
    stage.has_one_review_app_at_the_commit();
    assert_eq!((run.shown(A_BUILD_LINE), stage.times("POST", "*")), (1, 0));
}
