//! Ends of pull requests and branches, and what has become of them since.

use crate::{deeds::destroy::Destroy, event::PullRequest};

/// An end that an event tells of, and what there is to destroy then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ending {
    /// What goes.
    pub(crate) destroy: Destroy,
    /// Why.
    pub(crate) because: Because,
}

/// Why a review app is to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Because {
    /// Its pull request was closed.
    Closed,
    /// Its pull request is to have none any more: the label is off, or it is a draft.
    Unwanted,
    /// Its branch was deleted.
    Deleted,
}

/// What has become of it since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Since {
    /// These pull requests of the branch are open.
    Pulls(Vec<PullRequest>),
    /// The branch is there again.
    BranchIsThere,
    /// GitHub did not say, for a reason that may pass, or since the token may not look.
    Unseen(Option<String>),
}
