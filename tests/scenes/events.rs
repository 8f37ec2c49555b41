//! The table of events, as far as it is about review apps: comments, labels, drafts, forks, Dependabot, other workflows.

use branchline::sandbox::{Service, World, github::sha_of};
use futures_util::future::join_all;
use serde_json::json;

use crate::{
    payloads::push,
    pull::{BRANCH, NUMBER, commit, older_commit, payload, workflow, workflow_of, world, world_with_review_app},
    workflow::{REPOSITORY, Workflow},
};

#[track_caller]
pub(crate) fn nothing_was_written(workflow: &Workflow) {
    let written: Vec<_> = workflow
        .sandbox
        .requests()
        .into_iter()
        .filter(|request| request.service == Service::Heroku && request.method != "GET")
        .map(|it| it.to_string())
        .collect();
    assert!(written.is_empty(), "{written:?}");
}

pub(crate) async fn skips(workflow: Workflow, reason: &str) {
    let run = workflow.run().await;
    run.ended(0, "skipped");
    assert!(run.output("reason").contains(reason), "{}", run.output("reason"));
    assert_eq!(run.log.of("notice"), [run.output("reason")]);
    nothing_was_written(&workflow);
}

// Actions of a pull request

#[tokio::test]
async fn all_that_gives_a_pull_request_something_to_show_makes_a_review_app() {
    join_all(["opened", "reopened", "synchronize", "ready_for_review", "labeled", "edited"].map(async |action| {
        for event in ["pull_request", "pull_request_target"] {
            let mut payload = payload(action);
            payload["label"] = json!({ "name": "anything" });
            payload["changes"] = json!({ "base": { "ref": { "from": "next" } } });
            let workflow = workflow(world()).await.event(event, &payload);
            workflow.run().await.ended(0, "created");
            workflow.has_one_review_app_at_the_commit();
        }
    }))
    .await;
}

#[tokio::test]
async fn an_edited_title_is_nothing_to_deploy() {
    let mut payload = payload("edited");
    payload["changes"] = json!({ "title": { "from": "A chance" } });
    skips(workflow(world()).await.event("pull_request", &payload), "edited").await;
}

#[tokio::test]
async fn a_branch_whose_rule_names_an_app_is_deployed_by_its_push() {
    let workflow = workflow_of("opened", world()).await.input("rules", "feature/**: acme-production");
    skips(workflow, "names an app").await;
}

#[tokio::test]
async fn an_old_commit_is_superseded() {
    let workflow = workflow_of("synchronize", world_with_review_app(&older_commit())).await;
    workflow.sandbox.world().add_repository(REPOSITORY).push(BRANCH, &sha_of("two"));
    skips(workflow, "superseded").await;
}

#[tokio::test]
async fn a_pull_request_that_is_closed_by_now_gets_none() {
    let workflow = workflow_of("opened", world()).await;
    workflow.close();
    skips(workflow, "closed").await;
}

#[tokio::test]
async fn an_unknown_pipeline_is_refused_with_advice() {
    let workflow = workflow_of("opened", world()).await.input("pipeline", "acne");
    let run = workflow.run().await;
    run.ended(3, "failed");
    assert!(run.output("reason").contains("`acne`"), "{}", run.output("reason"));
    nothing_was_written(&workflow);
}

// Pushes

#[tokio::test]
async fn a_push_makes_the_review_app_of_its_branchs_pull_request() {
    let workflow = workflow(world()).await.event("push", &push(&format!("refs/heads/{BRANCH}"), &commit()));
    workflow.run().await.ended(0, "created");
    workflow.has_one_review_app_at_the_commit();
    assert_eq!(workflow.sandbox.world().heroku.review_apps[0].pr_number, Some(NUMBER));
}

#[tokio::test]
async fn a_push_of_a_branch_without_a_pull_request_makes_a_review_app_too() {
    let mut world = world();
    world.add_repository(REPOSITORY).pull_requests.clear();
    let workflow = workflow(world).await.event("push", &push(&format!("refs/heads/{BRANCH}"), &commit()));
    workflow.run().await.ended(0, "created");
    workflow.has_one_review_app_at_the_commit();
    assert_eq!(workflow.sandbox.world().heroku.review_apps[0].pr_number, None);
}

#[tokio::test]
async fn push_and_pull_request_of_the_same_commit_build_once() {
    let mut workflow = workflow_of("opened", world()).await;
    workflow.run().await.ended(0, "created");
    workflow.happens("push", &push(&format!("refs/heads/{BRANCH}"), &commit()));
    workflow.run().await.ended(0, "skipped");
    workflow.has_one_review_app_at_the_commit();
}

#[tokio::test]
async fn push_and_pull_request_at_the_same_moment_build_the_commit_once() {
    let workflow = workflow_of("synchronize", world_with_review_app(&older_commit())).await;
    let other = workflow.beside().event("push", &push(&format!("refs/heads/{BRANCH}"), &commit()));
    let started = std::time::Instant::now();
    let (one, two) = (workflow.start(), other.start());
    let (one, two) = tokio::join!(workflow.end(one, started), other.end(two, started));
    // Whichever comes last may find that it is done already.
    let results = [one.output("result"), two.output("result")];
    assert!(one.code == 0 && two.code == 0 && results.contains(&"updated"), "{}\n{}", one.output, two.output);
}

#[tokio::test]
async fn push_and_pull_request_of_the_same_commit_recreate_once() {
    let mut workflow =
        workflow_of("synchronize", world_with_review_app(&older_commit())).await.input("update", "recreate");
    workflow.run().await.ended(0, "created");
    workflow.happens("push", &push(&format!("refs/heads/{BRANCH}"), &commit()));
    workflow.run().await.ended(0, "skipped");
    workflow.has_one_review_app_at_the_commit();
    assert_eq!(workflow.times("POST", "/review-apps"), 1);
}

// Drafts and labels

#[tokio::test]
async fn drafts_are_deployed_unless_they_are_to_be_skipped() {
    let mut payload = payload("opened");
    payload["pull_request"]["draft"] = json!(true);
    let deployed = workflow(world()).await.event("pull_request", &payload);
    deployed.run().await.ended(0, "created");
    skips(workflow(world()).await.event("pull_request", &payload).input("drafts", "skip"), "draft").await;
}

async fn labelled(action: &str, world: World, labels: &[&str], label: &str) -> Workflow {
    let mut payload = payload(action);
    payload["pull_request"]["labels"] = labels.iter().map(|name| json!({ "name": name })).collect();
    payload["label"] = json!({ "name": label });
    workflow(world).await.event("pull_request", &payload).input("label", "review me")
}

#[tokio::test]
async fn only_what_carries_the_label_has_a_review_app() {
    skips(labelled("opened", world(), &["other"], "").await, "label").await;
    let workflow = labelled("labeled", world(), &["other", "review me"], "review me").await;
    workflow.run().await.ended(0, "created");
    workflow.has_one_review_app_at_the_commit();
}

#[tokio::test]
async fn a_pull_request_with_the_label_that_gets_another_stays_as_it_is() {
    let workflow = labelled("labeled", world_with_review_app(&commit()), &["review me", "other"], "other").await;
    workflow.is_live().await;
    workflow.run().await.ended(0, "skipped");
    nothing_was_written(&workflow);
}

#[tokio::test]
async fn taking_the_label_off_destroys_the_review_app() {
    let workflow = labelled("unlabeled", world_with_review_app(&commit()), &[], "review me").await;
    workflow.run().await.ended(0, "destroyed");
    workflow.has_no_review_app();
}

#[tokio::test]
async fn taking_another_label_off_changes_nothing() {
    let workflow = labelled("unlabeled", world_with_review_app(&commit()), &["review me"], "other").await;
    skips(workflow, "`other`").await;
}
