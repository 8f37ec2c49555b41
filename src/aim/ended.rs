//! The ends of pull requests and branches, and what happened to them since.

use crate::{deeds::destroy::Destroy, event::PullRequest};

/// An end that an event reports, and what to destroy then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ending {
    /// What to destroy.
    pub(crate) destroy: Destroy,
    /// Why.
    pub(crate) because: Because,
}

/// Why a review app has to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Because {
    /// Its pull request was closed.
    Closed,
    /// Its pull request may no longer have one: it lost the label, or became a draft.
    Unwanted,
    /// Its branch was deleted.
    Deleted,
}

/// What happened to the pull request or branch since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Since {
    /// These pull requests of the branch are open.
    Pulls(Vec<PullRequest>),
    /// The branch exists again.
    BranchIsThere,
    /// GitHub did not say, because of a temporary error or because the token may not look.
    Unseen(Option<String>),
}
