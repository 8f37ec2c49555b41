use super::evidence::{BuildSeen, Evidence};
use crate::names::{AppId, BranchName, PullNumber, RepoSlug, ReviewAppId, ReviewAppStatus};

/// Whose review app is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Subject {
    pub(crate) branch: BranchName,
    /// The pull request, if it is for one.
    pub(crate) pull: Option<PullNumber>,
    /// GitHub's id of the fork that has the branch, if one has.
    pub(crate) fork: Option<u64>,
    /// The repository that has the branch; none if it was deleted since.
    pub(crate) repository: Option<RepoSlug>,
}

impl Subject {
    /// A branch of the repository itself, whatever its pull requests.
    pub(crate) fn of_branch(branch: BranchName, repository: &RepoSlug) -> Self {
        Self { branch, pull: None, fork: None, repository: Some(repository.clone()) }
    }
}

/// A review app that is there already, in whatever state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnownReviewApp {
    pub(crate) id: ReviewAppId,
    /// How far it is.
    pub(crate) status: ReviewAppStatus,
    /// The branch that it was made for.
    pub(crate) branch: String,
    /// The pull request that it was made for.
    pub(crate) pull: Option<u64>,
    /// GitHub's id of the fork that has the branch.
    pub(crate) fork: Option<u64>,
    /// Its app, once there is one.
    pub(crate) app: Option<AppId>,
    /// What was found out beside that, where that does not settle whose it is.
    pub(crate) evidence: Evidence,
}

impl KnownReviewApp {
    /// Whether this repository knows the commit that it was built from.
    pub(crate) fn is_proved(&self) -> bool {
        self.evidence.build == BuildSeen::Known
    }
}
