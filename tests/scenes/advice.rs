//! What to do next depends on what became of it so far.

use std::time::Duration;

use branchline::sandbox::{BuildScript, Fault, FaultKind, Outcome, Service, github::sha_of};
use serde_json::json;

use crate::{
    messages::says,
    pull::{older_commit, workflow_of, world_with_review_app},
    ready::push_workflow,
};

#[tokio::test]
async fn time_that_runs_out_before_heroku_is_asked_leaves_nothing_there() {
    let workflow = push_workflow().await.input("timeout", "1s");
    workflow.sandbox.fault(Fault::new(Service::Heroku, "GET", "/apps/acme-production", FaultKind::Hang));
    let run = workflow.run().await;
    run.ended(1, "failed");
    says(&run, "time-ran-out-early");
}

#[tokio::test]
async fn a_name_that_another_pull_request_holds_is_told_with_what_to_do() {
    let mut world = world_with_review_app(&older_commit());
    world.heroku.review_apps[0].pr_number = Some(3);
    world.heroku.review_apps[0].fork_repo = Some(99);
    let run = workflow_of("opened", world).await.run().await;
    run.ended(3, "failed");
    says(&run, "name-taken");
}

#[tokio::test]
async fn a_build_that_fails_without_a_word_is_looked_for_in_the_dashboard() {
    let workflow = push_workflow().await;
    workflow.sandbox.world().heroku.build_script = BuildScript::new(&[], Outcome::Failed);
    let run = workflow.run().await;
    run.ended(1, "failed");
    says(&run, "build-without-output");
}

#[tokio::test]
async fn a_build_that_cannot_be_watched_any_more_is_said_to_go_on() {
    let workflow = push_workflow().await;
    workflow.sandbox.world().heroku.build_script =
        BuildScript { linger: Duration::from_mins(1), ..BuildScript::default() };
    let refused = FaultKind::Status(403, json!({ "id": "forbidden", "message": "Not any more." }));
    workflow.sandbox.fault(Fault::new(Service::Heroku, "GET", "/apps/*/builds/*", refused));
    let run = workflow.run().await;
    run.ended(3, "failed");
    assert_eq!(run.output("build-status"), "pending");
    let page = format!("https://dashboard.heroku.com/apps/acme-production/activity/builds/{}", run.output("build-id"));
    assert!(run.log.of("error")[0].contains(&page), "{}", run.output);
    assert!(run.summary.contains(run.output("build-id")), "{}", run.summary);
    says(&run, "build-goes-on");
    assert_eq!(run.output("commit"), sha_of("main"));
}
