//! A pipeline that two repositories share, each with a branch of the same name.

use std::time::Duration;

use branchline::sandbox::{
    Fault, ReviewAppScript, Service,
    github::{Access, Scope, sha_of},
    heroku::ReviewApp,
};
use futures_util::future::join_all;
use serde_json::{Value, json};

use super::shared_pipeline::{reason_names_theirs, theirs, theirs_is_untouched, unavailable};
use crate::{
    chat::said,
    payloads::{push, repository},
    pull::{BRANCH, add_review_app, commit, older_commit, workflow, workflow_of, world},
    workflow::REPOSITORY,
};

/// Inputs of a step, by name.
type Inputs = &'static [(&'static str, &'static str)];

#[tokio::test]
async fn a_deleted_branch_leaves_theirs_of_that_name_and_says_so() {
    let mut gone = push(&format!("refs/heads/{BRANCH}"), "0000000000000000000000000000000000000000");
    gone["deleted"] = json!(true);
    gone["head_commit"] = json!(null);
    let by_delete = json!({ "ref": BRANCH, "ref_type": "branch", "repository": repository() });
    for (event, payload) in [("push", &gone), ("delete", &by_delete)] {
        for number in [None, Some(3)] {
            let mut world = world();
            world.add_repository(REPOSITORY).branches.remove(BRANCH);
            let id = theirs(&mut world, BRANCH, number, None);
            let workflow = workflow(world).await.event(event, payload);
            let run = workflow.run().await;
            run.ended(0, "skipped");
            reason_names_theirs(&run);
            theirs_is_untouched(&workflow, id);
        }
    }
}

#[tokio::test]
async fn theirs_of_the_same_branch_is_neither_built_on_nor_replaced() {
    join_all([(None, "in-place"), (None, "recreate"), (Some(3), "in-place"), (Some(3), "recreate")].map(
        async |(number, update)| {
            let mut world = world();
            let id = theirs(&mut world, BRANCH, number, None);
            let workflow = workflow_of("synchronize", world).await.input("update", update);
            let run = workflow.run().await;
            run.ended(3, "failed");
            reason_names_theirs(&run);
            theirs_is_untouched(&workflow, id);
        },
    ))
    .await;
}

#[tokio::test]
async fn a_comment_and_a_run_by_hand_do_not_reach_theirs_either() {
    let by_hand = json!({ "inputs": null, "ref": "refs/heads/main", "repository": repository() });
    let rows: [(&str, Value, Inputs); 5] = [
        ("issue_comment", said("/destroy", "octocat"), &[]),
        ("issue_comment", said("/redeploy", "octocat"), &[]),
        ("workflow_dispatch", by_hand.clone(), &[("command", "destroy"), ("pull-request", "7")]),
        ("workflow_dispatch", by_hand.clone(), &[("command", "destroy"), ("ref", BRANCH)]),
        ("workflow_dispatch", by_hand, &[("pull-request", "7")]),
    ];
    join_all(rows.into_iter().map(async |(event, payload, inputs)| {
        let mut world = world();
        world.add_repository(REPOSITORY).collaborators.insert("octocat".to_owned(), "write".to_owned());
        let id = theirs(&mut world, BRANCH, None, None);
        let mut workflow = workflow(world).await.event(event, &payload);
        workflow = workflow.set("GITHUB_REF", "refs/heads/main").set("GITHUB_SHA", &sha_of("main"));
        for (name, value) in inputs {
            workflow = workflow.input(name, value);
        }
        let run = workflow.run().await;
        assert!([("skipped", 0), ("failed", 3)].contains(&(run.output("result"), run.code)), "{}", run.output);
        reason_names_theirs(&run);
        theirs_is_untouched(&workflow, id);
    }))
    .await;
}

#[tokio::test]
async fn without_a_number_the_commit_of_the_latest_build_proves_that_it_is_ours() {
    for latest in [commit(), older_commit()] {
        let mut world = world();
        add_review_app(&mut world, None, &latest);
        let workflow = workflow_of("closed", world).await;
        workflow.close();
        workflow.run().await.ended(0, "destroyed");
        workflow.has_no_review_app();
    }
}

#[tokio::test]
async fn without_a_number_and_a_build_yet_that_of_our_branch_is_ours() {
    let mut world = world();
    let pipeline = world.heroku.pipelines[0].id;
    let pending = Duration::from_hours(1);
    let young = ReviewApp::start(pipeline, BRANCH, ReviewAppScript { pending, ..Default::default() });
    world.heroku.review_apps.push(young);
    let workflow = workflow_of("closed", world).await;
    workflow.close();
    workflow.run().await.ended(0, "destroyed");
    workflow.has_no_review_app();
}

#[tokio::test]
async fn a_commit_that_the_token_may_not_look_at_proves_nothing() {
    let mut world = world();
    add_review_app(&mut world, None, &older_commit());
    world.github.permissions.set(Scope::Contents, Access::None);
    let workflow = workflow_of("closed", world).await;
    workflow.close();
    let run = workflow.run().await;
    run.ended(0, "skipped");
    assert!(run.output("reason").contains("does not know commit"), "{}", run.output("reason"));
    assert_eq!(workflow.times("DELETE", "*"), 0);
}

#[tokio::test]
async fn where_github_is_out_of_order_nothing_is_destroyed_in_doubt() {
    let mut world = world();
    let id = theirs(&mut world, BRANCH, None, None);
    let workflow = workflow_of("closed", world).await.at_speed(5);
    workflow.close();
    workflow.sandbox.fault(Fault::new(Service::GitHub, "GET", "/repos/*/commits/*", unavailable()));
    workflow.run().await.ended(3, "failed");
    theirs_is_untouched(&workflow, id);
}
