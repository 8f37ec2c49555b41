//! Two runs at the same moment, and review apps that are in the way of a new one.

use std::time::{Duration, Instant};

use branchline::sandbox::{Fault, FaultKind, Service, Turn};
use futures_util::future::join_all;
use serde_json::json;

use super::updates::POST;
use crate::{
    pull::{BRANCH, add_errored_review_app, older_commit, workflow_of, world, world_with_review_app},
    workflow::Workflow,
};

fn conflict(status: u16, id: &str) -> FaultKind {
    let message = format!("A review app already exists for the {BRANCH} branch");
    FaultKind::Status(status, json!({ "id": id, "message": message }))
}

async fn twice_at_once(workflow: Workflow) {
    let other = workflow.beside();
    let started = Instant::now();
    let (one, two) = (workflow.start(), other.start());
    let (one, two) = tokio::join!(workflow.end(one, started), other.end(two, started));
    assert_eq!((one.code, two.code), (0, 0), "{}\n{}", one.output, two.output);
    for run in [&one, &two] {
        assert!(["created", "updated", "skipped"].contains(&run.output("result")), "{}", run.output);
        assert_ne!(run.output("url"), "");
    }
    workflow.has_one_review_app_at_the_commit();
}

#[tokio::test]
async fn two_runs_at_once_make_one_review_app() {
    twice_at_once(workflow_of("opened", world()).await).await;
}

#[tokio::test]
async fn two_runs_at_once_that_want_it_fresh_leave_one_review_app() {
    let workflow = workflow_of("opened", world_with_review_app(&older_commit())).await;
    twice_at_once(workflow.input("update", "recreate")).await;
}

#[tokio::test]
async fn two_runs_at_once_replace_an_errored_one_once() {
    let mut world = world();
    add_errored_review_app(&mut world);
    twice_at_once(workflow_of("opened", world).await).await;
}

#[tokio::test]
async fn two_runs_at_once_that_fail_both_say_why() {
    let mut world = world();
    world.heroku.review_app_script.manifest_errors = vec!["addons must be an array".to_owned()];
    let workflow = workflow_of("opened", world).await;
    let other = workflow.beside();
    let started = Instant::now();
    let (one, two) = (workflow.start(), other.start());
    let (one, two) = tokio::join!(workflow.end(one, started), other.end(two, started));
    for run in [&one, &two] {
        run.ended(1, "failed");
        assert!(run.output("reason").contains("addons must be an array"), "{}", run.output);
    }
    assert!(workflow.sandbox.world().heroku.review_apps.len() <= 1);
}

#[tokio::test]
async fn a_conflict_that_lists_nothing_at_first_passes() {
    join_all([conflict(409, "conflict"), conflict(422, "invalid_params")].map(async |conflict| {
        let workflow = workflow_of("opened", world()).await;
        let fault = Fault::new(Service::Heroku, POST.0, POST.1, conflict);
        workflow.sandbox.fault(fault.at(Turn::First(2)));
        workflow.run().await.ended(0, "created");
        workflow.has_one_review_app_at_the_commit();
    }))
    .await;
}

#[tokio::test]
async fn a_conflict_with_one_that_was_not_listed_is_solved_by_building_on_it() {
    let workflow = workflow_of("opened", world_with_review_app(&older_commit())).await;
    let nothing = Fault::new(Service::Heroku, "GET", "/pipelines/*/review-apps", FaultKind::Status(200, json!([])));
    workflow.sandbox.fault(nothing.at(Turn::First(2)));
    workflow.run().await.ended(0, "updated");
    workflow.has_one_review_app_at_the_commit();
}

#[tokio::test]
async fn a_branch_of_the_same_name_in_another_fork_keeps_its_review_app() {
    let mut world = world_with_review_app(&older_commit());
    world.heroku.review_apps[0].pr_number = Some(3);
    world.heroku.review_apps[0].fork_repo = Some(99);
    let workflow = workflow_of("opened", world).await;
    let run = workflow.run().await;
    run.ended(3, "failed");
    assert!(run.output("reason").contains("A review app already exists for the feature/cart branch"));
    assert!(run.output("reason").contains("#3"), "{}", run.output("reason"));
    assert_eq!(workflow.sandbox.world().heroku.app("acme-pr-7").unwrap().builds.len(), 1);
    assert!(run.took < Duration::from_secs(20), "{:?}", run.took);
}
