//! Pull requests from forks, and runs without secrets.

use branchline::sandbox::{
    World,
    github::{PullRequest, SourceRepository},
};
use futures_util::future::join_all;
use serde_json::{Value, json};

use super::events::skips;
use crate::{
    pull::{BRANCH, NUMBER, add_review_app, commit, payload, workflow, workflow_of, world},
    workflow::{REPOSITORY, Workflow},
};

const FORK: u64 = 4242;

fn forked(labels: &[&str]) -> (World, Value) {
    let mut world = World::for_rehearsal(REPOSITORY, &["acme-production"], Some("acme"));
    let pull = PullRequest::new(NUMBER, BRANCH, &commit()).from_fork("mallory/shop", FORK);
    world.add_pull_request(REPOSITORY, pull);
    let mut payload = payload("opened");
    payload["pull_request"]["head"]["repo"] = json!({ "id": FORK, "name": "shop", "full_name": "mallory/shop" });
    payload["pull_request"]["labels"] = labels.iter().map(|name| json!({ "name": name })).collect();
    (world, payload)
}

async fn forked_workflow(forks: &str, labels: &[&str]) -> Workflow {
    let (world, mut payload) = forked(labels);
    if let [label] = labels {
        payload["action"] = json!("labeled");
        payload["label"] = json!({ "name": label });
    }
    workflow(world).await.event("pull_request_target", &payload).input("forks", forks)
}

#[tokio::test]
async fn forks_are_skipped_unless_they_are_allowed() {
    skips(forked_workflow("", &[]).await, "fork").await;
    skips(forked_workflow("labeled", &[]).await.input("label", "review me"), "fork").await;
}

#[tokio::test]
async fn a_forks_review_app_is_built_from_the_forks_archive() {
    join_all([("allow", [].as_slice()), ("labeled", &["review me"])].map(async |(forks, labels)| {
        let mut workflow = forked_workflow(forks, labels).await;
        if forks == "labeled" {
            workflow = workflow.input("label", "review me");
        }
        workflow.run().await.ended(0, "created");
        workflow.has_one_review_app_at_the_commit();
        assert_eq!(workflow.times("GET", &format!("/repos/mallory/shop/tarball/{}", commit())), 1);
        assert_eq!(workflow.sandbox.requests_like("POST", "/review-apps")[0].body["fork_repo_id"], FORK);
    }))
    .await;
}

#[tokio::test]
async fn a_forks_review_app_goes_with_it_even_where_forks_are_skipped() {
    let (mut world, mut payload) = forked(&[]);
    add_review_app(&mut world, Some(NUMBER), &commit());
    world.heroku.review_apps[0].fork_repo = Some(FORK);
    payload["action"] = json!("closed");
    payload["pull_request"]["state"] = json!("closed");
    let workflow = workflow(world).await.event("pull_request_target", &payload);
    workflow.close();
    workflow.run().await.ended(0, "destroyed");
    workflow.has_no_review_app();
}

#[tokio::test]
async fn a_fork_that_is_gone_has_no_review_app_and_loses_it() {
    for (action, result) in [("synchronize", "skipped"), ("closed", "destroyed")] {
        let (mut world, mut payload) = forked(&[]);
        world.add_repository(REPOSITORY).pull_requests[0].head_repository = SourceRepository::Deleted;
        add_review_app(&mut world, Some(NUMBER), &commit());
        world.heroku.review_apps[0].fork_repo = Some(FORK);
        payload["action"] = json!(action);
        payload["pull_request"]["state"] = json!(if action == "closed" { "closed" } else { "open" });
        payload["pull_request"]["head"]["repo"] = Value::Null;
        let workflow = workflow(world).await.event("pull_request_target", &payload).input("forks", "allow");
        if action == "closed" {
            workflow.close();
        }
        workflow.run().await.ended(0, result);
    }
}

#[tokio::test]
async fn a_forks_run_without_secrets_is_skipped_and_says_why() {
    let (world, payload) = forked(&[]);
    let workflow =
        workflow(world).await.event("pull_request", &payload).input("forks", "allow").input("heroku-api-key", "");
    skips(workflow, "secrets").await;
}

#[tokio::test]
async fn dependabot_without_a_key_is_skipped_and_says_why() {
    let workflow =
        workflow_of("opened", world()).await.input("heroku-api-key", "").set("GITHUB_ACTOR", "dependabot[bot]");
    skips(workflow, "Dependabot").await;
}

#[tokio::test]
async fn dependabot_with_a_key_is_like_anybody() {
    let workflow = workflow_of("opened", world()).await.set("GITHUB_ACTOR", "dependabot[bot]");
    workflow.run().await.ended(0, "created");
}

#[tokio::test]
async fn anybody_else_without_a_key_has_a_mistake_in_the_workflow() {
    let run = workflow_of("opened", world()).await.input("heroku-api-key", "").run().await;
    run.ended(2, "failed");
    assert!(run.output("reason").contains("heroku-api-key"), "{}", run.output("reason"));
}
