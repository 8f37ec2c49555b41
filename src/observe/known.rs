//! What is known of a head and of builds, as values.

use crate::{
    names::{BuildId, BuildStatus, CommitSha, ReleaseId, SlugId},
    outcome::Over,
};

/// Where a branch stands at GitHub, as seen when the run began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Head {
    /// At this commit.
    At(CommitSha),
    /// It is gone, or its pull request is closed.
    Over(Over),
    /// It was not asked for, or the token may not know, which must not stop a deploy.
    Unknown,
}

/// A build that an app has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnownBuild {
    /// Its id.
    pub(crate) id: BuildId,
    /// The version that it was started with: a commit, if it was us.
    pub(crate) version: Option<String>,
    /// What is said of that version: the full ref, if it was us.
    pub(crate) description: Option<String>,
    /// How far it is.
    pub(crate) status: BuildStatus,
    /// The release that it led to.
    pub(crate) release: Option<ReleaseId>,
    /// The slug that it made.
    pub(crate) slug: Option<SlugId>,
}
