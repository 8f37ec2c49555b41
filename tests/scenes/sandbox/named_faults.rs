//! The faults that people can ask for by name.

use std::time::Duration;

use branchline::sandbox::heroku::{ReviewAppStatus, Status};
use branchline::sandbox::{NamedFault, World};
use serde_json::json;

use super::client::Client;
use super::faults::{post_build, start};

#[test]
fn every_named_fault_has_a_name_of_its_own_and_is_found_by_it() {
    for fault in NamedFault::all() {
        assert_eq!(fault.name().parse::<NamedFault>().unwrap(), fault);
        assert!(!fault.name().is_empty() && !fault.description().is_empty());
    }
    let error = "build-fail".parse::<NamedFault>().unwrap_err();
    assert_eq!(error.to_string(), "there is no fault named \"build-fail\"");
}

#[tokio::test]
async fn named_faults_do_what_they_say() {
    for (fault, expected) in [
        (NamedFault::BadKey, (Some(401), 0)),
        (NamedFault::LostReply, (None, 1)),
        (NamedFault::HerokuUnavailable, (Some(503), 0)),
        (NamedFault::RateLimited, (Some(429), 0)),
        (NamedFault::StreamBreaks, (Some(201), 1)),
    ] {
        let (sandbox, client) = start(None).await;
        fault.apply(&mut sandbox.world());
        assert_eq!(post_build(&sandbox, &client).await, expected, "{fault}");
    }
    for (fault, path) in
        [(NamedFault::UnknownApp, "/apps/acme-production"), (NamedFault::UnknownPipeline, "/pipelines/acme")]
    {
        let (sandbox, client) = start(None).await;
        assert_eq!(client.get(path).await.status, 200);
        fault.apply(&mut sandbox.world());
        assert_eq!(client.get(path).await.status, 404, "{fault}");
    }
}

#[tokio::test]
async fn named_faults_of_builds_and_review_apps_end_as_they_say() {
    for (fault, build, release) in [
        (NamedFault::BuildFails, Status::Failed, None),
        (NamedFault::ReleaseFails, Status::Succeeded, Some(Status::Failed)),
        (NamedFault::PostdeployFails, Status::Succeeded, Some(Status::Succeeded)),
        (NamedFault::ReviewAppErrored, Status::Succeeded, Some(Status::Succeeded)),
    ] {
        let (sandbox, client) = start(None).await;
        fault.apply(&mut sandbox.world());
        post_build(&sandbox, &client).await;
        let source = json!({ "url": "https://example.com/x.tar.gz" });
        let pipeline = sandbox.world().heroku.pipelines[0].id;
        let body = json!({ "branch": "cart", "pipeline": pipeline, "source_blob": source });
        client.post("/review-apps", &body).await;
        let ended = |world: &World| {
            let app = world.heroku.app("acme-production").unwrap();
            let made = app.releases.iter().find(|release| Some(release.id) == app.builds[0].release);
            app.builds[0].status == build
                && made.map(|release| release.status) == release
                && world.heroku.review_app("cart").unwrap().status == ReviewAppStatus::Errored
        };
        assert!(sandbox.wait_until(Duration::from_secs(5), ended).await, "{fault}");
    }
}

#[tokio::test]
async fn named_faults_of_github_take_permissions_away() {
    for (fault, archive, comment) in [(NamedFault::GitHubForbidden, 302, 403), (NamedFault::NoArchive, 404, 201)] {
        let (sandbox, _) = start(None).await;
        fault.apply(&mut sandbox.world());
        let client = Client::github(&sandbox);
        let path = "/repos/acme/shop/tarball/main";
        assert_eq!(client.get(path).await.status, archive, "{fault}");
        let path = "/repos/acme/shop/issues/7/comments";
        let body = json!({ "body": "hello" });
        assert_eq!(client.post(path, &body).await.status, comment, "{fault}");
    }
}
