//! What a run waits for, and its state when last seen. `report::words` has the sentences.

use std::collections::BTreeSet;

use crate::{
    http::ApiError,
    names::{BuildStatus, CommitSha, ReleaseStatus, ReviewAppStatus, TestStatus},
};

/// What a run waits for.
#[derive(Debug, Clone)]
pub enum Waiting {
    /// Nothing, before anything was written.
    NothingWritten,
    /// Nothing, before anything was requested from Heroku.
    NothingRequested,
    /// The commit's other checks.
    Checks {
        /// The commit.
        commit: CommitSha,
        /// Those that are not green yet.
        pending: BTreeSet<PendingCheck>,
    },
    /// GitHub, to remove a label.
    LabelRemoval(String),
    /// Images of an app, to be copied.
    Images(String),
    /// Source code, to be uploaded.
    Upload,
    /// Heroku's answer to the request for a build on an app.
    BuildAnswer(String),
    /// Heroku's answer to the request for a new app.
    AppAnswer(String),
    /// Heroku, to accept a build on an app that it refused so far.
    BuildAcceptance(String),
    /// A build.
    Build {
        /// How far it is.
        status: BuildStatus,
    },
    /// The first build of a new app or review app.
    FirstBuild {
        /// How far it is.
        status: BuildStatus,
    },
    /// A release.
    Release {
        /// Its version.
        version: u64,
        /// How far it is.
        status: ReleaseStatus,
    },
    /// Heroku's answer to the request for a test run.
    TestRunAnswer,
    /// A test run.
    Tests {
        /// How far it is.
        status: TestStatus,
    },
    /// A command in a one-off dyno.
    Command(String),
    /// An app's new web dynos.
    Dynos(String),
    /// An app, to answer its health check.
    Health(String),
    /// The same, after it answered otherwise.
    HealthAnswer {
        /// The app.
        app: String,
        /// What came last.
        last: String,
    },
    /// A review app, to be created or gone.
    ReviewApp {
        /// How far it is.
        status: ReviewAppStatus,
    },
    /// A review app, to let itself be deleted.
    Deletion {
        /// How far it is.
        status: ReviewAppStatus,
        /// Why it cannot be deleted so far.
        refusal: Box<ApiError>,
    },
    /// A review app that blocks another, and that Heroku does not list.
    UnlistedReviewApp,
}

impl Waiting {
    /// Whether the release was made, and only the stages after it were left.
    #[must_use]
    pub fn is_after_release(&self) -> bool {
        matches!(self, Self::Command(_) | Self::Dynos(_) | Self::Health(_) | Self::HealthAnswer { .. })
    }

    /// Whether nothing had been requested from Heroku.
    #[must_use]
    pub fn is_before_work(&self) -> bool {
        matches!(self, Self::NothingWritten | Self::NothingRequested | Self::Checks { .. } | Self::LabelRemoval(_))
    }
}

/// Something that must be green, and is not yet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum PendingCheck {
    /// A check that is running.
    Check(String),
    /// A check that was named, and has not appeared.
    Missing(String),
    /// A workflow that has no check yet.
    Workflow(String),
    /// An app whose checks are not complete.
    Suite(String),
}
