//! What came of the work on one app.

use std::collections::BTreeMap;

use serde::Serialize;

use super::end::Done;
use super::end::End;
use super::end::RunResult;
use super::trouble::Trouble;
use crate::names::{AppId, BuildId, BuildStatus, CommitSha, ReleaseStatus, ReviewAppId, TestRunId};

/// A part of the work whose time is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Until Heroku accepted the work.
    Request,
    /// Switching maintenance mode.
    Maintenance,
    /// Config vars, and the release that Heroku makes of them.
    ConfigVars,
    /// A review app's making, build and release phase included.
    Setup,
    /// Copying images to Heroku's registry.
    Images,
    /// The build.
    Build,
    /// The release phase.
    Release,
    /// Commands after the release.
    Run,
    /// The web dynos, and the answer that tells that they are well.
    Health,
    /// The tests of the commit.
    Tests,
    /// The way back to the release before.
    Rollback,
    /// A review app's end.
    Destroy,
}

impl Stage {
    /// Its name in words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Maintenance => "maintenance",
            Self::ConfigVars => "config vars",
            Self::Setup => "setup",
            Self::Images => "images",
            Self::Build => "build",
            Self::Release => "release",
            Self::Run => "run",
            Self::Health => "health check",
            Self::Tests => "tests",
            Self::Rollback => "rollback",
            Self::Destroy => "destruction",
        }
    }
}

/// The work on one app, how far it is, and what is known of it.
#[derive(Debug, Clone)]
pub struct TargetReport {
    /// What it is to come to.
    pub aim: Done,
    /// How far it is, and how it ended.
    pub end: End,
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
    /// The test run.
    pub test_run_id: Option<TestRunId>,
    /// The GitHub deployment.
    pub deployment_id: Option<u64>,
    /// How many seconds each stage took.
    pub seconds: BTreeMap<Stage, f64>,
    /// Why Heroku did not tell the app's name and address, in one line.
    pub unnamed: Option<String>,
    /// What the build warned of.
    pub warnings: Vec<String>,
}

impl TargetReport {
    /// A report on work that has only begun.
    #[must_use]
    pub fn begun(aim: Done, app: Option<String>, commit: Option<CommitSha>) -> Self {
        Self {
            aim,
            end: End::Running,
            app,
            app_id: None,
            url: None,
            commit,
            build_id: None,
            build_status: None,
            release_version: None,
            release_status: None,
            review_app_id: None,
            test_run_id: None,
            deployment_id: None,
            seconds: BTreeMap::new(),
            unnamed: None,
            warnings: Vec::new(),
        }
    }

    /// What went wrong, if something did.
    #[must_use]
    pub fn trouble(&self) -> Option<&Trouble> {
        self.end.trouble()
    }

    /// The word in the output `result`.
    #[must_use]
    pub fn result(&self) -> RunResult {
        self.end.result()
    }

    /// Whether the app is gone, or going.
    #[must_use]
    pub fn is_destruction(&self) -> bool {
        let is_end = |done| matches!(done, Done::Destroyed | Done::Swept);
        match self.end {
            End::Done(done) => is_end(done),
            End::Accepted => is_end(self.aim),
            _ => false,
        }
    }

    /// Forgets what is known of an app that is about to be replaced by another.
    pub fn forget_app(&mut self) {
        let begun = Self::begun(self.aim, None, self.commit.clone());
        *self = Self { seconds: std::mem::take(&mut self.seconds), ..begun };
    }
}
