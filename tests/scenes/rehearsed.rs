//! `rehearse: true` as an input: the run as it would be, marked as a rehearsal, and nobody is asked.

use branchline::sandbox::{World, github::sha_of};
use serde_json::json;

use crate::{
    payloads::{pull_request, push},
    workflow::Workflow,
};

/// A workflow whose sandbox stands for the real world, of which a rehearsal must not know.
async fn workflow() -> Workflow {
    let workflow = Workflow::new(World::default()).await.input("rehearse", "true");
    let workflow =
        workflow.input("rules", "main: acme-production, acme-mirror\n**: review-app").input("pipeline", "acme");
    workflow.input("heroku-api-key", "").input("github-token", "")
}

#[tokio::test]
async fn a_push_is_rehearsed_without_a_key() {
    let workflow = workflow().await.event("push", &push("refs/heads/main", &sha_of("any")));
    let run = workflow.run().await;
    run.ended(0, "deployed");
    assert_eq!((run.output("app"), run.output("commit")), ("acme-production", &*sha_of("any")));
    for output in ["app-id", "url", "build-id", "release-version", "plan"] {
        assert!(!run.output(output).is_empty(), "{output}");
    }
    let targets: serde_json::Value = serde_json::from_str(run.output("targets")).unwrap();
    assert_eq!(targets.as_array().unwrap().len(), 2);
    assert_eq!(workflow.sandbox.requests().len(), 0);
}

#[tokio::test]
async fn a_rehearsal_is_marked_as_one_in_log_and_summary_whatever_it_ends_in() {
    let opened = pull_request("opened", 7, "feature", &sha_of("feature"));
    let created = workflow().await.event("pull_request", &opened);
    let skipped = workflow().await.event("watch", &json!({ "action": "started" }));
    let wrong = workflow().await.event("push", &push("refs/heads/main", &sha_of("main"))).input("rules", "");
    for (workflow, code, result) in [(created, 0, "created"), (skipped, 0, "skipped"), (wrong, 2, "failed")] {
        let run = workflow.run().await;
        run.ended(code, result);
        assert!(run.log.of("notice")[0].contains("nothing real is asked or written"), "{}", run.output);
        assert!(run.summary.starts_with("> **Rehearsal**"), "{}", run.summary);
        assert_eq!(workflow.sandbox.requests().len(), 0);
    }
}

#[tokio::test]
async fn a_rehearsal_disturbed_by_no_proxy_and_no_certificates() {
    let workflow = workflow().await.event("push", &push("refs/heads/main", &sha_of("main")));
    let workflow = workflow.set("HTTP_PROXY", "http://127.0.0.1:9").set("http_proxy", "http://127.0.0.1:9");
    workflow.set("SSL_CERT_FILE", "/nowhere").run().await.ended(0, "deployed");
}

#[tokio::test]
async fn every_stage_is_rehearsed_and_no_real_app_is_asked() {
    let workflow = workflow().await.event("push", &push("refs/heads/main", &sha_of("main")));
    let workflow = workflow.input("config-vars", "A=b").input("maintenance", "true").input("run", "bin/check");
    let workflow = workflow.input("restart", "true").input("rollback", "true");
    let workflow = workflow.input("health-check", "/up").input("health-check-text", "all good").at_speed(60);
    let run = workflow.run().await;
    run.ended(0, "deployed");
    assert!(run.output.contains("Health check passed with status 200"), "{}", run.output);
    assert_eq!(workflow.sandbox.requests().len(), 0);
}

#[tokio::test]
async fn a_promotion_is_rehearsed_too() {
    let payload = json!({ "inputs": null, "ref": "refs/heads/main" });
    let workflow = workflow().await.event("workflow_dispatch", &payload);
    let workflow = workflow.set("GITHUB_REF", "refs/heads/main").set("GITHUB_SHA", &sha_of("main"));
    let workflow = workflow.input("rules", "main: acme-staging").input("command", "promote");
    let run = workflow.input("promote-to", "acme-production").run().await;
    run.ended(0, "promoted");
    assert!(run.log.of("warning").is_empty(), "{}", run.output);
}

#[tokio::test]
async fn a_rollback_is_rehearsed_too() {
    let payload = json!({ "inputs": null, "ref": "refs/heads/main" });
    let workflow = workflow().await.event("workflow_dispatch", &payload);
    let workflow = workflow.set("GITHUB_REF", "refs/heads/main").set("GITHUB_SHA", &sha_of("main"));
    workflow.input("rules", "main: acme-staging").input("command", "rollback").run().await.ended(0, "rolled-back");
}
