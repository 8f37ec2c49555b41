//! What came of the work on one app.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Trouble, Why};
use crate::names::{AppId, BuildId, BuildStatus, CommitSha, ReleaseStatus, ReviewAppId};

/// The output `result`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunResult {
    /// An app runs the commit.
    Deployed,
    /// A review app was created.
    Created,
    /// A review app that was there runs the commit.
    Updated,
    /// A review app is gone.
    Destroyed,
    /// Heroku accepted the work, and nobody waits for it.
    Started,
    /// A plan was made, and not carried out.
    Planned,
    /// Nothing was to be done.
    Skipped,
    /// It did not work.
    Failed,
    /// The run was cancelled.
    Cancelled,
}

impl RunResult {
    /// The word in the output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Deployed => "deployed",
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Destroyed => "destroyed",
            Self::Started => "started",
            Self::Planned => "planned",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A part of the work whose time is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Until Heroku accepted the work.
    Request,
    /// A review app's making, build and release phase included.
    Setup,
    /// The build.
    Build,
    /// The release phase.
    Release,
    /// A review app's end.
    Destroy,
}

impl Stage {
    /// Its name in words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Setup => "setup",
            Self::Build => "build",
            Self::Release => "release",
            Self::Destroy => "destruction",
        }
    }
}

/// What came of the work on one app: one object of the output `targets`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct TargetReport {
    /// What came of it.
    pub result: RunResult,
    /// Why skipped or failed in one line, which is found in the end; empty otherwise.
    pub reason: String,
    /// Why it was skipped.
    #[serde(skip)]
    pub why: Option<Why>,
    /// The app's name.
    pub app: Option<String>,
    /// The app's id.
    pub app_id: Option<AppId>,
    /// The app's address as Heroku gave it.
    pub url: Option<String>,
    /// The commit.
    pub commit: Option<CommitSha>,
    /// The build.
    pub build_id: Option<BuildId>,
    /// The build's status as last seen.
    pub build_status: Option<BuildStatus>,
    /// The release's version.
    pub release_version: Option<u64>,
    /// The release's status as last seen.
    pub release_status: Option<ReleaseStatus>,
    /// The review app.
    pub review_app_id: Option<ReviewAppId>,
    /// The GitHub deployment.
    pub deployment_id: Option<u64>,
    /// How many seconds each stage took.
    pub seconds: BTreeMap<Stage, f64>,
    /// Why Heroku did not tell the app's name and address, in one line.
    #[serde(skip)]
    pub unnamed: Option<String>,
    /// What the build warned of.
    #[serde(skip)]
    pub warnings: Vec<String>,
    /// What went wrong.
    #[serde(skip)]
    pub trouble: Option<Trouble>,
}

impl TargetReport {
    /// A report on work that has only begun.
    #[must_use]
    pub fn begun(app: Option<String>, commit: Option<CommitSha>) -> Self {
        Self {
            result: RunResult::Cancelled,
            reason: String::new(),
            why: None,
            app,
            app_id: None,
            url: None,
            commit,
            build_id: None,
            build_status: None,
            release_version: None,
            release_status: None,
            review_app_id: None,
            deployment_id: None,
            seconds: BTreeMap::new(),
            unnamed: None,
            warnings: Vec::new(),
            trouble: None,
        }
    }

    /// Forgets what is known of an app that is about to be replaced by another.
    pub fn forget_app(&mut self) {
        let begun = Self::begun(None, self.commit.clone());
        *self = Self { seconds: std::mem::take(&mut self.seconds), ..begun };
    }
}
