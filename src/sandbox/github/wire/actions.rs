//! Check suites and runs of workflows.

use serde_json::{Value, json};

use super::super::context::Context;
use super::super::repository::sha_of;
use super::super::workflows::{CheckSuite, WorkflowRun};
use super::ids::{node_id, number_of};
use super::people::user;
use super::repository::repository;

const TIME: &str = "2024-01-15T09:00:00Z";

pub(in crate::sandbox::github) fn check_suite(context: &Context, suite: &CheckSuite) -> Value {
    let address = context.url(&format!("/check-suites/{}", suite.id));
    json!({
        "id": suite.id,
        "node_id": node_id("CS", suite.id),
        "head_branch": context.repository.default_branch,
        "head_sha": suite.sha,
        "status": suite.status,
        "conclusion": suite.conclusion,
        "url": address,
        "before": sha_of("before"),
        "after": suite.sha,
        "pull_requests": [],
        "app": app(context, &suite.app),
        "repository": repository(context.urls, context.repository),
        "created_at": TIME,
        "updated_at": TIME,
        "head_commit": simple_commit(&suite.sha),
        "latest_check_runs_count": suite.check_runs,
        "check_runs_url": format!("{address}/check-runs"),
    })
}

pub(in crate::sandbox::github) fn workflow_run(context: &Context, run: &WorkflowRun) -> Value {
    let address = context.url(&format!("/actions/runs/{}", run.id));
    let actor = user(context.urls, "octocat");
    let here = repository(context.urls, context.repository);
    let mut value = json!({
        "id": run.id,
        "name": run.name,
        "node_id": node_id("WFR", run.id),
        "check_suite_id": run.check_suite,
        "check_suite_node_id": node_id("CS", run.check_suite),
        "head_branch": context.repository.default_branch,
        "head_sha": run.sha,
        "path": format!(".github/workflows/{}.yml", run.workflow),
        "run_number": 1,
        "run_attempt": 1,
        "event": run.event,
        "display_title": run.name,
        "status": run.status,
        "conclusion": run.conclusion,
        "workflow_id": run.workflow,
        "url": address,
        "html_url": format!("https://github.com/{}/actions/runs/{}", context.repository.full_name, run.id),
        "pull_requests": [],
        "created_at": TIME,
        "updated_at": TIME,
        "actor": actor,
        "triggering_actor": actor,
        "run_started_at": TIME,
        "jobs_url": format!("{address}/jobs"),
        "logs_url": format!("{address}/logs"),
        "check_suite_url": context.url(&format!("/check-suites/{}", run.check_suite)),
        "artifacts_url": format!("{address}/artifacts"),
        "cancel_url": format!("{address}/cancel"),
        "rerun_url": format!("{address}/rerun"),
        "workflow_url": context.url(&format!("/actions/workflows/{}", run.workflow)),
        "head_commit": simple_commit(&run.sha),
        "repository": here,
        "head_repository": here,
    });
    for (field, replacement) in &run.more {
        value[field] = replacement.clone();
    }
    value
}

fn simple_commit(sha: &str) -> Value {
    let person = json!({ "name": "Octo Cat", "email": "octocat@example.com" });
    json!({
        "id": sha,
        "tree_id": sha_of(&format!("tree of {sha}")),
        "message": "A commit",
        "timestamp": TIME,
        "author": person,
        "committer": person,
    })
}

fn app(context: &Context, slug: &str) -> Value {
    let id = number_of(slug);
    json!({
        "id": id,
        "slug": slug,
        "node_id": node_id("A", id),
        "owner": user(context.urls, "octocat"),
        "name": slug,
        "description": null,
        "external_url": "https://example.com",
        "html_url": format!("https://github.com/apps/{slug}"),
        "created_at": TIME,
        "updated_at": TIME,
        "permissions": { "checks": "write" },
        "events": [],
    })
}
