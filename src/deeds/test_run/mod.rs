//! Running the tests of a commit in Heroku CI.

mod decide;
mod observe;
#[cfg(test)]
mod tests;

use super::asked::{Asked, Freshness};
use crate::names::{BranchName, CommitSha, GitRef, PipelineRef, PullNumber, RepoSlug, material::Material};

/// Runs the tests of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RunTests {
    /// The pipeline that runs them.
    pub(crate) pipeline: PipelineRef,
    pub(crate) reference: GitRef,
    pub(crate) commit: CommitSha,
    /// The pull request with this head, if known.
    pub(crate) pull: Option<PullNumber>,
    /// The repository with the commit.
    pub(crate) repository: RepoSlug,
    /// Which part of the commit to test.
    pub(crate) material: Material,
    /// Whether the commit must still be the head.
    pub(crate) freshness: Freshness,
    /// Who asks.
    pub(crate) asked: Asked,
}

impl RunTests {
    /// The branch whose head the commit must be, if it must be one.
    fn branch(&self) -> Option<&BranchName> {
        self.reference.branch().filter(|_| self.freshness == Freshness::MustBeHead)
    }
}
