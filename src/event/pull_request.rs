//! `pull_request` and `pull_request_target`, which have the same payload.

use std::time::SystemTime;

use serde_json::Value;

use super::{error::EventError, fields::Object, ignored::Ignored};
use crate::names::{BranchName, CommitSha, PullNumber, RepoSlug};

/// What changed about a pull request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PullChange {
    /// It was opened.
    Opened,
    /// What is to be deployed, perhaps after a push: it was made ready for review, or given another base.
    Head,
    /// It was reopened, perhaps with other commits: GitHub tells of no push to one that is closed.
    Reopened,
    /// It was pushed to.
    Pushed,
    /// It was closed, merged or not.
    Closed,
    /// It was given this label.
    Labeled(String),
    /// This label was taken off; where the label itself was deleted, GitHub does not say which.
    Unlabeled(Option<String>),
    /// It was made a draft.
    Drafted,
    /// Nothing that is deployed.
    Other(Ignored),
}

/// A pull request as it is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PullRequest {
    /// Its number in the base repository.
    pub number: PullNumber,
    /// Whether it is open.
    pub open: bool,
    /// Whether it is a draft.
    pub draft: bool,
    /// Whether it was merged.
    pub merged: bool,
    /// The names of its labels.
    pub labels: Vec<String>,
    /// The branch that is to be merged, in the head repository.
    pub head_branch: BranchName,
    /// That branch's head commit; never the merge commit of `GITHUB_SHA`.
    pub head_commit: CommitSha,
    /// The repository that the branch is in; nothing when the fork was deleted.
    pub head_repository: Option<Repository>,
    /// When somebody last pushed to that repository, be it to this branch or another.
    pub head_pushed: Option<SystemTime>,
    /// The branch that it is to be merged into, where that is told.
    pub base_branch: Option<BranchName>,
    /// The repository that the pull request is in.
    pub base_repository: Repository,
}

/// A repository at GitHub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    /// Its number, which stays when it is renamed.
    pub id: u64,
    /// Its owner and name.
    pub slug: RepoSlug,
}

impl PullRequest {
    /// Reads a pull request as it is in payloads and in the answer to `GET /repos/{owner}/{repo}/pulls/{number}`
    /// (<https://docs.github.com/en/rest/pulls/pulls#get-a-pull-request>).
    ///
    /// # Errors
    ///
    /// A field that is missing or odd.
    pub fn from_api(value: &Value) -> Result<Self, EventError> {
        Self::read(&Object::root(value)?)
    }

    /// Whether its commits come from elsewhere: another repository, or one that is gone, which only a fork can be.
    #[must_use]
    pub fn is_from_fork(&self) -> bool {
        self.head_repository.as_ref().is_none_or(|head| head.id != self.base_repository.id)
    }

    /// GitHub's id of the fork that its branch is in, if one is known.
    pub(crate) fn fork_id(&self) -> Option<u64> {
        self.head_repository.as_ref().filter(|_| self.is_from_fork()).map(|head| head.id)
    }

    /// Whether it carries a label.
    #[must_use]
    pub fn carries(&self, label: &str) -> bool {
        self.labels.iter().any(|own| is_same_label(own, label))
    }

    pub(super) fn read(pull: &Object<'_>) -> Result<Self, EventError> {
        let head = pull.object("head")?;
        let head_repository = head.optional_object("repo")?;
        let labels = pull.objects("labels")?;
        Ok(Self {
            number: pull.pull_number("number")?,
            open: is_open(pull)?,
            draft: pull.flag("draft")?,
            merged: pull.flag("merged")?,
            labels: labels.iter().map(label_name).collect::<Result<_, _>>()?,
            head_branch: head.name("ref")?,
            head_commit: head.name("sha")?,
            head_pushed: head_repository.as_ref().and_then(|repo| repo.time("pushed_at")),
            head_repository: head_repository.map(|repo| Repository::read(&repo)).transpose()?,
            base_branch: pull.object("base")?.name("ref").ok(),
            base_repository: Repository::read(&pull.object("base")?.object("repo")?)?,
        })
    }
}

fn is_open(pull: &Object<'_>) -> Result<bool, EventError> {
    match pull.text("state")? {
        "open" => Ok(true),
        "closed" => Ok(false),
        _ => Err(pull.error("state", "open or closed")),
    }
}

pub(super) fn label_name(label: &Object<'_>) -> Result<String, EventError> {
    label.text("name").map(str::to_owned)
}

/// Whether two names are one label's: a repository has none that differ in case alone.
#[must_use]
pub fn is_same_label(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

impl Repository {
    pub(super) fn read(repository: &Object<'_>) -> Result<Self, EventError> {
        Ok(Self { id: repository.number("id")?, slug: repository.name("full_name")? })
    }
}
