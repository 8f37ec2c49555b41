use std::fmt::{self, Display, Formatter};

use serde::Serialize;

use crate::{
    names::{AppId, BuildId, ReviewAppId},
    steps::build::OlderBuild,
};

/// The first action for a review app, depending on what exists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "first", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub(crate) enum First {
    /// There is none: create it.
    Create,
    /// One is being created: wait for it, and build on it if it runs another commit.
    Await { review_app: ReviewAppId },
    /// It exists: build in place.
    Update {
        review_app: ReviewAppId,
        app: AppId,
        /// Pending builds of older commits, to cancel.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        supersedes: Vec<OlderBuild>,
    },
    /// It exists and has a build of the commit: follow that.
    Adopt { review_app: ReviewAppId, app: AppId, build: BuildId },
    /// It exists and runs the commit: leave it as it is.
    Keep {
        review_app: ReviewAppId,
        app: AppId,
        /// The version of the release that runs.
        release: u64,
    },
    /// It exists and is unusable: destroy it, and create another.
    Replace {
        review_app: ReviewAppId,
        /// Why, in a few words.
        because: &'static str,
    },
}

impl First {
    /// Whether the review app keeps its app.
    pub(crate) fn keeps_app(&self) -> bool {
        matches!(self, Self::Update { .. } | Self::Adopt { .. } | Self::Keep { .. })
    }

    /// The existing review app.
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
