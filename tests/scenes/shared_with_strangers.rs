//! A pipeline that two repositories share, and strangers with forks.

use branchline::sandbox::{
    FaultKind, World,
    github::{PullRequest, SourceRepository, sha_of},
};
use futures_util::future::join_all;
use serde_json::{Value, json};

use super::shared_pipeline::{FORK, THEIRS, post, reason_names_theirs, theirs, theirs_is_untouched, unavailable};
use crate::{
    payloads::repository,
    pull::{BRANCH, NUMBER, add_review_app, commit, payload, workflow},
    workflow::REPOSITORY,
};

/// A stranger's pull request from a fork, whose branch is called like one of the other repository.
fn strangers(action: &str, is_gone: bool) -> (World, Value) {
    let mut world = World::for_rehearsal(REPOSITORY, &["acme-production"], Some("acme"));
    let pull = PullRequest::new(NUMBER, "api-branch", &commit()).from_fork("mallory/shop", FORK);
    world.add_pull_request(REPOSITORY, pull);
    let mut payload = payload(action);
    payload["pull_request"]["head"]["ref"] = json!("api-branch");
    payload["pull_request"]["head"]["repo"] = json!({ "id": FORK, "name": "shop", "full_name": "mallory/shop" });
    payload["pull_request"]["labels"] = json!([{ "name": "preview" }]);
    payload["label"] = json!({ "name": "preview" });
    if is_gone {
        payload["pull_request"]["head"]["repo"] = Value::Null;
        world.add_repository(REPOSITORY).pull_requests[0].head_repository = SourceRepository::Deleted;
    }
    (world, payload)
}

#[tokio::test]
async fn a_stranger_who_closes_takes_no_others_review_app_along() {
    for forks in ["skip", "labeled", "allow"] {
        for (is_gone, fork) in [(false, None), (true, None), (false, Some(99)), (true, Some(99))] {
            let (mut world, payload) = strangers("closed", is_gone);
            let id = theirs(&mut world, "api-branch", Some(NUMBER), fork);
            let workflow = workflow(world).await.event("pull_request_target", &payload);
            workflow.close();
            let workflow = workflow.input("forks", forks).input("label", "preview");
            let run = workflow.run().await;
            run.ended(0, "skipped");
            assert!(run.output("reason").contains(THEIRS) || fork.is_some(), "{}", run.output("reason"));
            theirs_is_untouched(&workflow, id);
        }
    }
}

#[tokio::test]
async fn a_stranger_who_is_let_in_gets_no_others_review_app() {
    join_all([("allow", "opened"), ("allow", "synchronize"), ("labeled", "labeled")].map(async |(forks, action)| {
        for fault in [None, Some(unavailable()), Some(FaultKind::ResetBefore)] {
            let (mut world, payload) = strangers(action, false);
            world.add_repository(REPOSITORY).pull_requests[0].labels.push("preview".to_owned());
            let id = theirs(&mut world, "api-branch", Some(NUMBER), None);
            let workflow = workflow(world).await.event("pull_request_target", &payload);
            let workflow = workflow.input("forks", forks).input("label", "preview");
            if let Some(fault) = fault {
                workflow.sandbox.fault(post(fault));
            }
            let run = workflow.run().await;
            run.ended(3, "failed");
            reason_names_theirs(&run);
            theirs_is_untouched(&workflow, id);
        }
    }))
    .await;
}

#[tokio::test]
async fn a_forks_review_app_without_its_fork_is_told_by_its_commit() {
    for (latest, result) in [(commit(), "destroyed"), (sha_of("nobody's"), "skipped")] {
        let (mut world, payload) = strangers("closed", false);
        add_review_app(&mut world, Some(NUMBER), &latest);
        world.add_repository(REPOSITORY).commits.remove(&sha_of("nobody's"));
        world.heroku.review_apps[0].branch = "api-branch".to_owned();
        let workflow = workflow(world).await.event("pull_request_target", &payload);
        workflow.close();
        workflow.run().await.ended(0, result);
    }
}

#[tokio::test]
async fn our_branch_leaves_that_of_a_fork_which_heroku_does_not_name() {
    let mut world = World::for_rehearsal(REPOSITORY, &["acme-production"], Some("acme"));
    world.add_pull_request(REPOSITORY, PullRequest::new(9, BRANCH, &commit()).from_fork("mallory/shop", FORK));
    add_review_app(&mut world, Some(9), &commit());
    let by_delete = json!({ "ref": BRANCH, "ref_type": "branch", "repository": repository() });
    let workflow = workflow(world).await.event("delete", &by_delete);
    let run = workflow.run().await;
    run.ended(0, "skipped");
    assert!(run.output("reason").contains("#9"), "{}", run.output("reason"));
    assert_eq!(workflow.times("DELETE", "*"), 0);
}
