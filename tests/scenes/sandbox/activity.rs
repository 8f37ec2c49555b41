//! The sandbox's GitHub: comments, deployments, statuses, labels.

use std::time::Duration;

use branchline::sandbox::github::{
    Access, CheckRun, CheckSuite, Comment, CommitStatus, Deployment, Scope, WorkflowRun, sha_of,
};
use serde_json::{Value, json};

use super::client::Client;
use super::services::{at, github as start, names, repository};

#[tokio::test]
async fn comments_come_in_pages_and_can_be_written_changed_and_deleted() {
    let (_sandbox, client) = start(|world| {
        let comments = (1..=130).map(|id| Comment::new(id, 7, "octocat", &format!("number {id}")));
        repository(world).comments = comments.collect();
    })
    .await;
    let path = at("/issues/7/comments?per_page=100");
    let first = client.get(&path).await;
    assert_eq!(first.body.as_array().unwrap().len(), 100);
    let links = first.headers["link"].to_str().unwrap();
    let next = links.split(['<', '>']).nth(1).unwrap();
    assert!(links.contains("rel=\"next\""), "{links}");
    let second = client.get(&next[next.find("/repos").unwrap()..]).await;
    assert_eq!(names(&second.body, "id").first().unwrap(), "101");
    assert!(!second.headers["link"].to_str().unwrap().contains("next"));

    let body = json!({ "body": "<!-- mark --> hello" });
    let written = client.post(&at("/issues/7/comments"), &body).await.body;
    assert_eq!(written["user"]["login"], "github-actions[bot]");
    let path = at(&format!("/issues/comments/{}", written["id"]));
    let changed = client.patch(&path, &json!({ "body": "bye" })).await;
    assert_eq!(changed.body["body"], "bye");
    let reaction = json!({ "content": "rocket" });
    let path_of_reactions = format!("{path}/reactions");
    assert_eq!(client.post(&path_of_reactions, &reaction).await.status, 201);
    assert_eq!(client.post(&path_of_reactions, &reaction).await.status, 200);
    assert_eq!(client.get(&path).await.body["reactions"]["rocket"], 1);
    assert_eq!(client.delete(&path).await.status, 204);
    assert_eq!(client.delete(&path).await.status, 404);
    assert_eq!(client.post(&at("/issues/7/comments"), &json!({})).await.status, 422);
}

async fn deploy(client: &Client, environment: &str, more: Value) -> Value {
    let mut body = json!({
        "ref": sha_of("main"),
        "environment": environment,
        "auto_merge": false,
        "required_contexts": [],
    });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    client.post(&at("/deployments"), &body).await.body
}

async fn set_state(client: &Client, deployment: &Value, state: &str) -> u16 {
    let path = at(&format!("/deployments/{}/statuses", deployment["id"]));
    client.post(&path, &json!({ "state": state })).await.status
}

async fn state(client: &Client, deployment: &Value) -> Value {
    let path = at(&format!("/deployments/{}/statuses", deployment["id"]));
    client.get(&path).await.body[0]["state"].clone()
}

#[tokio::test]
async fn a_success_retires_older_ones_but_no_transient_or_production_one() {
    let (_sandbox, client) = start(|_| {}).await;
    for (environment, more, expected) in [
        ("staging", json!({}), "inactive"),
        ("production", json!({}), "success"),
        ("live", json!({ "production_environment": true }), "success"),
        ("review", json!({ "transient_environment": true }), "success"),
    ] {
        let older = deploy(&client, environment, more.clone()).await;
        assert_eq!(set_state(&client, &older, "success").await, 201);
        let newer = deploy(&client, environment, more).await;
        set_state(&client, &newer, "success").await;
        assert_eq!(state(&client, &older).await, expected, "{environment}");
        assert_eq!(state(&client, &newer).await, "success");
    }
}

#[tokio::test]
async fn statuses_and_deployments_can_be_there_from_the_start() {
    let main = sha_of("main");
    let (_sandbox, client) = start(|world| {
        let shop = repository(world);
        shop.statuses.push(CommitStatus::new(1, &main, "ci", "error"));
        let older = Deployment::new(2, &main, "staging").with_status(3, "success");
        shop.deployments.push(older);
    })
    .await;
    let status = client.get(&at("/commits/main/status")).await.body;
    assert_eq!(status["state"], "failure");
    let newer = deploy(&client, "staging", json!({})).await;
    set_state(&client, &newer, "success").await;
    assert_eq!(state(&client, &json!({ "id": 2 })).await, "inactive");
}

#[tokio::test]
async fn deployments_are_listed_newest_first_filtered_and_deleted_when_inactive() {
    let (_sandbox, client) = start(|_| {}).await;
    let first = deploy(&client, "a", json!({})).await;
    let second = deploy(&client, "b", json!({})).await;
    let all = client.get(&at("/deployments")).await.body;
    assert_eq!(names(&all, "environment"), ["b", "a"]);
    let some = client.get(&at("/deployments?environment=a")).await.body;
    assert_eq!(names(&some, "environment"), ["a"]);
    let none = client.get(&at(&format!("/deployments?sha={}", sha_of("cart")))).await.body;
    assert_eq!(none, json!([]));
    set_state(&client, &first, "success").await;
    let path = |deployment: &Value| at(&format!("/deployments/{}", deployment["id"]));
    assert_eq!(client.delete(&path(&first)).await.status, 422);
    assert_eq!(client.delete(&path(&second)).await.status, 204);
    assert_eq!(client.get(&path(&second)).await.status, 404);
    assert_eq!(set_state(&client, &first, "finished").await, 422);
}

#[tokio::test]
async fn a_deployment_waits_for_green_statuses_unless_told_not_to() {
    let (_sandbox, client) = start(|_| {}).await;
    let careless = json!({ "ref": "main" });
    assert_eq!(client.post(&at("/deployments"), &careless).await.status, 201);
    let status = json!({ "state": "pending", "context": "ci" });
    client.post(&at(&format!("/statuses/{}", sha_of("main"))), &status).await;
    assert_eq!(client.post(&at("/deployments"), &careless).await.status, 409);
    let careful = json!({ "ref": "main", "required_contexts": [] });
    assert_eq!(client.post(&at("/deployments"), &careful).await.status, 201);
}

#[tokio::test]
async fn the_combined_status_is_the_worst_of_the_newest_of_each_context() {
    let (_sandbox, client) = start(|world| {
        let run = CheckRun::new(1, &sha_of("main"), "tests", Some("failure"));
        repository(world).check_runs.push(run);
    })
    .await;
    let statuses = at(&format!("/statuses/{}", sha_of("main")));
    let combined = at("/commits/main/status");
    assert_eq!(client.get(&combined).await.body["state"], "pending");
    for (context, state, expected) in [
        ("ci", "failure", "failure"),
        ("ci", "pending", "pending"),
        ("ci", "success", "success"),
        ("lint", "error", "failure"),
    ] {
        let body = json!({ "context": context, "state": state });
        assert_eq!(client.post(&statuses, &body).await.status, 201);
        assert_eq!(client.get(&combined).await.body["state"], expected);
    }
    let runs = client.get(&at("/commits/heads%2Fmain/check-runs")).await.body;
    assert_eq!(names(&runs["check_runs"], "conclusion"), ["failure"]);
}

#[tokio::test]
async fn permissions_of_people_and_labels_of_pull_requests() {
    let (_sandbox, client) = start(|world| {
        let shop = repository(world).clone().collaborator("hubot", "write");
        *repository(world) = shop;
    })
    .await;
    for (login, expected) in [("hubot", "write"), ("stranger", "none")] {
        let path = at(&format!("/collaborators/{login}/permission"));
        assert_eq!(client.get(&path).await.body["permission"], expected);
    }
    let label = at("/issues/7/labels/preview");
    assert_eq!(client.delete(&label).await.body, json!([]));
    assert_eq!(client.delete(&label).await.status, 404);
}

#[tokio::test]
async fn suites_and_runs_are_told_of_a_commit() {
    let (sandbox, client) = start(|world| {
        let shop = repository(world);
        shop.private = true;
        shop.check_suites.push(CheckSuite::queued(1, &sha_of("main"), "renovate"));
        shop.check_suites.push(CheckSuite::in_progress(2, &sha_of("old"), "circleci", 1));
        shop.workflow_runs.push(WorkflowRun::new(3, &sha_of("main"), "CI", None));
        shop.workflow_runs.push(WorkflowRun::new(4, &sha_of("old"), "CI", Some("success")));
    })
    .await;
    let suites = client.get(&at("/commits/main/check-suites")).await.body;
    assert_eq!(names(&suites["check_suites"], "status"), ["queued"]);
    assert_eq!(suites["check_suites"][0]["latest_check_runs_count"], 0);
    let of_main = at(&format!("/actions/runs?head_sha={}", sha_of("main")));
    let runs = client.get(&of_main).await.body;
    assert_eq!(
        (names(&runs["workflow_runs"], "status"), &runs["total_count"]),
        (vec!["in_progress".into()], &json!(1))
    );
    sandbox.world().github.permissions.set(Scope::Actions, Access::None);
    assert_eq!(client.get(&of_main).await.status, 403);
}

#[tokio::test]
async fn a_user_is_told_who_it_is_and_an_app_is_not() {
    let (sandbox, client) = start(|_| {}).await;
    assert_eq!(client.get("/user").await.status, 403);
    "octocat".clone_into(&mut sandbox.world().github.login);
    assert_eq!(client.get("/user").await.body["login"], "octocat");
}

#[tokio::test]
async fn a_comment_is_listed_late_and_none_is_taken_in_a_locked_thread() {
    let (sandbox, client) = start(|world| repository(world).comments_lag = Duration::from_millis(400)).await;
    let comments = at("/issues/7/comments");
    let written = client.post(&comments, &json!({ "body": "hello" })).await.body;
    assert_eq!(client.get(&comments).await.body, json!([]));
    assert_eq!(client.get(&at(&format!("/issues/comments/{}", written["id"]))).await.status, 200);
    sandbox.wait_until(Duration::from_millis(500), |_| false).await;
    assert_eq!(client.get(&comments).await.body.as_array().unwrap().len(), 1);
    repository(&mut sandbox.world()).locked.insert(7);
    let refused = client.post(&comments, &json!({ "body": "hello" })).await;
    assert!(refused.status == 403 && refused.body["message"].as_str().unwrap().contains("issue is locked"));
}
