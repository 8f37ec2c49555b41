//! What shows who owns a review app if its record does not.

/// Findings about a review app whose record does not settle who owns it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Evidence {
    /// What GitHub says about the pull request with its number.
    pub(crate) pull: PullSeen,
    /// The source of its latest build.
    pub(crate) build: BuildSeen,
    /// Its app's name, for messages.
    pub(crate) name: Option<String>,
}

/// What GitHub says about this repository's pull request that has the review app's number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum PullSeen {
    /// Not requested, or GitHub has no such pull request.
    #[default]
    Unseen,
    /// Its branch is the review app's.
    OfBranch {
        /// Whether the pull request is open.
        open: bool,
    },
    /// Its branch has the same name, but is in another fork.
    OfNamesake,
    /// Its branch is another one.
    OfOtherBranch,
}

/// The source of a review app's latest build.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum BuildSeen {
    /// Not requested, or the build does not name a commit.
    #[default]
    Untold,
    /// The review app has no build yet.
    NoBuild,
    /// A commit that this repository has.
    Known,
    /// A commit that this repository does not have, by the beginning of its SHA.
    Unknown(String),
}
