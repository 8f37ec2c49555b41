//! Commands in comments, and labels that let strangers in.

use std::time::Instant;

use branchline::sandbox::{
    Fault, FaultKind, Service, World,
    github::{Access, Comment, PullRequest, Scope, sha_of},
};
use serde_json::{Value, json};

use crate::{
    payloads::repository,
    pull::{BRANCH, NUMBER, commit, older_commit, payload, workflow_of, world, world_with_review_app},
    workflow::{REPOSITORY, Workflow},
};

pub(crate) const COMMENT: u64 = 55;

/// Somebody comments on the pull request.
pub(crate) fn said(body: &str, author: &str) -> Value {
    json!({
        "action": "created",
        "issue": { "number": NUMBER, "state": "open", "pull_request": { "url": "https://example.com" } },
        "comment": { "id": COMMENT, "body": body, "user": { "login": author } },
        "repository": repository(),
    })
}

async fn workflow(mut world: World, body: &str, author: &str) -> Workflow {
    let there = world.github.repository_mut(REPOSITORY).unwrap();
    there.comments.push(Comment::new(COMMENT, NUMBER, author, body));
    there.collaborators.insert("octocat".to_owned(), "write".to_owned());
    there.collaborators.insert("reader".to_owned(), "read".to_owned());
    let mut workflow = workflow_of("opened", world).await;
    workflow.happens("issue_comment", &said(body, author));
    workflow
}

fn reactions(workflow: &Workflow) -> Vec<String> {
    let comments = workflow.repository().comments;
    let command = comments.into_iter().find(|comment| comment.id == COMMENT).unwrap();
    command.reactions.into_iter().map(|(_, reaction)| reaction).collect()
}

#[tokio::test]
async fn a_command_is_answered_at_once_and_its_outcome_told_in_the_comment() {
    let workflow = workflow(world(), "/deploy", "octocat").await;
    workflow.run().await.ended(0, "created");
    assert_eq!(reactions(&workflow), ["eyes"]);
    let requests = workflow.sandbox.requests();
    let at = |method: &str, path: &str| requests.iter().position(|request| request.is(method, path)).unwrap();
    assert!(at("POST", "*/reactions") < at("POST", "/review-apps"));
    assert!(workflow.comment().contains("Review app ready"), "{}", workflow.comment());
}

#[tokio::test]
async fn a_destruction_is_told_too() {
    let mut workflow = workflow(world_with_review_app(&older_commit()), "/destroy", "octocat").await;
    workflow.happens("pull_request", &payload("synchronize"));
    workflow.run().await.ended(0, "updated");
    workflow.happens("issue_comment", &said("/destroy", "octocat"));
    workflow.run().await.ended(0, "destroyed");
    assert!(workflow.comment().contains("Review app destroyed"), "{}", workflow.comment());
}

#[tokio::test]
async fn a_strangers_command_is_not_even_answered() {
    for stranger in ["reader", "mallory"] {
        let workflow = workflow(world(), "/deploy", stranger).await;
        workflow.run().await.ended(0, "skipped");
        assert!(reactions(&workflow).is_empty());
        assert!(workflow.sandbox.requests().iter().all(|request| request.method == "GET"));
    }
}

#[tokio::test]
async fn the_work_does_not_wait_for_the_sign() {
    let workflow = workflow(world(), "/deploy", "octocat").await;
    workflow.sandbox.fault(Fault::new(Service::GitHub, "POST", "*/reactions", FaultKind::Hang));
    let started = Instant::now();
    let _child = workflow.start();
    workflow.comes_to(|world| !world.heroku.review_apps.is_empty()).await;
    // So long it is waited for an answer.
    assert!(started.elapsed().as_secs() < 9);
}

#[tokio::test]
async fn a_sign_and_a_comment_that_may_not_be_made_are_one_warning() {
    let mut world = world();
    world.github.permissions.set(Scope::PullRequests, Access::Read);
    world.github.permissions.set(Scope::Issues, Access::None);
    let workflow = workflow(world, "/deploy", "octocat").await;
    let run = workflow.run().await;
    run.ended(0, "created");
    let warnings = run.annotations("warning");
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].contains("`pull-requests: write`"));
}

// A fork under `forks: labeled`

pub(crate) async fn fork(action: &str) -> Workflow {
    let mut world = World::for_rehearsal(REPOSITORY, &["acme-production"], Some("acme"));
    let pull = PullRequest::new(NUMBER, BRANCH, &commit()).from_fork("mallory/shop", 4242).labeled("preview");
    world.add_pull_request(REPOSITORY, pull);
    let mut workflow = workflow_of(action, world).await.input("forks", "labeled").input("label", "preview");
    workflow.happens("pull_request_target", &of_fork(action));
    workflow
}

fn of_fork(action: &str) -> Value {
    let mut event = payload(action);
    event["pull_request"]["head"]["repo"] = json!({ "id": 4242, "full_name": "mallory/shop" });
    event["pull_request"]["labels"] = json!([{ "name": "preview" }]);
    event["label"] = json!({ "name": "preview" });
    event["changes"] = json!({ "base": { "ref": { "from": "next" } } });
    event
}

pub(crate) fn labels(workflow: &Workflow) -> Vec<String> {
    workflow.repository().pull_requests[0].labels.clone()
}

#[tokio::test]
async fn a_label_lets_one_commit_of_a_stranger_in() {
    let workflow = fork("labeled").await;
    workflow.run().await.ended(0, "created");
    assert_eq!(labels(&workflow), ["preview"]);
}

#[tokio::test]
async fn the_strangers_next_push_takes_it_off_and_deploys_nothing() {
    let workflow = fork("synchronize").await;
    let run = workflow.run().await;
    run.ended(0, "skipped");
    assert!(labels(&workflow).is_empty());
    assert!(workflow.sandbox.world().heroku.review_apps.is_empty());
    assert_eq!(run.annotations("warning"), Vec::<String>::new());
}

#[tokio::test]
async fn reopening_takes_it_off_too_for_a_push_may_have_come_while_closed() {
    let mut workflow = fork("labeled").await;
    workflow.run().await.ended(0, "created");
    let pushed = sha_of("unreviewed");
    if let Some(there) = workflow.sandbox.world().github.repository_mut(REPOSITORY) {
        there.commits.insert(pushed.clone(), "Something else".to_owned());
        there.pull_requests[0].head_sha.clone_from(&pushed);
    }
    let mut event = of_fork("reopened");
    event["pull_request"]["head"]["sha"] = json!(pushed);
    workflow.happens("pull_request_target", &event);
    workflow.run().await.ended(0, "skipped");
    assert!(labels(&workflow).is_empty());
    assert_eq!(workflow.times("POST", "/apps/*/builds"), 0);
    assert_eq!(workflow.times("POST", "/review-apps"), 1);
}

#[tokio::test]
async fn an_earlier_label_lets_no_stranger_in_who_pushes_and_is_ready() {
    for action in ["ready_for_review", "edited"] {
        let workflow = fork(action).await;
        let run = workflow.run().await;
        run.ended(0, "skipped");
        assert!(run.output("reason").contains("add the label again"), "{}", run.output("reason"));
        assert!(labels(&workflow).is_empty(), "{action}");
        assert_eq!(workflow.times("POST", "/review-apps"), 0);
    }
}

#[tokio::test]
async fn also_where_it_cannot_be_taken_off_nothing_is_deployed() {
    let workflow = fork("synchronize").await;
    workflow.sandbox.world().github.permissions.set(Scope::PullRequests, Access::Read);
    workflow.sandbox.world().github.permissions.set(Scope::Issues, Access::Read);
    let run = workflow.run().await;
    run.ended(0, "skipped");
    assert!(run.output("reason").contains("Remove it yourself"), "{}", run.output("reason"));
    assert_eq!(labels(&workflow), ["preview"]);
    assert!(workflow.sandbox.world().heroku.review_apps.is_empty());
    let warnings = run.annotations("warning");
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].contains("`pull-requests: write`") && !warnings[0].contains("comment"), "{warnings:?}");
}

#[tokio::test]
async fn a_label_of_dots_takes_no_other_label_off() {
    for dots in [".", ".."] {
        let workflow = fork("synchronize").await.input("label", dots);
        workflow.sandbox.world().github.repository_mut(REPOSITORY).unwrap().pull_requests[0].labels =
            vec!["keep".to_owned(), dots.to_owned()];
        let mut event = of_fork("synchronize");
        event["pull_request"]["labels"] = json!([{ "name": "keep" }, { "name": dots }]);
        let run = workflow.event("pull_request_target", &event);
        let (workflow, run) = (&run, run.run().await);
        run.ended(0, "skipped");
        assert!(run.output("reason").contains("Remove it yourself"), "{}", run.output("reason"));
        assert_eq!(labels(workflow), ["keep", dots]);
        assert_eq!(workflow.sandbox.requests_like("DELETE", "*").len(), 0);
    }
}

#[tokio::test]
async fn a_label_or_a_sign_that_github_does_not_take_is_told_in_its_own_words() {
    let refused = |method: &str, path: &str| {
        Fault::new(Service::GitHub, method, path, FaultKind::Status(422, json!({ "message": "Not now." })))
    };
    let label = fork("synchronize").await;
    label.sandbox.fault(refused("DELETE", "*/labels/*"));
    let sign = workflow(world(), "/deploy", "octocat").await;
    sign.sandbox.fault(refused("POST", "*/reactions"));
    for (workflow, result, words) in
        [(label, "skipped", "remove the label yourself"), (sign, "created", "cannot react")]
    {
        let run = workflow.run().await;
        run.ended(0, result);
        let warnings = run.annotations("warning");
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        assert!(warnings[0].contains(words) && !warnings[0].contains("`comment: false`"), "{warnings:?}");
    }
}
