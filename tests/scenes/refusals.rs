//! GitHub or Heroku say no, or say nothing: what happened, and what to do about it.

use branchline::sandbox::{
    Fault, FaultKind, Recorded, Service,
    github::{Access, Permissions, Scope},
};
use serde_json::json;

use crate::{
    messages::says,
    ready::{push_workflow, push_workflow_in, review_workflow, world},
    workflow::{Run, Workflow},
};

/// A port on which nobody listens, nor any other scene that is given a free one.
const NOBODY: u16 = 1;

/// A run that was refused: exit code 3, one annotation, and nothing written at Heroku; GitHub is told of the failure.
async fn is_refused(workflow: Workflow, message: &str) -> Run {
    let run = workflow.run().await;
    run.ended(3, "failed");
    says(&run, message);
    assert_eq!(run.log.of("error").len(), 1, "{}", run.output);
    let is_write = |request: &Recorded| request.service == Service::Heroku && request.method != "GET";
    let written: Vec<_> = workflow.sandbox.requests().into_iter().filter(is_write).collect();
    assert!(written.iter().all(|request| request.status.is_some_and(|status| status >= 400)), "{written:?}");
    assert_eq!(run.errors, "");
    run
}

#[tokio::test]
async fn a_wrong_key_is_told_with_how_to_make_a_right_one() {
    let run = is_refused(push_workflow().await.input("heroku-api-key", "HRKU-wrong-key"), "key-wrong").await;
    assert!(run.log.of("error")[0].contains("heroku authorizations:create"), "{}", run.output);
    is_refused(review_workflow().await.input("heroku-api-key", "HRKU-wrong-key"), "key-wrong-review-app").await;
}

fn heroku_says(status: u16, id: &str, message: &str) -> Fault {
    let body = json!({ "id": id, "message": message });
    Fault::new(Service::Heroku, "GET", "/apps/acme-production", FaultKind::Status(status, body))
}

#[tokio::test]
async fn each_of_herokus_refusals_is_told_with_what_to_do() {
    for (status, id, said, message) in [
        (403, "forbidden", "You do not have access to the app acme-production.", "key-underprivileged"),
        (403, "two_factor", "A second authentication factor or pre-authorization is required.", "two-factor"),
        (402, "delinquent", "Payment confirmation failed.", "delinquent"),
        (403, "suspended", "Your account has been suspended.", "suspended"),
        (422, "verification_needed", "Please verify your account to use this.", "verification-needed"),
        (422, "invalid_params", "Name is reserved.", "invalid-params"),
        (406, "not_acceptable", "Accept header needed.", "not-acceptable"),
    ] {
        let workflow = push_workflow().await;
        workflow.sandbox.fault(heroku_says(status, id, said));
        let run = is_refused(workflow, message).await;
        assert!(run.output("reason").contains(said), "{}", run.output("reason"));
    }
}

#[tokio::test]
async fn herokus_words_about_a_build_or_a_review_app_are_passed_on() {
    let refused = |method: &str, path: &str| {
        let body = json!({ "id": "invalid_params", "message": "The pipeline is not connected to GitHub." });
        Fault::new(Service::Heroku, method, path, FaultKind::Status(422, body))
    };
    let build = push_workflow().await;
    build.sandbox.fault(refused("POST", "/apps/*/builds"));
    is_refused(build, "build-refused").await;
    let review_app = review_workflow().await;
    review_app.sandbox.fault(refused("POST", "/review-apps"));
    is_refused(review_app, "review-app-refused").await;
}

#[tokio::test]
async fn an_unknown_app_is_told_with_where_to_look() {
    is_refused(push_workflow().await.input("rules", "main: acme-prodution"), "app-unknown").await;
}

#[tokio::test]
async fn an_unknown_pipeline_is_told_with_where_to_look() {
    is_refused(review_workflow().await.input("pipeline", "acmee"), "pipeline-unknown").await;
}

#[tokio::test]
async fn a_token_without_contents_read_is_told_with_the_permission() {
    let mut world = world();
    world.github.permissions.set(Scope::Contents, Access::None);
    let run = is_refused(push_workflow_in(world).await, "no-contents").await;
    assert!(run.log.of("error")[0].contains("contents: read"), "{}", run.output);
}

#[tokio::test]
async fn an_empty_or_wrong_github_token_is_told() {
    is_refused(push_workflow().await.input("github-token", ""), "github-token-empty").await;
    is_refused(push_workflow().await.input("github-token", "ghs_wrong"), "github-token-wrong").await;
}

#[tokio::test]
async fn a_pull_request_that_the_token_may_not_read_is_told_with_the_permission() {
    let mut world = world();
    world.github.permissions = Permissions::none();
    let workflow = push_workflow_in(world)
        .await
        .input("rules", "**: review-app")
        .input("pipeline", "acme")
        .input("pull-request", "7");
    is_refused(workflow, "no-pull-requests").await;
}

#[tokio::test]
async fn heroku_that_cannot_be_reached_is_told() {
    let workflow = push_workflow().await;
    let run = workflow.input("heroku-api-url", &format!("http://127.0.0.1:{NOBODY}")).at_speed(5).run().await;
    run.ended(3, "failed");
    says(&run, "heroku-unreachable");
}

#[tokio::test]
async fn github_that_cannot_be_reached_is_told() {
    let workflow = push_workflow().await;
    let run = workflow.set("GITHUB_API_URL", &format!("http://127.0.0.1:{NOBODY}")).at_speed(5).run().await;
    run.ended(3, "failed");
    says(&run, "github-unreachable");
}
