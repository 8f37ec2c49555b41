//! Check suites and runs of workflows.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::reply::{Answer, Reply};
use super::{Access, Desk, Scope, contents, pages, wire};

/// The checks that one app makes of a commit.
#[derive(Clone, Debug)]
pub struct CheckSuite {
    /// Its id.
    pub id: u64,
    /// The commit.
    pub sha: String,
    /// The app's short name, such as `github-actions`.
    pub app: String,
    /// `queued`, `in_progress` or `completed`; for GitHub Actions also `waiting`, `requested` or `pending`.
    pub status: String,
    /// How it ended, once it is completed.
    pub conclusion: Option<String>,
    /// How many check runs there are in it.
    pub check_runs: u64,
}

impl CheckSuite {
    /// A suite that its app has not begun.
    #[must_use]
    pub fn queued(id: u64, sha: &str, app: &str) -> Self {
        let status = "queued".to_owned();
        Self { id, sha: sha.to_owned(), app: app.to_owned(), status, conclusion: None, check_runs: 0 }
    }

    /// A suite with so many check runs, not all of which have ended.
    #[must_use]
    pub fn in_progress(id: u64, sha: &str, app: &str, check_runs: u64) -> Self {
        Self { status: "in_progress".to_owned(), check_runs, ..Self::queued(id, sha, app) }
    }
}

/// A run of a workflow.
#[derive(Clone, Debug)]
pub struct WorkflowRun {
    /// Its id.
    pub id: u64,
    /// The commit.
    pub sha: String,
    /// The workflow's name.
    pub name: String,
    /// The workflow's id.
    pub workflow: u64,
    /// The suite that holds its jobs' checks.
    pub check_suite: u64,
    /// What it is a run for.
    pub event: String,
    /// `requested`, `queued`, `pending`, `waiting`, `in_progress` or `completed`.
    pub status: String,
    /// How it ended, once it is completed.
    pub conclusion: Option<String>,
    /// Anything else that a test wants to find in the reply: it replaces fields of the same name.
    pub more: BTreeMap<String, Value>,
}

impl WorkflowRun {
    /// A run for a push that has ended so, or with `None` one in progress.
    #[must_use]
    pub fn new(id: u64, sha: &str, name: &str, conclusion: Option<&str>) -> Self {
        let status = if conclusion.is_some() { "completed" } else { "in_progress" };
        Self {
            id,
            sha: sha.to_owned(),
            name: name.to_owned(),
            workflow: id + 1_000_000,
            check_suite: id + 2_000_000,
            event: "push".to_owned(),
            status: status.to_owned(),
            conclusion: conclusion.map(str::to_owned),
            more: BTreeMap::new(),
        }
    }
}

pub(super) fn check_suites(desk: &Desk, call: &Call, reference: &str) -> Answer {
    desk.need(&[Scope::Checks], Access::Read)?;
    let sha = contents::resolve(desk, reference)?;
    let suites = desk.repository.check_suites.iter().filter(|suite| suite.sha == sha);
    let items: Vec<Value> = suites.map(|suite| wire::check_suite(desk, suite)).collect();
    Ok(listed(desk, call, items, "check_suites"))
}

/// Newest first.
pub(super) fn workflow_runs(desk: &Desk, call: &Call) -> Answer {
    desk.need(&[Scope::Actions], Access::Read)?;
    let is_wanted = |sha: &str| call.query("head_sha").is_none_or(|wanted| wanted == sha);
    let runs = desk.repository.workflow_runs.iter().rev().filter(|run| is_wanted(&run.sha));
    let items: Vec<Value> = runs.map(|run| wire::workflow_run(desk, run)).collect();
    Ok(listed(desk, call, items, "workflow_runs"))
}

fn listed(desk: &Desk, call: &Call, items: Vec<Value>, name: &str) -> Reply {
    let total = items.len();
    let (items, links) = pages::cut(call, &desk.urls.github, items);
    pages::linked(Reply::ok(json!({ "total_count": total, name: items })), links)
}
