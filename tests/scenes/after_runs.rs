//! What follows another workflow, and what people start by hand.

use branchline::sandbox::{World, github::sha_of};
use futures_util::future::join_all;
use serde_json::{Value, json};

use super::events::skips;
use crate::{
    payloads::repository,
    pull::{BRANCH, NUMBER, commit, older_commit, workflow, world, world_with_review_app},
    workflow::{REPOSITORY, Workflow},
};

async fn after_run(conclusion: &str, event: &str, pulls: Value, world: World) -> Workflow {
    let payload = json!({
        "action": "completed",
        "workflow_run": {
            "conclusion": conclusion,
            "event": event,
            "head_branch": BRANCH,
            "head_sha": commit(),
            "head_repository": repository(),
            "pull_requests": pulls,
        },
        "repository": repository(),
    });
    workflow(world).await.event("workflow_run", &payload)
}

#[tokio::test]
async fn a_successful_run_is_followed_as_what_it_ran_for() {
    join_all([("pull_request", json!([{ "number": NUMBER }])), ("pull_request", json!([])), ("push", json!([]))].map(
        async |(event, pulls)| {
            let workflow = after_run("success", event, pulls, world()).await;
            workflow.run().await.ended(0, "created");
            workflow.has_one_review_app_at_the_commit();
            assert_eq!(workflow.sandbox.world().heroku.review_apps[0].pr_number, Some(NUMBER));
        },
    ))
    .await;
}

#[tokio::test]
async fn a_run_that_failed_is_skipped() {
    skips(after_run("failure", "pull_request", json!([]), world()).await, "failure").await;
}

/// A run for the push of `v1.2.0` is over, be it a branch, a tag, or gone by now.
async fn after_push_of_a_version(branches: &[&str], tags: &[&str]) -> Workflow {
    let mut world = world();
    for branch in branches {
        world.add_repository(REPOSITORY).push(branch, &commit());
    }
    for tag in tags {
        world.add_repository(REPOSITORY).tags.insert((*tag).to_owned(), commit());
    }
    let mut workflow = after_run("success", "push", json!([]), world).await;
    let mut payload: Value = serde_json::from_str(&workflow.read("event.json")).unwrap();
    payload["workflow_run"]["head_branch"] = json!("v1.2.0");
    workflow.happens("workflow_run", &payload);
    workflow.input("rules", "refs/tags/v*: acme-production\n**: review-app")
}

#[tokio::test]
async fn a_run_for_the_push_of_a_tag_is_as_that_push() {
    let workflow = after_push_of_a_version(&[], &["v1.2.0"]).await;
    let run = workflow.run().await;
    run.ended(0, "deployed");
    assert!(run.output("plan").contains("refs/tags/v1.2.0"), "{}", run.output("plan"));
    assert_eq!(workflow.times("GET", "/repos/acme/shop/branches/v1.2.0"), 1);
}

#[tokio::test]
async fn a_run_for_the_push_of_a_tag_without_a_rule_says_so() {
    let workflow = after_push_of_a_version(&[], &["v1.2.0"]).await.input("rules", "**: acme-production");
    skips(workflow, "no rule matches `refs/tags/v1.2.0`").await;
}

#[tokio::test]
async fn a_run_for_the_push_of_a_branch_called_like_a_version_is_as_that_push() {
    let workflow = after_push_of_a_version(&["v1.2.0"], &["v1.2.0"]).await;
    let run = workflow.run().await;
    run.ended(0, "created");
    assert_eq!(workflow.times("GET", "/repos/acme/shop/commits/*"), 0);
}

#[tokio::test]
async fn a_run_for_the_push_of_what_is_gone_is_superseded() {
    skips(after_push_of_a_version(&[], &[]).await, "superseded: `v1.2.0` was deleted").await;
}

#[tokio::test]
async fn a_run_by_hand_names_a_pull_request() {
    let dispatch = json!({ "inputs": { "pull-request": "7" }, "ref": "refs/heads/main", "repository": repository() });
    join_all([(world(), "created"), (world_with_review_app(&older_commit()), "updated")].map(
        async |(world, result)| {
            let workflow = workflow(world).await.event("workflow_dispatch", &dispatch);
            let workflow = workflow.set("GITHUB_REF", "refs/heads/main").set("GITHUB_SHA", &sha_of("main"));
            let workflow = workflow.input("pull-request", "7");
            workflow.run().await.ended(0, result);
            workflow.has_one_review_app_at_the_commit();
        },
    ))
    .await;
}

#[tokio::test]
async fn a_run_by_hand_redeploys_a_branch() {
    let dispatch = json!({ "inputs": null, "ref": format!("refs/heads/{BRANCH}"), "repository": repository() });
    join_all([(world(), "created"), (world_with_review_app(&commit()), "updated")].map(async |(world, result)| {
        let workflow = workflow(world).await.event("workflow_dispatch", &dispatch);
        let workflow = workflow.set("GITHUB_REF", &format!("refs/heads/{BRANCH}")).set("GITHUB_SHA", &commit());
        workflow.run().await.ended(0, result);
        let builds = workflow.times("POST", "/apps/*/builds");
        assert_eq!(builds, usize::from(result == "updated"), "a person who asks for a build gets one");
    }))
    .await;
}
