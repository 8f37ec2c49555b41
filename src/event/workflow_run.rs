//! `workflow_run`: another workflow, of the same repository, has come to its end.

use super::pull_request::Repository;
use crate::names::{BranchName, CommitSha, PullNumber, RepoSlug};

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
    /// GitHub's id of the repository that it ran in, which stays when that is renamed.
    pub repository: Option<u64>,
    /// The first of this repository's pull requests that the commit belongs to. GitHub names none for those from forks.
    pub pull: Option<PullNumber>,
}

impl CompletedRun {
    /// The fork that the branch is in, if it is not in the repository that it ran in, whose name is `own`.
    #[must_use]
    pub fn fork(&self, own: &RepoSlug) -> Option<&Repository> {
        let is_own = |head: &&Repository| self.repository.map_or(head.slug == *own, |id| head.id == id);
        self.head_repository.as_ref().filter(|head| !is_own(head))
    }

    /// Whether it ran for a pull request.
    #[must_use]
    pub fn is_of_pull_request(&self) -> bool {
        self.event.starts_with("pull_request")
    }

    /// Whether the commit comes from elsewhere: another repository, or one that is gone, which only a fork can be.
    #[must_use]
    pub fn is_from_fork(&self, own: &RepoSlug) -> bool {
        self.fork(own).is_some() || self.head_repository.is_none() && self.is_of_pull_request()
    }
}
