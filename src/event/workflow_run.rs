//! `workflow_run`: another workflow, of the same repository, has come to its end.

use super::fields::Object;
use super::pull_request::Repository;
use super::{Event, EventError, Runner, word};
use crate::names::{BranchName, CommitSha, PullNumber};

/// A run that has come to its end, and what it ran for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompletedRun {
    /// How it ended: `success`, `failure`, `cancelled`, …
    pub conclusion: String,
    /// The event that it ran for, such as `push`.
    pub event: String,
    /// The branch that it ran for; for the push of a tag, the tag's name.
    pub head_branch: BranchName,
    /// The commit that it ran for.
    pub commit: CommitSha,
    /// The repository that the branch is in; nothing when it was deleted.
    pub head_repository: Option<Repository>,
    /// The first of the pull requests that the commit belongs to. GitHub names none for those from forks.
    pub pull: Option<PullNumber>,
}

pub(super) fn read(_: &Runner, payload: &Object<'_>) -> Result<Event, EventError> {
    let action = payload.text("action")?;
    if action != "completed" {
        let reason = format!("workflow_run/{}: the run has not come to its end", word(action));
        return Ok(Event::ignored(reason));
    }
    let run = payload.object("workflow_run")?;
    for field in ["conclusion", "head_branch"] {
        if run.value(field).is_none() {
            return Ok(Event::ignored(format!("workflow_run/completed: the run has no {field}")));
        }
    }
    completed(&run).map(Event::RunCompleted)
}

fn completed(run: &Object<'_>) -> Result<CompletedRun, EventError> {
    let pulls = run.objects("pull_requests")?;
    Ok(CompletedRun {
        conclusion: run.text("conclusion")?.to_owned(),
        event: run.text("event")?.to_owned(),
        head_branch: run.name("head_branch")?,
        commit: run.name("head_sha")?,
        head_repository: run.optional_object("head_repository")?.map(|repo| Repository::read(&repo)).transpose()?,
        pull: pulls.first().map(|pull| pull.pull_number("number")).transpose()?,
    })
}
