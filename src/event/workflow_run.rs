//! `workflow_run`: the run of another workflow in the same repository has ended.

use super::pull_request::Repository;
use crate::names::{BranchName, CommitSha, PullNumber, RepoSlug};

/// A run that has ended, and what it ran for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompletedRun {
    /// How it ended: `success`, `failure`, `cancelled`, …
    pub conclusion: String,
    /// The event that it ran for, such as `push`.
    pub event: String,
    /// The branch that it ran for. For a push of a tag, it is the tag's name.
    pub head_branch: BranchName,
    /// The commit that it ran for.
    pub commit: CommitSha,
    /// The repository with the branch, or `None` if that was deleted.
    pub head_repository: Option<Repository>,
    /// GitHub's id of the repository that it ran in. It survives a renaming.
    pub repository: Option<u64>,
    /// The first of this repository's pull requests that the commit belongs to. GitHub lists none from forks.
    pub pull: Option<PullNumber>,
}

impl CompletedRun {
    /// The fork with the branch, if the branch is not in the run's own repository, which is called `own`.
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

    /// Whether the commit comes from a fork: the branch is in another repository, or in one that is gone, which only a
    /// fork can be.
    #[must_use]
    pub fn is_from_fork(&self, own: &RepoSlug) -> bool {
        self.fork(own).is_some() || self.head_repository.is_none() && self.is_of_pull_request()
    }
}
