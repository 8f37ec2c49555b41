//! What tells whose a review app is where its record does not.

/// What was found out about a review app whose record does not settle whose it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Evidence {
    /// What GitHub says of the number that it carries.
    pub(crate) pull: PullSeen,
    /// What its latest build was made from.
    pub(crate) build: BuildSeen,
    /// What its app is called, for people.
    pub(crate) name: Option<String>,
}

/// What GitHub says of this repository's pull request that has the number which a review app carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum PullSeen {
    /// It was not asked for, or GitHub shows none.
    #[default]
    Unseen,
    /// It is of the branch that the review app is for.
    OfBranch {
        /// Whether it is open.
        open: bool,
    },
    /// It is of a branch of that name, but in another fork.
    OfNamesake,
    /// It is of another branch.
    OfOtherBranch,
}

/// What the latest build of a review app was made from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum BuildSeen {
    /// It was not asked for, or it does not say.
    #[default]
    Untold,
    /// There is none yet.
    NoBuild,
    /// A commit that this repository knows.
    Known,
    /// A commit that it does not know: the beginning of its SHA.
    Unknown(String),
}
