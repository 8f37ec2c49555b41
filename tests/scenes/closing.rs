//! A pull request is closed, or a branch deleted: its review app goes, whatever state it is in.

use std::time::{Duration, Instant};

use branchline::sandbox::{
    BuildScript, Fault, FaultKind, ReviewAppScript, Service, Turn, World, heroku::ReviewAppStatus,
};
use futures_util::future::join_all;
use serde_json::json;

use crate::{
    payloads::push,
    pull::{BRANCH, add_review_app, add_young_review_app, commit, workflow, workflow_of, world, world_with_review_app},
    workflow::{REPOSITORY, Workflow},
};

pub(crate) const LIMIT: Duration = Duration::from_secs(20);

pub(crate) async fn closed(world: World) -> Workflow {
    let workflow = workflow_of("closed", world).await;
    workflow.close();
    workflow
}

fn delete(kind: FaultKind, turn: Turn) -> Fault {
    Fault::new(Service::Heroku, "DELETE", "/review-apps/*", kind).at(turn)
}

fn refused(status: u16) -> FaultKind {
    FaultKind::Status(status, json!({ "id": "conflict", "message": "The review app is being created." }))
}

#[tokio::test]
async fn a_closed_pull_request_loses_its_review_app() {
    let workflow = closed(world_with_review_app(&commit())).await;
    let id = workflow.sandbox.world().heroku.review_apps[0].id.to_string();
    let run = workflow.run().await;
    run.ended(0, "destroyed");
    workflow.has_no_review_app();
    assert_eq!((run.output("review-app-id"), run.output("app")), (id.as_str(), "acme-pr-7"));
    assert_eq!(workflow.times("DELETE", "/review-apps/*"), 1);
}

#[tokio::test]
async fn it_goes_whatever_the_rules_say() {
    let workflow = closed(world_with_review_app(&commit())).await.input("rules", "**: none");
    workflow.run().await.ended(0, "destroyed");
    workflow.has_no_review_app();
}

#[tokio::test]
async fn it_goes_while_it_is_pending_or_being_created() {
    for pending in [Duration::from_hours(1), Duration::ZERO] {
        let mut world = world();
        let build = Some(BuildScript::endless());
        world.heroku.review_app_script = ReviewAppScript { pending, build, ..Default::default() };
        add_young_review_app(&mut world, &commit());
        let workflow = closed(world).await;
        workflow.run().await.ended(0, "destroyed");
        workflow.has_no_review_app();
    }
}

#[tokio::test]
async fn a_deletion_that_is_refused_during_creation_is_asked_for_again() {
    join_all([409, 422].map(async |status| {
        let mut world = world();
        world.heroku.review_app_script.pending = Duration::from_hours(1);
        add_young_review_app(&mut world, &commit());
        let workflow = closed(world).await;
        workflow.sandbox.fault(delete(refused(status), Turn::First(3)));
        workflow.run().await.ended(0, "destroyed");
        workflow.has_no_review_app();
    }))
    .await;
}

#[tokio::test]
async fn one_that_is_created_in_spite_of_its_deletion_is_destroyed() {
    let mut world = world();
    world.heroku.review_app_script.pending = Duration::from_millis(500);
    add_young_review_app(&mut world, &commit());
    let workflow = closed(world).await;
    workflow.sandbox.fault(delete(FaultKind::Status(200, json!({})), Turn::Only(1)));
    workflow.run().await.ended(0, "destroyed");
    workflow.has_no_review_app();
}

#[tokio::test]
async fn an_errored_one_goes_too() {
    let mut world = world_with_review_app(&commit());
    world.heroku.review_apps[0].status = ReviewAppStatus::Errored;
    let workflow = closed(world).await;
    workflow.run().await.ended(0, "destroyed");
    workflow.has_no_review_app();
}

#[tokio::test]
async fn one_that_is_gone_already_is_fine() {
    let workflow = closed(world()).await;
    let run = workflow.run().await;
    run.ended(0, "skipped");
    assert!(run.output("reason").contains("#7"), "{}", run.output("reason"));
    assert_eq!(workflow.times("DELETE", "*"), 0);
}

#[tokio::test]
async fn one_that_goes_while_it_is_looked_at_is_fine() {
    let workflow = closed(world_with_review_app(&commit())).await;
    let gone = FaultKind::StatusAfter(404, json!({ "id": "not_found", "message": "Couldn't find that review app." }));
    workflow.sandbox.fault(delete(gone, Turn::Every));
    workflow.run().await.ended(0, "destroyed");
}

#[tokio::test]
async fn two_at_once_are_fine() {
    let mut world = world_with_review_app(&commit());
    world.heroku.review_apps[0].script.deleting = Duration::from_millis(300);
    let workflow = closed(world).await;
    let other = workflow.beside();
    let started = Instant::now();
    let (one, two) = (workflow.start(), other.start());
    let (one, two) = tokio::join!(workflow.end(one, started), other.end(two, started));
    assert_eq!((one.code, two.code), (0, 0), "{}\n{}", one.output, two.output);
    workflow.has_no_review_app();
}

#[tokio::test]
async fn without_waiting_the_step_ends_once_heroku_has_accepted() {
    let mut world = world_with_review_app(&commit());
    world.heroku.review_apps[0].script.deleting = Duration::from_hours(1);
    let workflow = closed(world).await.input("wait", "false");
    workflow.run().await.ended(0, "started");
    assert_eq!(workflow.sandbox.world().heroku.review_apps[0].status, ReviewAppStatus::Deleting);
}

#[tokio::test]
async fn what_a_push_made_for_the_branch_goes_too_and_nobody_elses() {
    for (number, left) in [(None, 0), (Some(8), 1)] {
        let mut world = world();
        add_review_app(&mut world, number, &commit());
        let workflow = closed(world).await;
        workflow.run().await.ended(0, if left == 0 { "destroyed" } else { "skipped" });
        assert_eq!(workflow.sandbox.world().heroku.review_apps.len(), left);
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
        let workflow = workflow(world).await.event(event, payload);
        workflow.run().await.ended(0, "destroyed");
        workflow.has_no_review_app();
    }
}

#[tokio::test]
async fn a_deleted_branch_that_goes_to_an_app_is_skipped() {
    let by_delete = json!({ "ref": "main", "ref_type": "branch", "repository": crate::payloads::repository() });
    let workflow = workflow(world_with_review_app(&commit())).await.event("delete", &by_delete);
    workflow.run().await.ended(0, "skipped");
    assert!(workflow.sandbox.requests().is_empty());
}
