//! Whether everything that the sandbox says has the shape that Heroku and GitHub publish.

use std::time::Duration;

use branchline::sandbox::github::{CheckRun, CheckSuite, PullRequest, WorkflowRun, sha_of};
use branchline::sandbox::heroku::{ReviewAppStatus, Status};
use branchline::sandbox::{Postdeploy, Sandbox, World};
use serde_json::json;

use super::client::Client;
use crate::published::complaints;

const PATIENCE: Duration = Duration::from_secs(5);

async fn start() -> Sandbox {
    let mut world = World::for_rehearsal("acme/shop", &["acme-production"], Some("acme"));
    let fork = PullRequest::new(7, "cart", &sha_of("cart")).from_fork("mona/shop", 42);
    world.add_pull_request("acme/shop", fork.labeled("preview"));
    let mut orphan = PullRequest::new(8, "gone", &sha_of("gone")).from_fork("mona/gone", 43);
    orphan.state = branchline::sandbox::github::PullRequestState::Merged;
    world.add_pull_request("acme/shop", orphan);
    let shop = world.github.repository_mut("acme/shop").unwrap();
    shop.check_runs.push(CheckRun::new(1, &sha_of("main"), "tests", None));
    shop.check_runs.push(CheckRun::new(2, &sha_of("main"), "lint", Some("success")));
    shop.check_suites.push(CheckSuite::queued(3, &sha_of("main"), "renovate"));
    shop.check_suites.push(CheckSuite::in_progress(4, &sha_of("main"), "github-actions", 2));
    shop.workflow_runs.push(WorkflowRun::new(5, &sha_of("main"), "CI", None));
    shop.workflow_runs.push(WorkflowRun::new(6, &sha_of("main"), "CI", Some("success")));
    let (output, exit_code) = ("seeded".to_owned(), 0);
    world.heroku.review_app_script.postdeploy = Some(Postdeploy { output, exit_code });
    Sandbox::start(world).await.unwrap()
}

async fn use_heroku(sandbox: &Sandbox) {
    let client = Client::heroku(sandbox);
    let source = json!({ "url": "https://example.com/x.tar.gz", "version": sha_of("main") });
    let build = json!({ "source_blob": source });
    let build = client.post("/apps/acme-production/builds", &build).await.body;
    let id = build["id"].as_str().unwrap();
    client.delete(&format!("/apps/acme-production/builds/{id}")).await;
    let pipeline = client.get("/pipelines/acme").await.body["id"].clone();
    let review = json!({
        "branch": "cart",
        "pipeline": pipeline,
        "pr_number": 7,
        "fork_repo_id": 42,
        "source_blob": source,
        "environment": { "A": "1" },
    });
    let review = client.post("/review-apps", &review).await.body;
    let review = format!("/review-apps/{}", review["id"].as_str().unwrap());
    client.get(&review).await;
    let created = |world: &World| world.heroku.review_app("cart").unwrap().status == ReviewAppStatus::Created;
    assert!(sandbox.wait_until(PATIENCE, created).await);
    let (app, setup) = review_app_parts(sandbox);
    let pipeline = format!("/pipelines/{}", pipeline.as_str().unwrap());
    for path in [
        "/account".to_owned(),
        "/account/rate-limits".to_owned(),
        "/pipelines".to_owned(),
        "/apps/acme-production".to_owned(),
        "/apps/acme-production/releases/2".to_owned(),
        "/apps/nobody".to_owned(),
        format!("/apps/{app}"),
        format!("/apps/{app}/builds"),
        format!("/apps/{app}/releases"),
        format!("/apps/{app}/config-vars"),
        format!("/apps/{app}/pipeline-couplings"),
        format!("/apps/{app}/review-app"),
        format!("/app-setups/{setup}"),
        format!("{pipeline}/pipeline-couplings"),
        format!("{pipeline}/review-apps"),
        format!("{pipeline}/review-app-config"),
        review.clone(),
    ] {
        client.get(&path).await;
    }
    let releases = client.get(&format!("/apps/{app}/releases")).await.body;
    let mut slugs = releases.as_array().unwrap().iter().filter_map(|release| release["slug"]["id"].as_str());
    let slug = slugs.next_back().unwrap();
    let slug = client.get(&format!("/apps/{app}/slugs/{slug}")).await;
    assert_eq!(slug.body["commit"], sha_of("main"));
    let change = json!({ "A": null, "B": "2" });
    client.patch(&format!("/apps/{app}/config-vars"), &change).await;
    sandbox.world().heroku.review_apps[0].script.deleting = Duration::from_hours(1);
    client.delete(&review).await;
    assert_eq!(client.delete(&format!("/apps/{app}")).await.status, 200);
}

fn review_app_parts(sandbox: &Sandbox) -> (String, String) {
    let world = sandbox.world();
    let review = world.heroku.review_app("cart").unwrap();
    (review.app.unwrap().to_string(), review.app_setup.unwrap().to_string())
}

async fn use_github(sandbox: &Sandbox) {
    let client = Client::github(sandbox);
    let at = |path: &str| format!("/repos/acme/shop{path}");
    let sha = sha_of("main");
    let deployment = json!({ "ref": sha, "required_contexts": [], "environment": "acme" });
    let id = client.post(&at("/deployments"), &deployment).await.body["id"].clone();
    let status =
        json!({ "state": "success", "environment_url": "https://example.com", "log_url": "https://example.com" });
    client.post(&at(&format!("/deployments/{id}/statuses")), &status).await;
    let status = json!({ "state": "success", "context": "ci", "target_url": null });
    client.post(&at(&format!("/statuses/{sha}")), &status).await;
    let body = json!({ "body": "hello" });
    let comment = client.post(&at("/issues/7/comments"), &body).await.body["id"].clone();
    for path in [
        "",
        "/branches/main",
        "/commits/main",
        "/commits/nothing",
        "/commits/main/status",
        "/commits/main/check-runs",
        "/commits/main/check-suites",
        "/actions/runs",
        "/commits/heads%2Fmain/pulls",
        &format!("/compare/{sha}...{sha}"),
        &format!("/compare/main...{}", sha_of("gone")),
        "/tarball/main",
        "/pulls/7",
        "/pulls/8",
        "/pulls/9",
        "/pulls?state=all",
        "/collaborators/octocat/permission",
        "/issues/7/comments",
        "/deployments",
        &format!("/deployments/{id}"),
        &format!("/deployments/{id}/statuses"),
    ] {
        client.get(&at(path)).await;
    }
    client.get("/rate_limit").await;
    client.get("/user").await;
    "octocat".clone_into(&mut sandbox.world().github.login);
    client.get("/user").await;
    client.patch(&at(&format!("/issues/comments/{comment}")), &body).await;
    client.delete(&at(&format!("/issues/comments/{comment}"))).await;
    client.delete(&at(&format!("/deployments/{id}"))).await;
}

#[tokio::test]
#[ignore = "needs BRANCHLINE_HEROKU_SCHEMA and BRANCHLINE_GITHUB_OPENAPI"]
async fn all_replies_have_the_published_shape() {
    let sandbox = start().await;
    use_heroku(&sandbox).await;
    use_github(&sandbox).await;
    assert_eq!(complaints(&sandbox.requests()), Vec::<String>::new());
    let built = |world: &World| {
        let app = world.heroku.app("acme-production").unwrap();
        app.builds[0].status == Status::Failed
    };
    assert!(built(&sandbox.world()), "the build was cancelled");
}

#[tokio::test]
#[ignore = "needs BRANCHLINE_HEROKU_SCHEMA and BRANCHLINE_GITHUB_OPENAPI"]
async fn a_request_of_another_shape_is_noticed() {
    let sandbox = start().await;
    let heroku = Client::heroku(&sandbox);
    let github = Client::github(&sandbox);
    let source = json!({ "url": "https://example.com/x.tar.gz" });
    let builds = "/apps/acme-production/builds";
    heroku.post(builds, &json!({ "source_blob": source, "colour": "red" })).await;
    heroku.post(builds, &json!({ "source_blob": { "url": 1 } })).await;
    heroku.post(builds, &json!({})).await;
    heroku.get("/apps/acme-production/buildings").await;
    github.post("/repos/acme/shop/deployments", &json!({ "ref": 1 })).await;
    github.post("/repos/acme/shop/issues/7/comments", &json!({ "text": "hello" })).await;
    for request in sandbox.requests() {
        let noticed = complaints(std::slice::from_ref(&request));
        assert!(!noticed.is_empty(), "{request}");
    }
}
