//! The sandbox's Heroku: review apps from the request to the end.

use std::time::Duration;

use branchline::sandbox::heroku::{App, ReviewAppStatus, Status};
use branchline::sandbox::{BuildScript, Postdeploy, Sandbox, World};
use serde_json::{Value, json};

use super::client::Client;
use super::services::{PATIENCE, heroku as start, source};

async fn create_review_app(sandbox: &Sandbox, client: &Client) -> Value {
    let pipeline = client.get("/pipelines/acme").await.body["id"].clone();
    let body = json!({
        "branch": "feature/cart",
        "pipeline": pipeline,
        "pr_number": 7,
        "source_blob": source(sandbox),
        "environment": { "SOURCE_VERSION": "0123" },
    });
    client.post("/review-apps", &body).await.body
}

#[tokio::test]
async fn a_review_app_is_created_coupled_and_deleted() {
    let (sandbox, client) = start(|_| {}).await;
    let review = create_review_app(&sandbox, &client).await;
    assert_eq!((&review["status"], &review["app"]), (&json!("pending"), &Value::Null));
    let created = |world: &World| world.heroku.review_app("feature/cart").unwrap().status == ReviewAppStatus::Created;
    assert!(sandbox.wait_until(PATIENCE, created).await);
    let path = format!("/review-apps/{}", review["id"].as_str().unwrap());
    let review = client.get(&path).await.body;
    let app = review["app"]["id"].as_str().unwrap();
    let vars = client.get(&format!("/apps/{app}/config-vars")).await.body;
    assert_eq!(vars, json!({ "SOURCE_VERSION": "0123" }));
    let coupling = client.get(&format!("/apps/{app}/pipeline-couplings")).await.body;
    assert_eq!(coupling["stage"], "review");
    let by_app = client.get(&format!("/apps/{app}/review-app")).await.body;
    assert_eq!(by_app["id"], review["id"]);
    let setup = review["app_setup"]["id"].as_str().unwrap();
    let setup = client.get(&format!("/app-setups/{setup}")).await.body;
    assert_eq!(setup["status"], "succeeded");
    assert_eq!(setup["build"]["status"], "succeeded");

    let deleting = client.delete(&path).await.body;
    assert_eq!(deleting["status"], "deleting");
    let gone = |world: &World| world.heroku.review_apps.is_empty();
    assert!(sandbox.wait_until(PATIENCE, gone).await);
    let reply = client.get(&path).await;
    assert_eq!(reply.body["message"], "Couldn't find that review app.");
    assert_eq!(client.get(&format!("/apps/{app}")).await.status, 404);
}

#[tokio::test]
async fn a_second_review_app_for_a_branch_is_a_conflict() {
    let (sandbox, client) = start(|_| {}).await;
    create_review_app(&sandbox, &client).await;
    let conflict = create_review_app(&sandbox, &client).await;
    let message = "A review app already exists for the feature/cart branch";
    assert_eq!(conflict, json!({ "id": "conflict", "message": message }));
}

async fn errored(sandbox: &Sandbox, client: &Client) -> (Value, Value) {
    let review = create_review_app(sandbox, client).await;
    let errored = |world: &World| world.heroku.review_app("feature/cart").unwrap().status == ReviewAppStatus::Errored;
    assert!(sandbox.wait_until(PATIENCE, errored).await);
    let review = client.get(&format!("/review-apps/{}", review["id"].as_str().unwrap())).await;
    let setup = match review.body["app_setup"]["id"].as_str() {
        Some(id) => client.get(&format!("/app-setups/{id}")).await.body,
        None => Value::Null,
    };
    (review.body, setup)
}

#[tokio::test]
async fn a_failed_postdeploy_script_is_in_the_app_setup() {
    let (sandbox, client) = start(|world| {
        let output = "no such table".to_owned();
        let postdeploy = Postdeploy { output, exit_code: 3 };
        world.heroku.review_app_script.postdeploy = Some(postdeploy);
    })
    .await;
    let (review, setup) = errored(&sandbox, &client).await;
    assert!(review["app"].is_object());
    assert_eq!(setup["status"], "failed");
    assert_eq!(setup["postdeploy"], json!({ "output": "no such table", "exit_code": 3 }));
}

#[tokio::test]
async fn a_bad_manifest_never_builds_and_may_leave_no_app() {
    let (sandbox, client) = start(|world| {
        let script = &mut world.heroku.review_app_script;
        script.manifest_errors = vec!["Invalid JSON".to_owned()];
        script.keeps_app = false;
    })
    .await;
    let (review, setup) = errored(&sandbox, &client).await;
    assert_eq!(review["app"], Value::Null);
    assert_eq!((&setup["status"], &setup["build"]), (&json!("failed"), &Value::Null));
    assert_eq!(setup["manifest_errors"], json!(["Invalid JSON"]));
}

#[tokio::test]
async fn a_review_app_can_be_deleted_while_its_first_build_runs() {
    let (sandbox, client) = start(|world| {
        world.heroku.review_app_script.build = Some(BuildScript::endless());
        world.heroku.review_app_script.deleting = Duration::from_millis(300);
    })
    .await;
    let review = create_review_app(&sandbox, &client).await;
    let building = |world: &World| world.heroku.apps.iter().any(|app: &App| !app.builds.is_empty());
    assert!(sandbox.wait_until(PATIENCE, building).await);
    let path = format!("/review-apps/{}", review["id"].as_str().unwrap());
    assert_eq!(client.delete(&path).await.body["status"], "deleting");
    let statuses = |world: &World| {
        let builds = world.heroku.apps.iter().flat_map(|app| &app.builds);
        builds.map(|build| build.status).collect::<Vec<_>>()
    };
    assert_eq!(statuses(&sandbox.world()), [Status::Failed]);
    assert_eq!(client.get(&path).await.body["status"], "deleting");
    let gone = |world: &World| world.heroku.review_apps.is_empty() && world.heroku.apps.len() == 1;
    assert!(sandbox.wait_until(PATIENCE, gone).await);
}

#[tokio::test]
async fn the_deletion_of_its_app_ends_a_review_app_that_is_stuck() {
    let (sandbox, client) = start(|_| {}).await;
    let review = create_review_app(&sandbox, &client).await;
    let created = |world: &World| world.heroku.review_app("feature/cart").unwrap().status == ReviewAppStatus::Created;
    assert!(sandbox.wait_until(PATIENCE, created).await);
    sandbox.world().heroku.review_apps[0].script.deleting = Duration::from_hours(1);
    let path = format!("/review-apps/{}", review["id"].as_str().unwrap());
    client.delete(&path).await;
    assert_eq!(client.get(&path).await.body["status"], "deleting");
    let app = format!("/apps/{}", sandbox.world().heroku.review_apps[0].app.unwrap());
    let deleted = client.delete(&app).await;
    assert_eq!((deleted.status, deleted.body["id"].is_string()), (200, true));
    assert_eq!((client.get(&path).await.status, client.get(&app).await.status), (404, 404));
    assert_eq!(client.delete(&app).await.status, 404);
    assert!(sandbox.world().heroku.couplings.iter().all(|coupling| app != format!("/apps/{}", coupling.app)));
}

#[tokio::test]
async fn what_was_deleted_may_be_answered_as_if_it_was_another_account_s() {
    let (sandbox, client) = start(|_| {}).await;
    let review = create_review_app(&sandbox, &client).await;
    let created = |world: &World| world.heroku.review_app("feature/cart").unwrap().status == ReviewAppStatus::Created;
    assert!(sandbox.wait_until(PATIENCE, created).await);
    sandbox.world().heroku.forbids_deleted = true;
    let app = sandbox.world().heroku.review_apps[0].app.unwrap();
    let name = sandbox.world().heroku.app(&app.to_string()).unwrap().name.clone();
    let review = format!("/review-apps/{}", review["id"].as_str().unwrap());
    client.delete(&review).await;
    assert!(sandbox.wait_until(PATIENCE, |world| world.heroku.review_apps.is_empty()).await);
    for path in [review, format!("/apps/{app}"), format!("/apps/{name}"), format!("/apps/{app}/builds")] {
        let answer = client.get(&path).await;
        assert_eq!((answer.status, &answer.body["id"]), (403, &json!("forbidden")), "{path}");
    }
    assert_eq!(client.get("/apps/never-there").await.status, 404);
}
