//! A review app that is going, or gone before the run looked: nothing that GitHub shows of it may look alive.

use std::time::Duration;

use branchline::sandbox::{
    Service, World,
    github::{Comment, Deployment, sha_of},
};
use serde_json::{Value, json};

use crate::{
    chat::{COMMENT, said},
    payloads::{push, repository},
    pull::{BRANCH, NUMBER, add_review_app, commit, payload, workflow_of, world, world_with_review_app},
    workflow::{REPOSITORY, Workflow},
};

const APP: &str = "acme-pr-7";
const LIVE: &str = "✅ **Review app ready: [open acme-pr-7](<https://acme-pr-7-0123456789ab.herokuapp.com/>)**";

/// A deployment of the app that looks alive, as a run makes it.
fn alive(id: u64, sha: &str) -> Deployment {
    let description = Some("Deployed to Heroku by Branchline".to_owned());
    Deployment { transient: true, description, ..Deployment::new(id, sha, APP).with_status(id + 5000, "success") }
}

/// What runs have left at GitHub of the app: two deployments, and a comment with these words in the section of a pipeline.
fn leave(world: &mut World, pipeline: &str, words: &str) {
    let there = world.github.repository_mut(REPOSITORY).unwrap();
    there.deployments.extend([alive(100, &sha_of("before")), alive(101, &commit())]);
    let section = format!("<!-- branchline:{pipeline} -->\n{words}\n<!-- /branchline:{pipeline} -->");
    let body = format!("<!-- branchline -->\n{section}\n");
    there.comments.push(Comment::new(1, NUMBER, "github-actions[bot]", &body));
    there.comments.push(Comment::new(COMMENT, NUMBER, "octocat", "/destroy"));
    there.collaborators.insert("octocat".to_owned(), "write".to_owned());
}

/// A pull request that is closed, and what there is left of its review app.
async fn closed(mut world: World, words: &str) -> Workflow {
    leave(&mut world, "acme", words);
    let workflow = workflow_of("closed", world).await;
    workflow.close();
    workflow
}

/// Requests to GitHub that are to change something; a question by GraphQL is a POST too.
fn writes(workflow: &Workflow) -> usize {
    let asked = workflow.sandbox.requests();
    let writes = asked.iter().filter(|request| request.service == Service::GitHub && request.method != "GET");
    writes.filter(|request| !request.path.contains("graphql")).count()
}

#[tokio::test]
async fn without_waiting_its_deployments_end_and_the_comment_says_it_goes() {
    let mut world = world_with_review_app(&commit());
    world.heroku.review_apps[0].script.deleting = Duration::from_hours(1);
    let workflow = closed(world, LIVE).await.input("wait", "false");
    workflow.run().await.ended(0, "started");
    assert_eq!(workflow.states(APP), ["inactive", "inactive"]);
    let comment = workflow.comment();
    assert!(
        comment.contains("Heroku is destroying review app acme-pr-7") && !comment.contains("herokuapp"),
        "{comment}"
    );
}

#[tokio::test]
async fn one_that_was_gone_before_is_told_of_whoever_asks_for_its_end() {
    let by_command = json!({ "ref": "refs/heads/main", "inputs": {}, "repository": repository() });
    let rows: [(&str, Value); 3] = [
        ("pull_request", payload("closed")),
        ("issue_comment", said("/destroy", "octocat")),
        ("workflow_dispatch", by_command),
    ];
    for (event, payload) in rows {
        let mut workflow = closed(world(), LIVE).await;
        if event == "workflow_dispatch" {
            workflow = workflow.input("command", "destroy").input("pull-request", "7").set("GITHUB_SHA", &commit());
        }
        workflow.happens(event, &payload);
        let run = workflow.run().await;
        run.ended(0, "skipped");
        assert_eq!(run.output("reason"), "pull request #7 has no review app", "{event}");
        assert_eq!(run.output("targets"), "[]");
        assert_eq!(workflow.states(APP), ["inactive", "inactive"], "{event}");
        assert!(
            workflow.comment().contains("🗑️ **Review app destroyed: acme-pr-7**"),
            "{event}: {}",
            workflow.comment()
        );
        assert_eq!(run.annotations("warning"), Vec::<String>::new());
    }
}

#[tokio::test]
async fn what_says_so_already_is_not_said_again() {
    for words in ["🗑️ **Review app destroyed: acme-pr-7**\n\nthen", "➖ **Not deployed: review app acme-pr-7**"] {
        let workflow = closed(world(), words).await;
        for deployment in &mut workflow.sandbox.world().github.repository_mut(REPOSITORY).unwrap().deployments {
            deployment.statuses[0].state = "inactive".to_owned();
        }
        workflow.run().await.ended(0, "skipped");
        assert!(workflow.comment().contains(words), "{}", workflow.comment());
        assert_eq!(writes(&workflow), 0);
    }
}

#[tokio::test]
async fn nothing_is_written_where_nothing_was_told_or_nothing_is_to_be_told() {
    let mut untold = world();
    untold.github.repository_mut(REPOSITORY).unwrap().deployments.clear();
    let mut of_other_pipeline = world();
    leave(&mut of_other_pipeline, "docs", LIVE);
    of_other_pipeline.github.repository_mut(REPOSITORY).unwrap().deployments.clear();
    for world in [untold, of_other_pipeline] {
        let workflow = workflow_of("closed", world).await;
        workflow.close();
        workflow.run().await.ended(0, "skipped");
        assert_eq!(writes(&workflow), 0);
    }
    let workflow = closed(world(), LIVE).await.input("dry-run", "true");
    workflow.run().await.ended(0, "skipped");
    assert_eq!(writes(&workflow), 0);
    let workflow = closed(world(), LIVE).await.input("deployments", "false").input("comment", "false");
    workflow.run().await.ended(0, "skipped");
    assert_eq!(writes(&workflow), 0);
}

#[tokio::test]
async fn nothing_is_written_for_a_branch() {
    let mut gone = push(&format!("refs/heads/{BRANCH}"), "0000000000000000000000000000000000000000");
    gone["deleted"] = json!(true);
    gone["head_commit"] = json!(null);
    let by_delete = json!({ "ref": BRANCH, "ref_type": "branch", "repository": repository() });
    for (event, payload) in [("push", &gone), ("delete", &by_delete)] {
        let mut workflow = closed(world(), LIVE).await;
        workflow.sandbox.world().add_repository(REPOSITORY).branches.remove(BRANCH);
        workflow.happens(event, payload);
        workflow.run().await.ended(0, "skipped");
        assert_eq!((writes(&workflow), workflow.times("GET", "/repos/*/deployments*")), (0, 0), "{event}");
    }
}

#[tokio::test]
async fn deployments_that_are_not_ours_or_of_a_lasting_app_stay() {
    let lasting = |deployment: &mut Deployment| deployment.transient = false;
    let anothers = |deployment: &mut Deployment| deployment.description = Some("By another tool".to_owned());
    for change in [lasting, anothers] {
        let workflow = closed(world(), LIVE).await;
        workflow.sandbox.world().github.repository_mut(REPOSITORY).unwrap().deployments.iter_mut().for_each(change);
        workflow.run().await.ended(0, "skipped");
        assert_eq!(workflow.states(APP), ["success", "success"]);
    }
}

#[tokio::test]
async fn an_app_that_goes_on_for_another_pull_request_is_not_said_to_be_gone() {
    let mut world = world();
    add_review_app(&mut world, Some(8), &commit());
    let workflow = closed(world, LIVE).await;
    workflow.run().await.ended(0, "skipped");
    assert_eq!(workflow.states(APP), ["success", "success"]);
    assert!(workflow.comment().contains("Review app ready"), "{}", workflow.comment());
}

#[tokio::test]
async fn where_only_its_app_was_gone_before_its_deployments_become_inactive_too() {
    let mut world = world_with_review_app(&commit());
    world.heroku.apps.retain(|app| app.name != APP);
    let workflow = closed(world, LIVE).await;
    workflow.run().await.ended(0, "destroyed");
    assert_eq!(workflow.states(APP), ["inactive", "inactive"]);
}

#[tokio::test]
async fn without_the_permissions_it_is_skipped_all_the_same() {
    let workflow = closed(world(), LIVE).await;
    workflow.sandbox.world().github.permissions = branchline::sandbox::github::Permissions::read_only();
    workflow.run().await.ended(0, "skipped");
}
