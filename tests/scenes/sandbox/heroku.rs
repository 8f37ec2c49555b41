//! The sandbox's Heroku: apps, builds and releases.

use std::time::Duration;

use branchline::sandbox::heroku::{Build, Status};
use branchline::sandbox::{BuildScript, Outcome, PhaseScript, Sandbox, World};
use serde_json::{Value, json};

use super::client::Client;
use super::services::{PATIENCE, heroku as start, source};

pub(crate) async fn build(sandbox: &Sandbox, client: &Client) -> Value {
    let body = json!({ "source_blob": source(sandbox) });
    let reply = client.post("/apps/acme-production/builds", &body).await;
    assert_eq!(reply.status, 201, "{:?}", reply.body);
    reply.body
}

async fn finished(sandbox: &Sandbox, client: &Client, path: &str) -> Value {
    let quiet = |world: &World| {
        let mut apps = world.heroku.apps.iter();
        apps.all(|app| app.builds.iter().all(|build| build.status != Status::Pending))
    };
    assert!(sandbox.wait_until(PATIENCE, quiet).await);
    client.get(path).await.body
}

#[tokio::test]
async fn a_wrong_key_is_unauthorized_and_a_wrong_accept_header_not_acceptable() {
    let (sandbox, client) = start(|_| {}).await;
    let wrong_key = client.with_header("authorization", "Bearer wrong");
    let reply = wrong_key.get("/apps/acme-production").await;
    assert_eq!((reply.status, &reply.body["id"]), (401, &json!("unauthorized")));
    let plain = client.with_header("accept", "application/json");
    let reply = plain.get("/apps/acme-production").await;
    assert_eq!((reply.status, &reply.body["id"]), (406, &json!("not_acceptable")));
    assert_eq!(sandbox.requests().len(), 2);
}

#[tokio::test]
async fn an_app_goes_by_name_or_id_and_its_address_is_not_its_name() {
    let (_sandbox, client) = start(|_| {}).await;
    let by_name = client.get("/apps/acme-production").await.body;
    let id = by_name["id"].as_str().unwrap();
    let by_id = client.get(&format!("/apps/{id}")).await.body;
    assert_eq!(by_name, by_id);
    let url = by_name["web_url"].as_str().unwrap();
    assert!(url.starts_with("https://acme-production-") && url.ends_with(".herokuapp.com/"));
    let reply = client.get("/apps/other").await;
    assert_eq!(reply.status, 404);
    assert_eq!(reply.body["message"], "Couldn't find that app.");
    assert!(reply.headers.contains_key("request-id"));
    assert!(reply.headers.contains_key("ratelimit-remaining"));
}

#[tokio::test]
async fn a_build_streams_its_output_and_makes_the_next_release() {
    let (sandbox, client) = start(|world| {
        let phase = world.heroku.build_script.release_phase.as_mut().unwrap();
        phase.linger = Duration::from_millis(500);
    })
    .await;
    let build = build(&sandbox, &client).await;
    assert_eq!((&build["status"], &build["release"]), (&json!("pending"), &Value::Null));
    let stream = build["output_stream_url"].as_str().unwrap();
    let output = Client::bare().text(stream).await;
    assert!(output.ends_with("       Released\n"), "{output}");
    let id = build["id"].as_str().unwrap();
    let build = finished(&sandbox, &client, &format!("/apps/acme-production/builds/{id}")).await;
    assert_eq!(build["status"], "succeeded");
    let release = build["release"]["id"].as_str().unwrap();
    let path = format!("/apps/acme-production/releases/{release}");
    let pending = client.get(&path).await.body;
    assert_eq!((&pending["version"], &pending["status"]), (&json!(3), &json!("pending")));
    let phase = pending["output_stream_url"].as_str().unwrap();
    assert!(Client::bare().text(phase).await.contains("Nothing to migrate."));
    let succeeded = |world: &World| {
        let app = world.heroku.app("acme-production").unwrap();
        app.current_release().unwrap().version == 3
    };
    assert!(sandbox.wait_until(PATIENCE, succeeded).await);
    let release = client.get(&path).await.body;
    assert_eq!((&release["status"], &release["current"]), (&json!("succeeded"), &json!(true)));
    let by_version = client.get("/apps/acme-production/releases/3").await.body;
    assert_eq!(by_version["id"], release["id"]);
}

#[tokio::test]
async fn a_failed_release_phase_leaves_the_old_release_current() {
    let (sandbox, client) = start(|world| {
        let phase = PhaseScript::new(&["boom"], Outcome::Failed);
        world.heroku.build_script = BuildScript::new(&["ok"], Outcome::Succeeded).with_release_phase(phase);
    })
    .await;
    build(&sandbox, &client).await;
    let failed = |world: &World| {
        let app = world.heroku.app("acme-production").unwrap();
        app.releases.last().unwrap().status == Status::Failed
    };
    assert!(sandbox.wait_until(PATIENCE, failed).await);
    let world = sandbox.world();
    let app = world.heroku.app("acme-production").unwrap();
    assert_eq!(app.builds[0].status, Status::Succeeded);
    assert_eq!(app.current_release().unwrap().version, 2);
}

#[tokio::test]
async fn a_build_needs_a_source_over_https() {
    let (_sandbox, client) = start(|_| {}).await;
    let path = "/apps/acme-production/builds";
    let reply = client.post(path, &json!({})).await;
    assert_eq!((reply.status, &reply.body["id"]), (422, &json!("invalid_params")));
    let body = json!({ "source_blob": { "url": "http://example.com/x.tar.gz" } });
    let reply = client.post(path, &body).await;
    assert_eq!(reply.status, 400);
    assert_eq!(reply.body["message"], "https is required for source_blob:url");
}

#[tokio::test]
async fn a_long_list_comes_in_pages() {
    let (_sandbox, client) = start(|world| {
        let app = world.heroku.app_mut("acme-production").unwrap();
        for number in 0..5 {
            let version = number.to_string();
            let script = BuildScript::endless();
            let build = Build::start("https://example.com", Some(&version), script);
            app.builds.push(build);
        }
    })
    .await;
    let mut range = "created_at ..; max=2, order=desc".to_owned();
    let mut versions = Vec::new();
    let mut statuses = Vec::new();
    loop {
        let page = client.with_header("range", &range);
        let reply = page.get("/apps/acme-production/builds").await;
        statuses.push(reply.status);
        for build in reply.body.as_array().unwrap() {
            versions.push(build["source_blob"]["version"].as_str().unwrap().to_owned());
        }
        match reply.headers.get("next-range") {
            Some(next) => next.to_str().unwrap().clone_into(&mut range),
            None => break,
        }
    }
    assert_eq!(versions, ["4", "3", "2", "1", "0"]);
    assert_eq!(statuses, [206, 206, 200]);
    let all = client.with_header("range", "id ..; max=5");
    let reply = all.get("/apps/acme-production/builds").await;
    assert_eq!(reply.status, 200, "five of five are all");
    let odd = client.with_header("range", "colour ..; max=2");
    assert_eq!(odd.get("/apps/acme-production/builds").await.status, 416);
}

#[tokio::test]
async fn config_vars_are_merged_null_removes_one_and_a_change_is_a_release() {
    let (sandbox, client) = start(|_| {}).await;
    let path = "/apps/acme-production/config-vars";
    client.patch(path, &json!({ "A": "1", "B": "2" })).await;
    let reply = client.patch(path, &json!({ "A": null, "B": "2" })).await;
    assert_eq!(reply.body, json!({ "B": "2" }));
    assert_eq!(client.patch(path, &json!({ "B": "2" })).await.status, 200);
    assert_eq!(client.patch(path, &json!({ "B": 2 })).await.status, 422);
    assert_eq!(client.get(path).await.body, json!({ "B": "2" }));
    let world = sandbox.world();
    assert_eq!(world.heroku.app("acme-production").unwrap().releases.len(), 4);
}
