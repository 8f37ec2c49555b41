//! Writes whose answer is a redirect: nothing of them was done.

use branchline::sandbox::{Fault, FaultKind, Service};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::{
    chat::{fork, labels},
    pull::{commit, older_commit, workflow_of, world_with_review_app},
    ready::{push_workflow, review_workflow},
};

const REDIRECTS: [u16; 4] = [300, 302, 303, 304];

fn astray(service: Service, method: &str, path: &str, status: u16) -> Fault {
    Fault::new(service, method, path, FaultKind::Status(status, Value::Null))
}

#[tokio::test]
async fn a_label_that_github_answered_with_a_redirect_is_still_on() {
    for status in REDIRECTS {
        let workflow = fork("synchronize").await;
        workflow.sandbox.fault(astray(Service::GitHub, "DELETE", "*/labels/*", status));
        let run = workflow.run().await;
        run.ended(0, "skipped");
        assert!(run.output("reason").contains("Remove it yourself"), "{status}: {}", run.output("reason"));
        assert_eq!(labels(&workflow), ["preview"]);
        let warnings = run.annotations("warning");
        assert!(warnings.len() == 1 && warnings[0].contains(&format!("answered {status}")), "{warnings:?}");
    }
}

#[tokio::test]
async fn a_review_app_whose_deletion_was_answered_with_a_redirect_lives() {
    for wait in ["true", "false"] {
        let workflow = workflow_of("closed", world_with_review_app(&commit())).await;
        workflow.close();
        workflow.sandbox.fault(astray(Service::Heroku, "DELETE", "/review-apps/*", 302));
        let run = workflow.input("wait", wait).run().await;
        run.ended(3, "failed");
        assert!(run.output("reason").contains("answered 302"), "{}", run.output("reason"));
        assert!(run.log.of("error")[0].contains("`heroku-api-url`"), "{}", run.output);
    }
}

#[tokio::test]
async fn a_write_to_heroku_that_is_answered_with_a_redirect_was_not_made() {
    let workflow = push_workflow().await;
    workflow.sandbox.fault(astray(Service::Heroku, "POST", "/apps/*/builds", 302));
    workflow.run().await.ended(3, "failed");
    assert_eq!(workflow.times("POST", "/apps/*/builds"), 1);
    let workflow = workflow_of("synchronize", world_with_review_app(&older_commit())).await;
    workflow.sandbox.fault(astray(Service::Heroku, "PATCH", "/apps/*/config-vars", 302));
    workflow.run().await.ended(3, "failed");
    assert_eq!(workflow.times("POST", "/apps/*/builds"), 0);
}

#[tokio::test]
async fn what_github_answered_with_a_redirect_was_not_told() {
    join_all(
        [
            ("POST", "/repos/*/statuses/*"),
            ("POST", "/repos/*/deployments"),
            ("POST", "/repos/*/deployments/*/statuses"),
            ("POST", "/repos/*/issues/7/comments"),
        ]
        .map(async |(method, path)| {
            let workflow = review_workflow().await.input("commit-status", "true");
            workflow.sandbox.fault(astray(Service::GitHub, method, path, 302));
            let run = workflow.run().await;
            run.ended(0, "created");
            let warnings = run.annotations("warning");
            assert!(warnings.len() == 1 && warnings[0].contains("answered 302"), "{path}: {warnings:?}");
        }),
    )
    .await;
}

#[tokio::test]
async fn a_list_that_is_answered_with_a_redirect_is_not_an_empty_one() {
    let workflow = workflow_of("synchronize", world_with_review_app(&older_commit())).await.at_speed(5);
    let empty = Fault::new(Service::Heroku, "GET", "/pipelines/*/review-apps", FaultKind::Status(302, json!([])));
    workflow.sandbox.fault(empty);
    let run = workflow.run().await;
    run.ended(3, "failed");
    assert!(run.output("reason").contains("redirected"), "{}", run.output("reason"));
    assert_eq!(workflow.times("POST", "/review-apps"), 0);
}
