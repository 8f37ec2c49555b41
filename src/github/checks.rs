use serde::{Deserialize, Serialize};
use serde_json::json;

use super::client::GitHub;
use crate::{
    http::{ApiError, Request, once, or_default},
    names::{CommitSha, RepoSlug},
};

/// A commit status to set. <https://docs.github.com/en/rest/commits/statuses>
#[derive(Debug)]
pub(crate) struct CommitStatus<'a> {
    /// How far it is.
    pub state: CommitState,
    /// What it is about. A later status with the same context replaces it.
    pub context: &'a str,
    /// The run's page.
    pub target_url: Option<&'a str>,
    /// One line.
    pub description: &'a str,
}

/// The state of a commit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CommitState {
    /// Not finished.
    Pending,
    /// Good.
    Success,
    /// Bad.
    Failure,
    /// Something went wrong before there was a result.
    Error,
}

/// A check or commit status of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Check {
    /// Its name or context.
    pub name: String,
    /// Its page. The address of a workflow's check contains the run's id.
    pub details: String,
    /// How far it is.
    pub state: CheckState,
    /// Which of the two it is.
    pub kind: CheckKind,
}

/// Which kind of check it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CheckKind {
    /// A commit status. GitHub returns the latest of each context.
    Status,
    /// A check run. Several may have the same name.
    Run {
        /// The suite that it belongs to.
        suite: Option<u64>,
        /// When it began, in GitHub's format, or none if it has not.
        began: Option<String>,
        /// Its id.
        id: u64,
    },
}

/// The state of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CheckState {
    /// Not finished.
    Pending,
    /// Success, neutral, or skipped.
    Green,
    /// Any other result, in GitHub's word.
    Red(String),
}

#[derive(Deserialize)]
struct CheckRuns {
    check_runs: Vec<CheckRun>,
}

#[derive(Deserialize)]
struct CheckRun {
    name: String,
    status: String,
    #[serde(default)]
    conclusion: Option<String>,
    #[serde(default)]
    details_url: Option<String>,
    #[serde(default, deserialize_with = "or_default")]
    id: u64,
    #[serde(default)]
    started_at: Option<String>,
    #[serde(default)]
    check_suite: Option<Suite>,
}

#[derive(Deserialize)]
struct Suite {
    #[serde(default)]
    id: Option<u64>,
}

#[derive(Deserialize)]
struct Combined {
    statuses: Vec<Status>,
}

#[derive(Deserialize)]
struct Status {
    context: String,
    state: String,
    #[serde(default)]
    target_url: Option<String>,
}

impl Check {
    /// The suite that it belongs to.
    #[must_use]
    pub(crate) fn suite(&self) -> Option<u64> {
        match self.kind {
            CheckKind::Run { suite, .. } => suite,
            CheckKind::Status => None,
        }
    }

    /// Its order among checks of the same name. One that has not begun comes last.
    #[must_use]
    pub(crate) fn place(&self) -> (bool, Option<&str>, u64) {
        match &self.kind {
            CheckKind::Run { began, id, .. } => (began.is_none(), began.as_deref(), *id),
            CheckKind::Status => (false, None, 0),
        }
    }
}

impl From<CheckRun> for Check {
    fn from(run: CheckRun) -> Self {
        let state = match (run.status.as_str(), run.conclusion.as_deref()) {
            ("completed", Some("success" | "neutral" | "skipped") | None) => CheckState::Green,
            ("completed", Some(word)) => CheckState::Red(word.to_owned()),
            _ => CheckState::Pending,
        };
        let suite = run.check_suite.and_then(|suite| suite.id);
        let kind = CheckKind::Run { suite, began: run.started_at, id: run.id };
        Self { name: run.name, details: run.details_url.unwrap_or_default(), state, kind }
    }
}

impl From<Status> for Check {
    fn from(status: Status) -> Self {
        let state = match status.state.as_str() {
            "success" => CheckState::Green,
            "pending" => CheckState::Pending,
            word => CheckState::Red(word.to_owned()),
        };
        let details = status.target_url.unwrap_or_default();
        Self { name: status.context, details, state, kind: CheckKind::Status }
    }
}

impl CommitState {
    fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Error => "error",
        }
    }
}

impl GitHub {
    /// Sets a status of a commit.
    ///
    /// # Errors
    /// 403 without `statuses: write`.
    pub(crate) async fn set_commit_status(
        &self,
        repository: &RepoSlug,
        commit: &CommitSha,
        status: &CommitStatus<'_>,
    ) -> Result<(), ApiError> {
        let body = json!({
            "state": status.state.word(),
            "context": status.context,
            "target_url": status.target_url,
            "description": status.description.chars().take(140).collect::<String>(),
        });
        let path = ["repos", repository.owner(), repository.name(), "statuses", commit.as_str()];
        let request = Request::post_once(&path, body);
        let there = async || {
            let all = self.commit_statuses(repository, commit).await?;
            let ours = |one: &Status| one.context == status.context && one.state == status.state.word();
            Ok(all.iter().any(ours).then_some(()))
        };
        once(self.http.attempts(), async || self.http.read(&request, |_| Ok(())).await, there).await
    }

    /// The latest status of a commit with `context`, as a check.
    ///
    /// # Errors
    /// 403 without `statuses: read`.
    pub(crate) async fn commit_status(
        &self,
        repository: &RepoSlug,
        commit: &CommitSha,
        context: &str,
    ) -> Result<Option<Check>, ApiError> {
        let all = self.commit_statuses(repository, commit).await?;
        Ok(all.into_iter().find(|one| one.context == context).map(Check::from))
    }

    /// All checks and statuses of a commit, the latest of each.
    ///
    /// # Errors
    /// 403 without `checks: read` and `statuses: read`.
    pub(crate) async fn checks(&self, repository: &RepoSlug, commit: &CommitSha) -> Result<Vec<Check>, ApiError> {
        let path = ["repos", repository.owner(), repository.name(), "commits", commit.as_str(), "check-runs"];
        let (runs, statuses) = tokio::try_join!(
            self.list_of(Request::get(&path), |page: CheckRuns| page.check_runs),
            self.commit_statuses(repository, commit)
        )?;
        Ok(runs.into_iter().map(Check::from).chain(statuses.into_iter().map(Check::from)).collect())
    }

    async fn commit_statuses(&self, repository: &RepoSlug, commit: &CommitSha) -> Result<Vec<Status>, ApiError> {
        let path = ["repos", repository.owner(), repository.name(), "commits", commit.as_str(), "status"];
        self.list_of(Request::get(&path), |page: Combined| page.statuses).await
    }
}
