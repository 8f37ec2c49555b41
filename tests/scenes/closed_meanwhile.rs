//! A pull request that is closed while its review app is created or updated.

use std::time::{Duration, Instant};

use branchline::sandbox::{BuildScript, Fault, FaultKind, Service, World, github::PullRequest};

use super::closing::LIMIT;
use crate::{
    payloads::push,
    pull::{
        BRANCH, add_review_app, commit, older_commit, pause, payload, workflow, workflow_of, world,
        world_with_review_app,
    },
    workflow::{REPOSITORY, Workflow},
};

/// A creation that takes a while, during which `meanwhile` happens.
async fn while_it_is_created(
    action: &str,
    world: World,
    meanwhile: impl AsyncFnOnce(&Workflow),
) -> (Workflow, crate::workflow::Run) {
    let workflow = workflow_of(action, world).await;
    let (child, started) = (workflow.start(), Instant::now());
    let creating = |world: &World| world.heroku.review_apps.iter().any(|review_app| review_app.app.is_some());
    assert!(workflow.sandbox.wait_until(LIMIT, creating).await);
    meanwhile(&workflow).await;
    let run = workflow.end(child, started).await;
    (workflow, run)
}

fn slow_world() -> World {
    let mut world = world();
    world.heroku.build_script.linger = Duration::from_millis(700);
    world
}

#[tokio::test]
async fn a_creation_whose_pull_request_is_closed_meanwhile_leaves_no_review_app() {
    let (workflow, run) = while_it_is_created("opened", slow_world(), async |workflow| workflow.close()).await;
    run.ended(0, "skipped");
    assert!(run.output("reason").contains("pull request #7 was closed meanwhile"), "{}", run.output("reason"));
    assert_eq!(run.log.of("error").len(), 0);
    workflow.has_no_review_app();
}

#[tokio::test]
async fn without_waiting_too_what_is_closed_meanwhile_leaves_no_review_app() {
    let workflow = workflow_of("opened", world()).await.input("wait", "false");
    let late = FaultKind::Delay(Duration::from_millis(500));
    workflow.sandbox.fault(Fault::new(Service::Heroku, "POST", "/review-apps", late));
    let (child, started) = (workflow.start(), Instant::now());
    while workflow.times("POST", "/review-apps") == 0 {
        pause(5).await;
    }
    workflow.close();
    workflow.end(child, started).await.ended(0, "skipped");
    workflow.has_no_review_app();
}

#[tokio::test]
async fn a_creation_whose_branch_is_deleted_meanwhile_leaves_no_review_app() {
    let mut world = slow_world();
    world.add_repository(REPOSITORY).pull_requests.clear();
    let workflow = workflow(world).await.event("push", &push(&format!("refs/heads/{BRANCH}"), &commit()));
    let (child, started) = (workflow.start(), Instant::now());
    let creating = |world: &World| !world.heroku.review_apps.is_empty();
    assert!(workflow.sandbox.wait_until(LIMIT, creating).await);
    workflow.sandbox.world().add_repository(REPOSITORY).branches.remove(BRANCH);
    let run = workflow.end(child, started).await;
    run.ended(0, "skipped");
    assert!(run.output("reason").contains("`feature/cart` was deleted meanwhile"), "{}", run.output("reason"));
    workflow.has_no_review_app();
}

#[tokio::test]
async fn a_creation_that_the_closing_undoes_is_no_failure() {
    let (workflow, run) = while_it_is_created("opened", slow_world(), async |workflow| {
        let other = workflow.beside().event("pull_request", &payload("closed"));
        workflow.close();
        other.run().await.ended(0, "destroyed");
    })
    .await;
    run.ended(0, "skipped");
    workflow.has_no_review_app();
}

#[tokio::test]
async fn a_failed_creation_that_is_closed_meanwhile_leaves_no_review_app() {
    let mut world = slow_world();
    world.heroku.build_script.outcome = branchline::sandbox::Outcome::Failed;
    let (workflow, run) = while_it_is_created("opened", world, async |workflow| workflow.close()).await;
    run.ended(0, "skipped");
    workflow.has_no_review_app();
}

#[tokio::test]
async fn an_update_whose_pull_request_is_closed_meanwhile_is_no_failure() {
    let mut world = world_with_review_app(&older_commit());
    world.heroku.build_script = BuildScript::endless();
    let workflow = workflow_of("synchronize", world).await;
    let (child, started) = (workflow.start(), Instant::now());
    let building = |world: &World| world.heroku.app("acme-pr-7").is_some_and(|app| app.builds.len() == 2);
    assert!(workflow.sandbox.wait_until(LIMIT, building).await);
    let other = workflow.beside().event("pull_request", &payload("closed"));
    workflow.close();
    other.run().await.ended(0, "destroyed");
    workflow.end(child, started).await.ended(0, "skipped");
    workflow.has_no_review_app();
}

#[tokio::test]
async fn a_review_app_that_somebody_destroys_while_it_is_created_is_a_failure() {
    let (workflow, run) = while_it_is_created("opened", slow_world(), async |workflow| {
        let id = workflow.sandbox.world().heroku.review_apps[0].id.to_string();
        workflow.destroy_by_hand(&id).await;
    })
    .await;
    run.ended(1, "failed");
    assert!(run.output("reason").contains("destroyed"), "{}", run.output("reason"));
    workflow.has_no_review_app();
}

#[tokio::test]
async fn a_creation_that_a_newer_commits_run_replaces_is_superseded() {
    let (workflow, run) = while_it_is_created("opened", slow_world(), async |workflow| {
        workflow.sandbox.world().add_repository(REPOSITORY).push(BRANCH, &older_commit());
        let id = workflow.sandbox.world().heroku.review_apps[0].id.to_string();
        workflow.destroy_by_hand(&id).await;
    })
    .await;
    run.ended(0, "skipped");
    assert!(run.output("reason").contains("superseded"), "{}", run.output("reason"));
    workflow.has_no_review_app();
}

#[tokio::test]
async fn another_pull_request_of_the_branch_keeps_the_one_of_its_own() {
    let mut world = slow_world();
    add_review_app(&mut world, Some(8), &older_commit());
    world.add_pull_request(REPOSITORY, PullRequest::new(8, BRANCH, &commit()));
    let workflow = workflow_of("opened", world).await;
    workflow.run().await.ended(0, "updated");
    assert_eq!(workflow.sandbox.world().heroku.review_apps[0].pr_number, Some(8));
}
