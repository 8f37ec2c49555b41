//! Writes whose answer is a redirect: nothing of them was done.

use branchline::sandbox::{Fault, FaultKind, Service};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::{
    chat::{fork, labels},
    pull::{commit, older_commit, stage_of, world_with_review_app},
    ready::{push_stage, review_stage},
};

const REDIRECTS: [u16; 4] = [300, 302, 303, 304];

fn astray(service: Service, method: &str, path: &str, status: u16) -> Fault {
    Fault::new(service, method, path, FaultKind::Status(status, Value::Null))
}

#[tokio::test]
async fn a_label_that_github_answered_with_a_redirect_is_still_on() {
    for status in REDIRECTS {
        let stage = fork("synchronize").await;
        stage.sandbox.fault(astray(Service::GitHub, "DELETE", "*/labels/*", status));
        let run = stage.run().await;
        run.ended(0, "skipped");
        assert!(run.output("reason").contains("by hand"), "{status}: {}", run.output("reason"));
        assert_eq!(labels(&stage), ["preview"]);
        let warnings = run.annotations("warning");
        assert!(warnings.len() == 1 && warnings[0].contains(&format!("answered {status}")), "{warnings:?}");
    }
}

#[tokio::test]
async fn a_review_app_whose_deletion_was_answered_with_a_redirect_lives() {
    for wait in ["true", "false"] {
        let stage = stage_of("closed", world_with_review_app(&commit())).await;
        stage.close();
        stage.sandbox.fault(astray(Service::Heroku, "DELETE", "/review-apps/*", 302));
        let run = stage.input("wait", wait).run().await;
        run.ended(3, "failed");
        assert!(run.output("reason").contains("answered 302"), "{}", run.output("reason"));
        assert!(run.log.of("error")[0].contains("`heroku-api-url`"), "{}", run.output);
    }
}

#[tokio::test]
async fn a_write_to_heroku_that_is_answered_with_a_redirect_was_not_made() {
    let stage = push_stage().await;
    stage.sandbox.fault(astray(Service::Heroku, "POST", "/apps/*/builds", 302));
    stage.run().await.ended(3, "failed");
    assert_eq!(stage.times("POST", "/apps/*/builds"), 1);
    let stage = stage_of("synchronize", world_with_review_app(&older_commit())).await;
    stage.sandbox.fault(astray(Service::Heroku, "PATCH", "/apps/*/config-vars", 302));
    stage.run().await.ended(3, "failed");
    assert_eq!(stage.times("POST", "/apps/*/builds"), 0);
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
            let stage = review_stage().await.input("commit-status", "true");
            stage.sandbox.fault(astray(Service::GitHub, method, path, 302));
            let run = stage.run().await;
            run.ended(0, "created");
            let warnings = run.annotations("warning");
            assert!(warnings.len() == 1 && warnings[0].contains("answered 302"), "{path}: {warnings:?}");
        }),
    )
    .await;
}

#[tokio::test]
async fn a_list_that_is_answered_with_a_redirect_is_not_an_empty_one() {
    let stage = stage_of("synchronize", world_with_review_app(&older_commit())).await.at_speed(5);
    let empty = Fault::new(Service::Heroku, "GET", "/pipelines/*/review-apps", FaultKind::Status(302, json!([])));
    stage.sandbox.fault(empty);
    let run = stage.run().await;
    run.ended(3, "failed");
    assert!(run.output("reason").contains("redirected"), "{}", run.output("reason"));
    assert_eq!(stage.times("POST", "/review-apps"), 0);
}
