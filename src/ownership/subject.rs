use super::evidence::{BuildSeen, Evidence};
use crate::names::{AppId, BranchName, PullNumber, RepoSlug, ReviewAppId, ReviewAppStatus};

/// The pull request or branch that a run is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Subject {
    pub(crate) branch: BranchName,
    /// The pull request, if it is about one.
    pub(crate) pull: Option<PullNumber>,
    /// GitHub's id of the fork that has the branch; `None` if the repository itself has it.
    pub(crate) fork: Option<u64>,
    /// The repository that has the branch; `None` if it was deleted.
    pub(crate) repository: Option<RepoSlug>,
}

impl Subject {
    /// A branch of the repository itself, with or without pull requests.
    pub(crate) fn of_branch(branch: BranchName, repository: &RepoSlug) -> Self {
        Self { branch, pull: None, fork: None, repository: Some(repository.clone()) }
    }
}

/// A review app that exists already, in any state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnownReviewApp {
    pub(crate) id: ReviewAppId,
    /// Its state at Heroku.
    pub(crate) status: ReviewAppStatus,
    /// The branch that it was made for.
    pub(crate) branch: String,
    /// The number of the pull request that it was made for.
    pub(crate) pull: Option<u64>,
    /// GitHub's id of the fork that has the branch.
    pub(crate) fork: Option<u64>,
    /// Its app, once it has one.
    pub(crate) app: Option<AppId>,
    /// Further findings, if its record does not settle who owns it.
    pub(crate) evidence: Evidence,
}

impl KnownReviewApp {
    /// Whether this repository has the commit that it was built from.
    pub(crate) fn is_proved(&self) -> bool {
        self.evidence.build == BuildSeen::Known
    }
}
