//! Running the tests of a commit in Heroku CI.

mod decide;
mod observe;
#[cfg(test)]
mod tests;

use super::asked::{Asked, Freshness};
use crate::names::{BranchName, CommitSha, GitRef, PipelineRef, PullNumber, RepoSlug, material::Material};

/// The tests of a commit are to be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RunTests {
    /// The pipeline that has them.
    pub(crate) pipeline: PipelineRef,
    pub(crate) reference: GitRef,
    pub(crate) commit: CommitSha,
    /// The pull request whose head it is, if that is known.
    pub(crate) pull: Option<PullNumber>,
    /// The repository that has it.
    pub(crate) repository: RepoSlug,
    /// What of it is tested.
    pub(crate) material: Material,
    /// Whether the commit must be the head still.
    pub(crate) freshness: Freshness,
    /// Who wants it.
    pub(crate) asked: Asked,
}

impl RunTests {
    /// The branch whose head the commit has to be, if it has to be one.
    fn branch(&self) -> Option<&BranchName> {
        self.reference.branch().filter(|_| self.freshness == Freshness::MustBeHead)
    }
}
