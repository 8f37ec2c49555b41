use std::fmt::{self, Display, Formatter};

use serde::Serialize;

use crate::{
    names::{AppId, BuildId, ReviewAppId},
    steps::build::OlderBuild,
};

/// What is done first for a review app, depending on what is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "first", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub(crate) enum First {
    /// None is there: it is created.
    Create,
    /// One is being created: it is waited for, and built on if it turns out to run another commit.
    Await { review_app: ReviewAppId },
    /// One is there: its app gets a build in place.
    Update {
        review_app: ReviewAppId,
        app: AppId,
        /// Pending builds of older commits, which are cancelled.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        supersedes: Vec<OlderBuild>,
    },
    /// One is there, and has a build of the commit already: that is followed.
    Adopt { review_app: ReviewAppId, app: AppId, build: BuildId },
    /// One is there, and runs the commit already: it stays as it is.
    Keep {
        review_app: ReviewAppId,
        app: AppId,
        /// The version of the release that runs.
        release: u64,
    },
    /// One is there that is of no use: it is destroyed, and another created.
    Replace {
        review_app: ReviewAppId,
        /// Why, in a few words.
        because: &'static str,
    },
}

impl First {
    /// Whether the app that is there goes on to be the review app's.
    pub(crate) fn keeps_app(&self) -> bool {
        matches!(self, Self::Update { .. } | Self::Adopt { .. } | Self::Keep { .. })
    }

    /// The review app that is there.
    pub(crate) fn review_app(&self) -> Option<&ReviewAppId> {
        match self {
            Self::Create => None,
            Self::Await { review_app }
            | Self::Update { review_app, .. }
            | Self::Adopt { review_app, .. }
            | Self::Keep { review_app, .. }
            | Self::Replace { review_app, .. } => Some(review_app),
        }
    }
}

impl Display for First {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Create => f.write_str("create it"),
            Self::Await { .. } => f.write_str("wait for it, since it is being created"),
            Self::Update { supersedes, .. } => {
                f.write_str("build in place")?;
                supersedes.iter().try_for_each(|older| write!(f, ", and {older}"))
            }
            Self::Adopt { .. } => f.write_str("follow its build, which is of this commit already"),
            Self::Keep { release, .. } => {
                write!(f, "leave it as it is: it runs this commit already, as v{release}")
            }
            Self::Replace { because, .. } => write!(f, "replace it, because {because}"),
        }
    }
}
