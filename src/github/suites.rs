//! What is under way for a commit although it has no check yet: check suites and workflow runs.

use serde::Deserialize;

use super::client::GitHub;
use crate::{
    http::{ApiError, Request, or_default},
    names::{CommitSha, RepoSlug},
};

/// GitHub's word for what has ended.
const COMPLETED: &str = "completed";
/// GitHub's word for what an app was asked for and has not begun.
const QUEUED: &str = "queued";

/// All checks that one app makes for a commit. <https://docs.github.com/en/rest/checks/suites>
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct CheckSuite {
    /// Its id.
    pub id: u64,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    conclusion: Option<String>,
    #[serde(default)]
    app: Option<App>,
    #[serde(default, deserialize_with = "or_default")]
    latest_check_runs_count: u64,
}

#[derive(Debug, Clone, Deserialize)]
struct App {
    #[serde(default)]
    slug: Option<String>,
    #[serde(default)]
    name: Option<String>,
}

/// A run of a workflow. <https://docs.github.com/en/rest/actions/workflow-runs>
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct WorkflowRun {
    /// Its id. Later runs have higher ones.
    pub id: u64,
    /// The workflow's id.
    #[serde(default, deserialize_with = "or_default")]
    pub workflow_id: u64,
    /// The suite with its jobs' checks.
    #[serde(default)]
    pub check_suite_id: Option<u64>,
    /// The event that it runs for.
    #[serde(default, deserialize_with = "or_default")]
    pub event: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    path: String,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    conclusion: Option<String>,
}

#[derive(Deserialize)]
struct Suites {
    check_suites: Vec<CheckSuite>,
}

#[derive(Deserialize)]
struct Runs {
    workflow_runs: Vec<WorkflowRun>,
}

impl CheckSuite {
    /// The name of the app that makes the checks.
    #[must_use]
    pub(crate) fn app(&self) -> &str {
        let app = self.app.as_ref();
        app.and_then(|app| app.name.as_deref().or(app.slug.as_deref())).unwrap_or("an app")
    }

    /// Whether its app has begun and not ended.
    #[must_use]
    pub(crate) fn is_under_way(&self) -> bool {
        !self.has_ended() && !self.may_never_begin()
    }

    /// Whether its app has not begun. For each commit, GitHub makes a suite for every app that may write checks, and
    /// the suites of apps that do not use them stay that way.
    #[must_use]
    pub(crate) fn may_never_begin(&self) -> bool {
        self.status.as_deref() == Some(QUEUED) && self.latest_check_runs_count == 0
    }

    /// Whether it has ended badly.
    #[must_use]
    pub(crate) fn went_wrong(&self) -> bool {
        self.has_ended() && self.conclusion.as_deref().is_some_and(|conclusion| !is_well(conclusion))
    }

    fn has_ended(&self) -> bool {
        self.status.as_deref() == Some(COMPLETED)
    }
}

impl WorkflowRun {
    /// The workflow's name, or else its file.
    #[must_use]
    pub(crate) fn workflow(&self) -> &str {
        self.name.as_deref().filter(|name| !name.is_empty()).unwrap_or_else(|| file_of(&self.path))
    }

    /// Whether it is a run of the workflow in `file`, which may stand between a repository and a ref.
    #[must_use]
    pub(crate) fn is_of_file(&self, file: &str) -> bool {
        !self.path.is_empty() && file_of(&self.path) == file_of(file)
    }

    /// Whether it has not ended: it runs, or waits for a runner, a person, or another run.
    #[must_use]
    pub(crate) fn is_under_way(&self) -> bool {
        self.status.as_deref() != Some(COMPLETED)
    }

    /// GitHub's word for how it ended, if it ended badly.
    #[must_use]
    pub(crate) fn went_wrong(&self) -> Option<&str> {
        let conclusion = self.conclusion.as_deref().filter(|_| !self.is_under_way())?;
        (!is_well(conclusion)).then_some(conclusion)
    }
}

fn is_well(conclusion: &str) -> bool {
    matches!(conclusion, "success" | "neutral" | "skipped")
}

fn file_of(path: &str) -> &str {
    let path = path.split('@').next().unwrap_or_default();
    path.find(".github/").map_or(path, |start| &path[start..])
}

impl GitHub {
    /// All check suites of a commit.
    ///
    /// # Errors
    /// 403 without `checks: read`.
    pub(crate) async fn check_suites(
        &self,
        repository: &RepoSlug,
        commit: &CommitSha,
    ) -> Result<Vec<CheckSuite>, ApiError> {
        let path = ["repos", repository.owner(), repository.name(), "commits", commit.as_str(), "check-suites"];
        self.list_of(Request::get(&path), |page: Suites| page.check_suites).await
    }

    /// All workflow runs for a commit.
    ///
    /// # Errors
    /// 403 without `actions: read`.
    pub(crate) async fn workflow_runs(
        &self,
        repository: &RepoSlug,
        commit: &CommitSha,
    ) -> Result<Vec<WorkflowRun>, ApiError> {
        let path = ["repos", repository.owner(), repository.name(), "actions", "runs"];
        let request = Request::get(&path).query("head_sha", commit.as_str());
        self.list_of(request, |page: Runs| page.workflow_runs).await
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{CheckSuite, WorkflowRun};

    #[test]
    fn a_suite_is_under_way_once_its_app_has_begun() {
        for (status, checks, under_way) in [
            (json!("queued"), 0, false),
            (json!("queued"), 1, true),
            (json!("in_progress"), 0, true),
            (json!("waiting"), 0, true),
            (json!("requested"), 0, true),
            (json!("pending"), 0, true),
            (json!("completed"), 0, false),
            (json!("completed"), 3, false),
            (json!(null), 1, true),
        ] {
            let suite = json!({ "id": 1, "status": status, "latest_check_runs_count": checks, "app": null });
            let suite: CheckSuite = serde_json::from_value(suite).unwrap();
            assert_eq!(suite.is_under_way(), under_way, "{suite:?}");
        }
    }

    #[test]
    fn a_workflow_is_known_by_its_file() {
        let run = |path: &str| -> WorkflowRun { serde_json::from_value(json!({ "id": 1, "path": path })).unwrap() };
        let file = "acme/shop/.github/workflows/heroku.yml@refs/heads/main";
        assert!(run(".github/workflows/heroku.yml").is_of_file(file));
        assert!(run("acme/shop/.github/workflows/heroku.yml@main").is_of_file(file));
        assert!(!run(".github/workflows/heroku.yaml").is_of_file(file));
        assert!(!run("").is_of_file(""));
    }
}
