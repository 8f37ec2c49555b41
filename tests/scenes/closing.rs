//! A pull request is closed, or a branch deleted: its review app goes, whatever state it is in.

use std::time::{Duration, Instant};

use branchline::sandbox::{
    BuildScript, Fault, FaultKind, ReviewAppScript, Service, Turn, World, github::PullRequest, heroku::ReviewAppStatus,
};
use futures_util::future::join_all;
use serde_json::json;

use crate::{
    payloads::push,
    pull::{
        BRANCH, add_review_app, add_young_review_app, commit, older_commit, pause, payload, stage, stage_of, world,
        world_with_review_app,
    },
    stage::{REPOSITORY, Stage},
};

const LIMIT: Duration = Duration::from_secs(20);

async fn closed(world: World) -> Stage {
    let stage = stage_of("closed", world).await;
    stage.close();
    stage
}

fn delete(kind: FaultKind, turn: Turn) -> Fault {
    Fault::new(Service::Heroku, "DELETE", "/review-apps/*", kind).at(turn)
}

fn refused(status: u16) -> FaultKind {
    FaultKind::Status(status, json!({ "id": "conflict", "message": "The review app is being created." }))
}

#[tokio::test]
async fn a_closed_pull_request_loses_its_review_app() {
    let stage = closed(world_with_review_app(&commit())).await;
    let id = stage.sandbox.world().heroku.review_apps[0].id.to_string();
    let run = stage.run().await;
    run.ended(0, "destroyed");
    stage.has_no_review_app();
    assert_eq!((run.output("review-app-id"), run.output("app")), (id.as_str(), "acme-pr-7"));
    assert_eq!(stage.times("DELETE", "/review-apps/*"), 1);
}

#[tokio::test]
async fn it_goes_whatever_the_rules_say() {
    let stage = closed(world_with_review_app(&commit())).await.input("rules", "**: none");
    stage.run().await.ended(0, "destroyed");
    stage.has_no_review_app();
}

#[tokio::test]
async fn it_goes_while_it_is_pending_or_being_created() {
    for pending in [Duration::from_hours(1), Duration::ZERO] {
        let mut world = world();
        let build = Some(BuildScript::endless());
        world.heroku.review_app_script = ReviewAppScript { pending, build, ..Default::default() };
        add_young_review_app(&mut world, &commit());
        let stage = closed(world).await;
        stage.run().await.ended(0, "destroyed");
        stage.has_no_review_app();
    }
}

#[tokio::test]
async fn a_deletion_that_is_refused_during_creation_is_asked_for_again() {
    join_all([409, 422].map(async |status| {
        let mut world = world();
        world.heroku.review_app_script.pending = Duration::from_hours(1);
        add_young_review_app(&mut world, &commit());
        let stage = closed(world).await;
        stage.sandbox.fault(delete(refused(status), Turn::First(3)));
        stage.run().await.ended(0, "destroyed");
        stage.has_no_review_app();
    }))
    .await;
}

#[tokio::test]
async fn one_that_is_created_in_spite_of_its_deletion_is_destroyed() {
    let mut world = world();
    world.heroku.review_app_script.pending = Duration::from_millis(500);
    add_young_review_app(&mut world, &commit());
    let stage = closed(world).await;
    stage.sandbox.fault(delete(FaultKind::Status(200, json!({})), Turn::Only(1)));
    stage.run().await.ended(0, "destroyed");
    stage.has_no_review_app();
}

#[tokio::test]
async fn an_errored_one_goes_too() {
    let mut world = world_with_review_app(&commit());
    world.heroku.review_apps[0].status = ReviewAppStatus::Errored;
    let stage = closed(world).await;
    stage.run().await.ended(0, "destroyed");
    stage.has_no_review_app();
}

#[tokio::test]
async fn one_that_is_gone_already_is_fine() {
    let stage = closed(world()).await;
    let run = stage.run().await;
    run.ended(0, "skipped");
    assert!(run.output("reason").contains("#7"), "{}", run.output("reason"));
    assert_eq!(stage.times("DELETE", "*"), 0);
}

#[tokio::test]
async fn one_that_goes_while_it_is_looked_at_is_fine() {
    let stage = closed(world_with_review_app(&commit())).await;
    let gone = FaultKind::StatusAfter(404, json!({ "id": "not_found", "message": "Couldn't find that review app." }));
    stage.sandbox.fault(delete(gone, Turn::Every));
    stage.run().await.ended(0, "destroyed");
}

#[tokio::test]
async fn two_at_once_are_fine() {
    let mut world = world_with_review_app(&commit());
    world.heroku.review_apps[0].script.deleting = Duration::from_millis(300);
    let stage = closed(world).await;
    let other = stage.beside();
    let started = Instant::now();
    let (one, two) = (stage.start(), other.start());
    let (one, two) = tokio::join!(stage.end(one, started), other.end(two, started));
    assert_eq!((one.code, two.code), (0, 0), "{}\n{}", one.output, two.output);
    stage.has_no_review_app();
}

#[tokio::test]
async fn without_waiting_the_step_ends_once_heroku_has_accepted() {
    let mut world = world_with_review_app(&commit());
    world.heroku.review_apps[0].script.deleting = Duration::from_hours(1);
    let stage = closed(world).await.input("wait", "false");
    stage.run().await.ended(0, "started");
    assert_eq!(stage.sandbox.world().heroku.review_apps[0].status, ReviewAppStatus::Deleting);
}

#[tokio::test]
async fn what_a_push_made_for_the_branch_goes_too_and_nobody_elses() {
    for (number, left) in [(None, 0), (Some(8), 1)] {
        let mut world = world();
        add_review_app(&mut world, number, &commit());
        let stage = closed(world).await;
        stage.run().await.ended(0, if left == 0 { "destroyed" } else { "skipped" });
        assert_eq!(stage.sandbox.world().heroku.review_apps.len(), left);
    }
}

#[tokio::test]
async fn a_deleted_branch_loses_its_review_app() {
    let mut gone = push(&format!("refs/heads/{BRANCH}"), "0000000000000000000000000000000000000000");
    gone["deleted"] = json!(true);
    gone["head_commit"] = json!(null);
    let by_delete = json!({ "ref": BRANCH, "ref_type": "branch", "repository": crate::payloads::repository() });
    for (event, payload) in [("push", &gone), ("delete", &by_delete)] {
        let mut world = world();
        add_review_app(&mut world, None, &commit());
        world.add_repository(REPOSITORY).branches.remove(BRANCH);
        let stage = stage(world).await.event(event, payload);
        stage.run().await.ended(0, "destroyed");
        stage.has_no_review_app();
    }
}

#[tokio::test]
async fn a_deleted_branch_that_goes_to_an_app_is_skipped() {
    let by_delete = json!({ "ref": "main", "ref_type": "branch", "repository": crate::payloads::repository() });
    let stage = stage(world_with_review_app(&commit())).await.event("delete", &by_delete);
    stage.run().await.ended(0, "skipped");
    assert!(stage.sandbox.requests().is_empty());
}

/// A creation that takes a while, during which `meanwhile` happens.
async fn while_it_is_created(
    action: &str,
    world: World,
    meanwhile: impl AsyncFnOnce(&Stage),
) -> (Stage, crate::stage::Run) {
    let stage = stage_of(action, world).await;
    let (child, started) = (stage.start(), Instant::now());
    let creating = |world: &World| world.heroku.review_apps.iter().any(|review_app| review_app.app.is_some());
    assert!(stage.sandbox.wait_until(LIMIT, creating).await);
    meanwhile(&stage).await;
    let run = stage.end(child, started).await;
    (stage, run)
}

fn slow_world() -> World {
    let mut world = world();
    world.heroku.build_script.linger = Duration::from_millis(700);
    world
}

#[tokio::test]
async fn a_creation_whose_pull_request_is_closed_meanwhile_leaves_no_review_app() {
    let (stage, run) = while_it_is_created("opened", slow_world(), async |stage| stage.close()).await;
    run.ended(0, "skipped");
    assert!(run.output("reason").contains("pull request #7 was closed meanwhile"), "{}", run.output("reason"));
    assert_eq!(run.log.of("error").len(), 0);
    stage.has_no_review_app();
}

#[tokio::test]
async fn without_waiting_too_what_is_closed_meanwhile_leaves_no_review_app() {
    let stage = stage_of("opened", world()).await.input("wait", "false");
    let late = FaultKind::Delay(Duration::from_millis(500));
    stage.sandbox.fault(Fault::new(Service::Heroku, "POST", "/review-apps", late));
    let (child, started) = (stage.start(), Instant::now());
    while stage.times("POST", "/review-apps") == 0 {
        pause(5).await;
    }
    stage.close();
    stage.end(child, started).await.ended(0, "skipped");
    stage.has_no_review_app();
}

#[tokio::test]
async fn a_creation_whose_branch_is_deleted_meanwhile_leaves_no_review_app() {
    let mut world = slow_world();
    world.add_repository(REPOSITORY).pull_requests.clear();
    let stage = stage(world).await.event("push", &push(&format!("refs/heads/{BRANCH}"), &commit()));
    let (child, started) = (stage.start(), Instant::now());
    let creating = |world: &World| !world.heroku.review_apps.is_empty();
    assert!(stage.sandbox.wait_until(LIMIT, creating).await);
    stage.sandbox.world().add_repository(REPOSITORY).branches.remove(BRANCH);
    let run = stage.end(child, started).await;
    run.ended(0, "skipped");
    assert!(run.output("reason").contains("`feature/cart` was deleted meanwhile"), "{}", run.output("reason"));
    stage.has_no_review_app();
}

#[tokio::test]
async fn a_creation_that_the_closing_undoes_is_no_failure() {
    let (stage, run) = while_it_is_created("opened", slow_world(), async |stage| {
        let other = stage.beside().event("pull_request", &payload("closed"));
        stage.close();
        other.run().await.ended(0, "destroyed");
    })
    .await;
    run.ended(0, "skipped");
    stage.has_no_review_app();
}

#[tokio::test]
async fn a_failed_creation_that_is_closed_meanwhile_leaves_no_review_app() {
    let mut world = slow_world();
    world.heroku.build_script.outcome = branchline::sandbox::Outcome::Failed;
    let (stage, run) = while_it_is_created("opened", world, async |stage| stage.close()).await;
    run.ended(0, "skipped");
    stage.has_no_review_app();
}

#[tokio::test]
async fn an_update_whose_pull_request_is_closed_meanwhile_is_no_failure() {
    let mut world = world_with_review_app(&older_commit());
    world.heroku.build_script = BuildScript::endless();
    let stage = stage_of("synchronize", world).await;
    let (child, started) = (stage.start(), Instant::now());
    let building = |world: &World| world.heroku.app("acme-pr-7").is_some_and(|app| app.builds.len() == 2);
    assert!(stage.sandbox.wait_until(LIMIT, building).await);
    let other = stage.beside().event("pull_request", &payload("closed"));
    stage.close();
    other.run().await.ended(0, "destroyed");
    stage.end(child, started).await.ended(0, "skipped");
    stage.has_no_review_app();
}

#[tokio::test]
async fn a_review_app_that_somebody_destroys_while_it_is_created_is_a_failure() {
    let (stage, run) = while_it_is_created("opened", slow_world(), async |stage| {
        let id = stage.sandbox.world().heroku.review_apps[0].id.to_string();
        stage.destroy_by_hand(&id).await;
    })
    .await;
    run.ended(1, "failed");
    assert!(run.output("reason").contains("destroyed"), "{}", run.output("reason"));
    stage.has_no_review_app();
}

#[tokio::test]
async fn a_creation_that_a_newer_commits_run_replaces_is_superseded() {
    let (stage, run) = while_it_is_created("opened", slow_world(), async |stage| {
        stage.sandbox.world().add_repository(REPOSITORY).push(BRANCH, &older_commit());
        let id = stage.sandbox.world().heroku.review_apps[0].id.to_string();
        stage.destroy_by_hand(&id).await;
    })
    .await;
    run.ended(0, "skipped");
    assert!(run.output("reason").contains("superseded"), "{}", run.output("reason"));
    stage.has_no_review_app();
}

#[tokio::test]
async fn another_pull_request_of_the_branch_keeps_the_one_of_its_own() {
    let mut world = slow_world();
    add_review_app(&mut world, Some(8), &older_commit());
    world.add_pull_request(REPOSITORY, PullRequest::new(8, BRANCH, &commit()));
    let stage = stage_of("opened", world).await;
    stage.run().await.ended(0, "updated");
    assert_eq!(stage.sandbox.world().heroku.review_apps[0].pr_number, Some(8));
}
