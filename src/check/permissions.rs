//! Permissions that enabled features need, where the job's own token is in use and the workflow has a `permissions:`
//! block.

use super::{finding::Finding, subject::Subject};
use crate::workflow::node::{Node, Place};

/// Events whose runs GitHub shows on the commit that they deploy.
const SHOWN: [&str; 3] = ["push", "pull_request", "pull_request_target"];

pub(super) fn missing(subject: &Subject<'_>) -> Vec<Finding> {
    let named = subject.step.job.entry("permissions").or_else(|| subject.file.root.entry("permissions"));
    let (Some((place, permissions)), true) = (named, is_jobs_own(subject)) else { return Vec::new() };
    let lacking = needed(subject).into_iter().filter(|(name, level, _)| !suffices(permissions, name, level));
    lacking.map(|lacking| found(place, &lacking)).collect()
}

fn found(place: Place, (name, level, instead): &Needed) -> Finding {
    let instead = instead.map(|instead| format!(", or set `{instead}`")).unwrap_or_default();
    Finding::at(place, format!("the token lacks `{name}: {level}`. Add it under `permissions:`{instead}"))
}

/// Whether the token is the job's own.
fn is_jobs_own(subject: &Subject<'_>) -> bool {
    let token = subject.step.input("github-token").unwrap_or("${{ github.token }}");
    ["github.token", "secrets.GITHUB_TOKEN"].iter().any(|own| token.contains(own))
}

/// Whether GitHub accepts what is granted. A comment is one on an issue as well, so `issues: write` is enough for it.
/// <https://docs.github.com/en/rest/issues/comments#create-an-issue-comment>
fn suffices(permissions: &Node, name: &str, level: &str) -> bool {
    let by_issues =
        || name == "pull-requests" && grants(permissions, name, "read") && grants(permissions, "issues", "write");
    grants(permissions, name, level) || by_issues()
}

fn grants(permissions: &Node, name: &str, level: &str) -> bool {
    match permissions.text() {
        Some("write-all") => true,
        Some("read-all") => level == "read",
        Some(text) if text.contains("${{") => true,
        Some(_) => false,
        None => match permissions.get(name).and_then(Node::text) {
            Some("write") => true,
            Some(granted) => granted == level || granted.contains("${{"),
            None => false,
        },
    }
}

/// A permission, its level, and the setting that does without it.
type Needed = (&'static str, &'static str, Option<&'static str>);

fn needed(subject: &Subject<'_>) -> Vec<Needed> {
    let step = &subject.step;
    let is_off = |name: &str| step.input(name).is_some_and(|text| text != "true");
    let (command, triggers) = (subject.command(), subject.file.triggers());
    if step.known("rehearse") == Some("true") || command.contains("${{") {
        return Vec::new();
    }
    let mut needed = vec![("contents", "read", None)];
    let deploys = !matches!(command, "test");
    if deploys && !is_off("deployments") {
        needed.push(("deployments", "write", Some("deployments: false")));
    }
    let is_about_pulls = subject.has_review_app() || matches!(command, "sweep" | "destroy");
    if is_about_pulls {
        let comments = !is_off("comment");
        let instead = comments.then_some("comment: false");
        needed.push(("pull-requests", if comments { "write" } else { "read" }, instead));
    }
    let is_elsewhere = ["workflow_dispatch", "workflow_run", "schedule", "repository_dispatch", "issue_comment"];
    let is_hidden = is_elsewhere.iter().any(|event| triggers.has(event));
    let wants_status = match step.input("commit-status").unwrap_or("auto") {
        "auto" => command == "test" || is_hidden && !matches!(command, "sweep" | "destroy"),
        "true" => SHOWN.iter().any(|event| triggers.has(event)) || is_hidden,
        _ => false,
    };
    if wants_status {
        needed.push(("statuses", "write", Some("commit-status: false")));
    }
    if subject.deploys() && step.input("wait-for-checks").is_some_and(|text| text != "false" && !text.contains("${{")) {
        needed.push(("checks", "read", None));
        if !wants_status {
            needed.push(("statuses", "read", None));
        }
        if step.known("wait-for-checks") == Some("true") {
            needed.push(("actions", "read", None));
        }
    }
    needed
}
