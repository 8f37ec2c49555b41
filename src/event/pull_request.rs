//! `pull_request` and `pull_request_target`, which have the same payload.

use std::time::SystemTime;

use serde_json::Value;

use super::{error::EventError, fields::Object, ignored::Ignored};
use crate::names::{BranchName, CommitSha, PullNumber, RepoSlug};

/// What changed in a pull request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PullChange {
    /// It was opened.
    Opened,
    /// It is ready for review, or has another base: deploy its head, which may be new.
    Head,
    /// It was reopened, perhaps with other commits: GitHub reports no push to a closed one.
    Reopened,
    /// Somebody pushed to it.
    Pushed,
    /// It was closed, merged or not.
    Closed,
    /// It got this label.
    Labeled(String),
    /// It lost this label. If the label itself was deleted, GitHub does not say which.
    Unlabeled(Option<String>),
    /// It became a draft.
    Drafted,
    /// Something that does not change what is deployed.
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
    /// The branch to be merged, in the head repository.
    pub head_branch: BranchName,
    /// That branch's head commit, never the merge commit in `GITHUB_SHA`.
    pub head_commit: CommitSha,
    /// The repository with the branch, or `None` if the fork was deleted.
    pub head_repository: Option<Repository>,
    /// When somebody last pushed to that repository, to this branch or another.
    pub head_pushed: Option<SystemTime>,
    /// The branch that it merges into, if known.
    pub base_branch: Option<BranchName>,
    /// The repository with the pull request.
    pub base_repository: Repository,
}

/// A repository at GitHub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    /// Its id, which survives a renaming.
    pub id: u64,
    /// Its owner and name.
    pub slug: RepoSlug,
}

impl PullRequest {
    /// Reads a pull request as in payloads and in the response to `GET /repos/{owner}/{repo}/pulls/{number}`
    /// (<https://docs.github.com/en/rest/pulls/pulls#get-a-pull-request>).
    ///
    /// # Errors
    ///
    /// If a field is missing or malformed.
    pub fn from_api(value: &Value) -> Result<Self, EventError> {
        Self::read(&Object::root(value)?)
    }

    /// Whether its commits come from a fork: the head is in another repository, or in one that is gone, which only a
    /// fork can be.
    #[must_use]
    pub fn is_from_fork(&self) -> bool {
        self.head_repository.as_ref().is_none_or(|head| head.id != self.base_repository.id)
    }

    /// GitHub's id of the fork that the branch is in, if known.
    pub(crate) fn fork_id(&self) -> Option<u64> {
        self.head_repository.as_ref().filter(|_| self.is_from_fork()).map(|head| head.id)
    }

    /// Whether it has a label.
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

/// Whether two names mean one label: a repository's labels differ in more than case.
#[must_use]
pub fn is_same_label(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

impl Repository {
    pub(super) fn read(repository: &Object<'_>) -> Result<Self, EventError> {
        Ok(Self { id: repository.number("id")?, slug: repository.name("full_name")? })
    }
}
