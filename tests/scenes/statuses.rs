//! Commit statuses, where the run is not shown on the commit itself.

use branchline::sandbox::{BuildScript, Fault, FaultKind, Outcome, Service, Turn, World, github::sha_of};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::{
    payloads::{push, repository as repository_json},
    posted::{repository, slow_build},
    pull::{BRANCH, NUMBER, commit, workflow_of, world},
    workflow::{REPOSITORY, Workflow},
};

const APPS: [&str; 2] = ["acme-production", "acme-mirror"];

async fn workflow(world: World, event: &str, payload: &Value) -> Workflow {
    Workflow::new(world)
        .await
        .input("rules", "main: acme-production, acme-mirror")
        .set("GITHUB_REF", "refs/heads/main")
        .set("GITHUB_SHA", &sha_of("main"))
        .event(event, payload)
}

fn production() -> World {
    World::for_rehearsal(REPOSITORY, &APPS, None)
}

fn by_hand() -> Value {
    json!({ "ref": "refs/heads/main", "inputs": {}, "repository": repository_json() })
}

fn workflow_run() -> Value {
    json!({
        "action": "completed",
        "workflow_run": {
            "id": 1,
            "event": "push",
            "conclusion": "success",
            "head_branch": "main",
            "head_sha": sha_of("main"),
            "head_repository": repository_json(),
            "pull_requests": [],
        },
        "repository": repository_json(),
    })
}

/// Context, state and commit of each status, in their order.
fn told(workflow: &Workflow) -> Vec<(String, String, String)> {
    workflow.statuses().into_iter().map(|status| (status.context, status.state, status.sha)).collect()
}

#[tokio::test]
async fn a_push_is_shown_on_its_commit_anyway() {
    let workflow = workflow(production(), "push", &push("refs/heads/main", &sha_of("main"))).await;
    workflow.run().await.ended(0, "deployed");
    assert_eq!(workflow.times("POST", "/repos/*/statuses/*"), 0);
}

#[tokio::test]
async fn runs_that_are_shown_elsewhere_set_one_for_each_app() {
    for (event, payload) in [("workflow_dispatch", by_hand()), ("workflow_run", workflow_run())] {
        let mut world = production();
        world.heroku.build_script = slow_build(300);
        let workflow = workflow(world, event, &payload).await;
        let (run, ()) = tokio::join!(workflow.run(), async {
            workflow.comes_to(|world| repository(world).statuses.len() == 2).await;
            assert!(workflow.statuses().iter().all(|status| status.state == "pending"));
        });
        run.ended(0, "deployed");
        let mut told = told(&workflow);
        told.sort();
        let expected = |app: &str, state: &str| (format!("branchline ({app})"), state.to_owned(), sha_of("main"));
        assert_eq!(
            told,
            [
                expected("acme-mirror", "pending"),
                expected("acme-mirror", "success"),
                expected("acme-production", "pending"),
                expected("acme-production", "success"),
            ],
            "{event}"
        );
        let log = "https://github.com/acme/shop/actions/runs/4711";
        assert!(workflow.statuses().iter().all(|status| status.target_url.as_deref() == Some(log)));
    }
}

#[tokio::test]
async fn a_failure_is_one_on_the_commit_too() {
    let mut world = production();
    world.heroku.build_script = BuildScript::new(&["no"], Outcome::Failed);
    let workflow = workflow(world, "workflow_dispatch", &by_hand()).await;
    workflow.run().await.ended(1, "failed");
    let last = workflow.statuses().pop().unwrap();
    assert_eq!(last.state, "failure");
    assert!(last.description.unwrap().ends_with("failed"));
}

#[tokio::test]
async fn a_command_in_a_comment_sets_one_for_its_pipeline() {
    let mut world = world();
    world.add_repository(REPOSITORY).collaborators.insert("octocat".to_owned(), "write".to_owned());
    let mut workflow = workflow_of("opened", world).await;
    workflow.happens("issue_comment", &crate::chat::said("/deploy", "octocat"));
    workflow.run().await.ended(0, "created");
    let context = "branchline (review app in acme)".to_owned();
    let expected = ["pending", "success"].map(|state| (context.clone(), state.to_owned(), commit()));
    assert_eq!(told(&workflow), expected);
}

#[tokio::test]
async fn a_lost_reply_sets_no_second_one() {
    for turn in [1, 2] {
        let workflow =
            workflow(production(), "workflow_dispatch", &by_hand()).await.input("rules", "main: acme-production");
        let lost = Fault::new(Service::GitHub, "POST", "/repos/*/statuses/*", FaultKind::ResetAfter);
        workflow.sandbox.fault(lost.at(Turn::Only(turn)));
        workflow.run().await.ended(0, "deployed");
        let states: Vec<_> = workflow.statuses().into_iter().map(|status| status.state).collect();
        assert_eq!(states, ["pending", "success"]);
    }
}

#[tokio::test]
async fn they_are_set_always_or_never_where_that_is_said() {
    let push = push(&format!("refs/heads/{BRANCH}"), &commit());
    join_all([("true", 2), ("false", 0)].map(async |(switch, expected)| {
        let mut workflow = workflow_of("opened", world()).await.input("commit-status", switch);
        workflow.happens("push", &push);
        workflow.run().await.ended(0, "created");
        assert_eq!(workflow.statuses().len(), expected, "{NUMBER}");
    }))
    .await;
}
