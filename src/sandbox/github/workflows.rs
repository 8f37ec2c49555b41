//! What workflows leave behind, as plain values to seed and to look at.

use std::collections::BTreeMap;

use serde_json::Value;

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
