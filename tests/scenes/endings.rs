//! Runs that come late, or not at all: a review app goes with its pull request or branch whichever run comes, and stays
//! where it is wanted again.

use branchline::sandbox::{
    Fault, FaultKind, Service, World,
    github::{Access, PullRequest, PullRequestState, Scope, sha_of},
};
use serde_json::{Value, json};

use crate::{
    payloads::{push, repository},
    pull::{
        BRANCH, add_review_app, commit, older_commit, payload, workflow, workflow_of, world, world_with_review_app,
    },
    workflow::{REPOSITORY, Workflow},
};

/// Nothing is asked of Heroku but to read.
#[track_caller]
fn nothing_was_written(workflow: &Workflow) {
    let asked = workflow.sandbox.requests();
    let written = asked.iter().filter(|request| request.service == Service::Heroku && request.method != "GET");
    assert_eq!(written.count(), 0);
}

async fn stays(workflow: Workflow, words: &str) {
    let run = workflow.run().await;
    run.ended(0, "skipped");
    assert!(run.output("reason").contains(words), "{}", run.output("reason"));
    nothing_was_written(&workflow);
    assert_eq!(workflow.sandbox.world().heroku.review_apps.len(), 1);
}

/// An event about a pull request that is closed by now, with its review app left.
async fn after_closing(action: &str, change: impl Fn(&mut Value)) -> Workflow {
    let mut payload = payload(action);
    payload["pull_request"]["state"] = json!("closed");
    change(&mut payload);
    let workflow = workflow(world_with_review_app(&commit())).await.event("pull_request", &payload);
    workflow.close();
    workflow
}

#[tokio::test]
async fn whatever_happens_to_a_closed_pull_request_its_review_app_goes() {
    for action in ["labeled", "unlabeled", "edited", "assigned", "locked", "synchronize", "converted_to_draft"] {
        let workflow = after_closing(action, |payload| payload["label"] = json!({ "name": "released" })).await;
        let run = workflow.run().await;
        run.ended(0, "destroyed");
        workflow.has_no_review_app();
    }
}

#[tokio::test]
async fn whatever_happens_to_a_closed_one_without_a_review_app_is_skipped() {
    let mut payload = payload("assigned");
    payload["pull_request"]["state"] = json!("closed");
    let workflow = workflow(world()).await.event("pull_request", &payload);
    workflow.close();
    workflow.run().await.ended(0, "skipped");
    nothing_was_written(&workflow);
}

#[tokio::test]
async fn a_destroyed_app_is_told_by_name_id_and_address() {
    let workflow = after_closing("closed", |_| {}).await;
    let app =
        workflow.sandbox.world().heroku.app("acme-pr-7").map(|app| (app.id.to_string(), app.web_url.clone().unwrap()));
    let (id, url) = app.unwrap();
    let run = workflow.run().await;
    run.ended(0, "destroyed");
    assert_eq!((run.output("app"), run.output("app-id"), run.output("url")), ("acme-pr-7", id.as_str(), url.as_str()));
    let targets: Value = serde_json::from_str(run.output("targets")).unwrap();
    assert_eq!(
        (&targets[0]["app"], &targets[0]["app-id"], &targets[0]["url"]),
        (&json!("acme-pr-7"), &json!(id), &json!(url))
    );
    assert_eq!(run.shown("acme-pr-7 is destroyed"), 1, "{}", run.output);
}

#[tokio::test]
async fn a_closed_that_comes_late_leaves_the_review_app_of_what_is_open_again() {
    let workflow = workflow_of("closed", world_with_review_app(&commit())).await;
    stays(workflow, "pull request #7 is open again").await;
}

#[tokio::test]
async fn another_open_pull_request_of_the_branch_keeps_the_review_app() {
    for number in [Some(7), None] {
        let mut world = world();
        add_review_app(&mut world, number, &commit());
        world.add_pull_request(REPOSITORY, PullRequest::new(8, BRANCH, &commit()));
        let workflow = workflow_of("closed", world).await;
        workflow.sandbox.world().add_repository(REPOSITORY).pull_requests[0].state = PullRequestState::Merged;
        stays(workflow, "#8 of the same branch is open").await;
    }
}

#[tokio::test]
async fn one_that_is_to_have_none_or_is_of_a_fork_does_not_keep_it() {
    let draft = PullRequest { draft: true, ..PullRequest::new(8, BRANCH, &commit()) };
    let of_fork = PullRequest::new(8, BRANCH, &commit()).from_fork("acme/shop-fork", 4242);
    for (other, forks) in [(draft, "skip"), (of_fork, "allow")] {
        let mut world = world_with_review_app(&commit());
        world.add_pull_request(REPOSITORY, other);
        let workflow = workflow_of("closed", world).await.input("drafts", "skip").input("forks", forks);
        workflow.sandbox.world().add_repository(REPOSITORY).pull_requests[0].state = PullRequestState::Merged;
        workflow.run().await.ended(0, "destroyed");
        workflow.has_no_review_app();
    }
}

#[tokio::test]
async fn the_last_pull_request_of_a_branch_takes_along_what_is_left() {
    let mut world = world();
    add_review_app(&mut world, Some(6), &commit());
    world.add_pull_request(REPOSITORY, PullRequest::new(6, BRANCH, &commit()));
    let workflow = workflow_of("closed", world).await;
    workflow.close();
    workflow.run().await.ended(0, "destroyed");
    workflow.has_no_review_app();
}

#[tokio::test]
async fn a_creation_that_is_closed_meanwhile_leaves_it_to_another() {
    let mut world = world();
    world.heroku.build_script.linger = std::time::Duration::from_millis(500);
    world.add_pull_request(REPOSITORY, PullRequest::new(8, BRANCH, &commit()));
    let workflow = workflow_of("opened", world).await;
    let (run, ()) = tokio::join!(workflow.run(), async {
        let creating = |world: &World| !world.heroku.review_apps.is_empty();
        assert!(workflow.sandbox.wait_until(std::time::Duration::from_secs(20), creating).await);
        let mut world = workflow.sandbox.world();
        let pulls = &mut world.add_repository(REPOSITORY).pull_requests;
        pulls.iter_mut().find(|pull| pull.number == 7).unwrap().state = PullRequestState::Closed;
    });
    run.ended(0, "created");
    assert_eq!(run.shown("#8 of the same branch is open"), 1, "{}", run.output);
    assert_eq!(workflow.sandbox.world().heroku.review_apps.len(), 1);
}

// Labels and drafts

fn unlabeled() -> Value {
    let mut payload = payload("unlabeled");
    payload.as_object_mut().unwrap().remove("label");
    payload
}

#[tokio::test]
async fn the_deletion_of_the_gate_label_destroys_and_of_another_does_not() {
    let gate = workflow(world_with_review_app(&commit())).await.event("pull_request", &unlabeled());
    let gate = gate.input("label", "preview");
    gate.run().await.ended(0, "destroyed");
    gate.has_no_review_app();
    let none = workflow(world_with_review_app(&commit())).await.event("pull_request", &unlabeled());
    stays(none, "`label` is not set").await;
    let mut payload = unlabeled();
    payload["pull_request"]["labels"] = json!([{ "name": "preview" }]);
    let other = workflow(world_with_review_app(&commit())).await.event("pull_request", &payload);
    stays(other.input("label", "preview"), "`preview`").await;
}

#[tokio::test]
async fn a_label_that_is_on_again_keeps_the_review_app() {
    let workflow = workflow(world_with_review_app(&commit())).await.event("pull_request", &unlabeled());
    workflow.sandbox.world().add_repository(REPOSITORY).pull_requests[0].labels.push("preview".to_owned());
    stays(workflow.input("label", "preview"), "qualifies for a review app again").await;
}

#[tokio::test]
async fn a_pull_request_that_becomes_a_draft_loses_its_review_app() {
    for drafts in ["skip", "deploy"] {
        let mut payload = payload("converted_to_draft");
        payload["pull_request"]["draft"] = json!(true);
        let workflow = workflow(world_with_review_app(&older_commit())).await.event("pull_request", &payload);
        let workflow = workflow.input("drafts", drafts);
        workflow.sandbox.world().add_repository(REPOSITORY).pull_requests[0].draft = true;
        if drafts == "skip" {
            workflow.run().await.ended(0, "destroyed");
            workflow.has_no_review_app();
        } else {
            stays(workflow, "`drafts` is `deploy`").await;
        }
    }
}

// Branches

fn deletions() -> [(&'static str, Value); 2] {
    let mut gone = push(&format!("refs/heads/{BRANCH}"), "0000000000000000000000000000000000000000");
    gone["deleted"] = json!(true);
    gone["head_commit"] = json!(null);
    [("push", gone), ("delete", json!({ "ref": BRANCH, "ref_type": "branch", "repository": repository() }))]
}

#[tokio::test]
async fn the_late_deletion_of_a_branch_that_is_there_again_leaves_its_own() {
    for (event, payload) in deletions() {
        stays(workflow(world_with_review_app(&commit())).await.event(event, &payload), "exists again").await;
    }
}

#[tokio::test]
async fn the_deletion_of_a_branch_takes_along_what_its_pull_request_had() {
    for (event, payload) in deletions() {
        let workflow = workflow(world_with_review_app(&commit())).await.event(event, &payload);
        workflow.close();
        workflow.sandbox.world().add_repository(REPOSITORY).branches.remove(BRANCH);
        workflow.run().await.ended(0, "destroyed");
        workflow.has_no_review_app();
    }
}

// Where GitHub does not say

#[tokio::test]
async fn where_the_token_may_not_look_the_event_counts() {
    let workflow = workflow_of("closed", world_with_review_app(&commit())).await.input("comment", "false");
    workflow.close();
    workflow.sandbox.world().github.permissions.set(Scope::PullRequests, Access::None);
    let run = workflow.run().await;
    run.ended(0, "destroyed");
    workflow.has_no_review_app();
    assert!(run.annotations("warning").iter().all(|warning| !warning.contains("so it does what the event says")));
}

#[tokio::test]
async fn where_github_is_out_of_order_the_event_counts_and_a_warning_says_so() {
    let workflow = workflow_of("closed", world_with_review_app(&commit())).await.at_speed(5);
    workflow.close();
    let out = FaultKind::Status(503, json!({ "message": "Service Unavailable" }));
    workflow.sandbox.fault(Fault::new(Service::GitHub, "GET", "/repos/*/pulls*", out));
    let run = workflow.run().await;
    run.ended(0, "destroyed");
    workflow.has_no_review_app();
    let warnings = run.annotations("warning");
    assert!(warnings.iter().any(|warning| warning.contains("so it does what the event says")), "{warnings:?}");
}

// By command

#[tokio::test]
async fn under_deploy_a_closed_one_is_not_deployed_and_it_says_what_destroys() {
    for action in ["closed", "labeled", "assigned"] {
        let workflow = after_closing(action, |payload| payload["label"] = json!({ "name": "released" })).await;
        let run = workflow.input("command", "deploy");
        stays(run, "closed, and `command: deploy` destroys nothing").await;
    }
}

#[tokio::test]
async fn what_is_asked_for_by_hand_is_destroyed_though_it_is_open() {
    let dispatch = json!({ "inputs": null, "ref": "refs/heads/main", "repository": repository() });
    let workflow = workflow(world_with_review_app(&commit())).await.event("workflow_dispatch", &dispatch);
    let workflow = workflow.set("GITHUB_REF", "refs/heads/main").set("GITHUB_SHA", &sha_of("main"));
    let workflow = workflow.input("command", "destroy").input("pull-request", "7");
    workflow.run().await.ended(0, "destroyed");
    workflow.has_no_review_app();
}
