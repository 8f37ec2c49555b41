//! Review apps that Heroku does not get rid of, and those of which it says 403 once they are gone.

use std::time::{Duration, Instant};

use branchline::sandbox::{Fault, FaultKind, Service, Turn, World, heroku::ReviewAppStatus};
use futures_util::future::join_all;
use serde_json::json;

use crate::{
    pull::{add_review_app, commit, older_commit, workflow_of, world, world_with_review_app},
    workflow::Workflow,
};

fn forbidden() -> FaultKind {
    FaultKind::Status(403, json!({ "id": "forbidden", "message": "You do not have access to that." }))
}

async fn closed(world: World) -> Workflow {
    let workflow = workflow_of("closed", world).await;
    workflow.close();
    workflow
}

/// What was deleted is answered with 403 from now on.
fn forbidding(mut world: World) -> World {
    world.heroku.forbids_deleted = true;
    world
}

#[tokio::test]
async fn one_that_is_deleting_for_two_minutes_loses_its_app_and_no_other_does() {
    let mut world = world_with_review_app(&commit());
    world.heroku.review_apps[0].script.deleting = Duration::from_hours(1);
    let workflow = closed(world).await.at_speed(10);
    let app = workflow.sandbox.world().heroku.review_apps[0].app.unwrap();
    let run = workflow.end_within(Duration::from_mins(3), workflow.start(), Instant::now()).await;
    run.ended(0, "destroyed");
    assert!(run.took > Duration::from_mins(2), "{:?}", run.took);
    workflow.has_no_review_app();
    assert_eq!((workflow.times("DELETE", "/apps/*"), workflow.times("DELETE", &format!("/apps/{app}"))), (1, 1));
    assert_eq!(workflow.times("DELETE", "/review-apps/*"), 1);
    assert_eq!(run.shown("for 2 minutes: acme-pr-7 is deleted"), 1, "{}", run.output);
    assert!(workflow.sandbox.world().heroku.app("acme-production").is_some());
}

#[tokio::test]
async fn one_that_is_deleting_for_less_keeps_its_app_to_herokus_end_of_it() {
    let mut world = world_with_review_app(&commit());
    world.heroku.review_apps[0].script.deleting = Duration::from_secs(3);
    let workflow = closed(world).await;
    workflow.run().await.ended(0, "destroyed");
    assert_eq!(workflow.times("DELETE", "/apps/*"), 0);
}

#[tokio::test]
async fn what_answers_403_once_it_is_gone_is_destroyed() {
    let workflow = closed(forbidding(world_with_review_app(&commit()))).await;
    let run = workflow.run().await;
    run.ended(0, "destroyed");
    workflow.has_no_review_app();
    assert_eq!(run.output("app"), "acme-pr-7");
    let gone = FaultKind::StatusAfter(403, json!({ "id": "forbidden", "message": "You do not have access." }));
    let workflow = closed(forbidding(world_with_review_app(&commit()))).await;
    workflow.sandbox.world().heroku.review_apps[0].script.deleting = Duration::ZERO;
    workflow.sandbox.fault(Fault::new(Service::Heroku, "DELETE", "/review-apps/*", gone));
    workflow.run().await.ended(0, "destroyed");
}

#[tokio::test]
async fn a_key_that_may_not_delete_is_refused_and_nothing_is_said_to_be_gone() {
    let workflow = closed(world_with_review_app(&commit())).await;
    workflow.sandbox.fault(Fault::new(Service::Heroku, "DELETE", "*", forbidden()));
    workflow.run().await.ended(3, "failed");
    assert_eq!(workflow.sandbox.world().heroku.review_apps.len(), 1);
}

#[tokio::test]
async fn a_key_that_may_nothing_more_is_refused_though_it_may_be_gone() {
    let workflow = closed(world_with_review_app(&commit())).await;
    workflow.sandbox.world().heroku.review_apps[0].script.deleting = Duration::from_hours(1);
    workflow.sandbox.fault(Fault::new(Service::Heroku, "GET", "/review-apps/*", forbidden()).at(Turn::After(1)));
    workflow.sandbox.fault(Fault::new(Service::Heroku, "GET", "/pipelines/*", forbidden()).at(Turn::After(2)));
    workflow.run().await.ended(3, "failed");
}

#[tokio::test]
async fn one_whose_app_is_gone_and_answers_403_is_created_anew() {
    let workflow = workflow_of("synchronize", forbidding(world_with_review_app(&older_commit()))).await;
    let id = workflow.sandbox.world().heroku.app("acme-pr-7").unwrap().id;
    // Its record is left: somebody deleted the app alone.
    for path in [format!("/apps/{id}"), format!("/apps/{id}/*")] {
        workflow.sandbox.fault(Fault::new(Service::Heroku, "GET", &path, forbidden()));
        workflow.sandbox.fault(Fault::new(Service::Heroku, "PATCH", &path, forbidden()));
        workflow.sandbox.fault(Fault::new(Service::Heroku, "POST", &path, forbidden()));
    }
    workflow.run().await.ended(0, "created");
    workflow.has_one_review_app_at_the_commit();
}

#[tokio::test]
async fn an_app_that_the_key_may_not_change_is_not_taken_for_gone() {
    join_all(["PATCH", "POST"].map(async |method| {
        let workflow = workflow_of("synchronize", world_with_review_app(&older_commit())).await;
        workflow.sandbox.fault(Fault::new(Service::Heroku, method, "/apps/*", forbidden()));
        workflow.run().await.ended(3, "failed");
        assert_eq!(workflow.times("DELETE", "*"), 0, "{method}");
    }))
    .await;
}

#[tokio::test]
async fn one_that_is_destroyed_while_it_is_created_and_answers_403_is_a_failure() {
    let mut world = forbidding(world());
    world.heroku.build_script.linger = Duration::from_millis(700);
    let workflow = workflow_of("opened", world).await;
    let (run, ()) = tokio::join!(workflow.run(), async {
        let creating = |world: &World| world.heroku.review_apps.iter().any(|review_app| review_app.app.is_some());
        assert!(workflow.sandbox.wait_until(Duration::from_secs(20), creating).await);
        let id = workflow.sandbox.world().heroku.review_apps[0].id.to_string();
        workflow.destroy_by_hand(&id).await;
    });
    run.ended(1, "failed");
    assert!(run.output("reason").contains("somebody else destroyed the review app"), "{}", run.output("reason"));
}

#[tokio::test]
async fn the_one_that_is_destroyed_is_replaced_even_where_it_answers_403() {
    let mut world = forbidding(world());
    add_review_app(&mut world, Some(7), &older_commit());
    world.heroku.review_apps[0].script.deleting = Duration::from_millis(600);
    let workflow = workflow_of("reopened", world).await;
    let id = workflow.sandbox.world().heroku.review_apps[0].id;
    workflow.destroy_by_hand(&id.to_string()).await;
    assert_eq!(workflow.sandbox.world().heroku.review_apps[0].status, ReviewAppStatus::Deleting);
    workflow.run().await.ended(0, "created");
    workflow.has_one_review_app_at_the_commit();
}
