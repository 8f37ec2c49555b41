//! What steps and announcements record in a ledger.

use super::{ledger::Ledger, obligations::list::Owed};
use crate::{
    heroku::{App, Build, Release},
    names::{AppId, BuildId, BuildStatus, ReleaseStatus, ReviewAppId, TestRunId},
    outcome::Waiting,
};

impl Ledger {
    /// Records an app that is destroyed in passing.
    pub(crate) fn note_replaced(&self, app: String) {
        self.change(|now| now.replaced.push(app));
    }

    /// Records an app's name, id and address.
    pub(crate) fn note_app(&self, app: &App) {
        self.note(|report| {
            report.app = Some(app.name.clone());
            report.app_id = Some(app.id.clone());
            report.url.clone_from(&app.web_url);
            report.unnamed = None;
        });
    }

    /// Records an app's id, before anything else about it is known.
    pub(crate) fn note_app_id(&self, app: &AppId) {
        self.note(|report| report.app_id = Some(app.clone()));
    }

    /// Records why Heroku did not give the app's name and address, in one line.
    pub(crate) fn note_unnamed(&self, why: String) {
        self.note(|report| report.unnamed = Some(why));
    }

    /// Records the test run's id.
    pub(crate) fn note_test_run(&self, id: &TestRunId) {
        self.note(|report| report.test_run_id = Some(id.clone()));
    }

    /// Records the review app's id.
    pub(crate) fn note_review_app(&self, id: &ReviewAppId) {
        self.note(|report| report.review_app_id = Some(id.clone()));
    }

    /// Switches to another review app, and forgets the one before.
    pub(crate) fn turn_to(&self, id: &ReviewAppId) {
        self.note(|report| {
            if report.review_app_id.as_ref() != Some(id) {
                report.forget_app();
                report.review_app_id = Some(id.clone());
            }
        });
    }

    /// Records an app's GitHub deployment, unless the work has switched to another app.
    pub(crate) fn note_deployment(&self, app: &str, id: u64) {
        self.note(|report| {
            if report.app.as_deref() == Some(app) {
                report.deployment_id = Some(id);
            }
        });
    }

    /// Records a build's warnings.
    pub(crate) fn note_warnings(&self, mut warnings: Vec<String>) {
        self.note(|report| report.warnings.append(&mut warnings));
    }

    /// Records a build's state.
    pub(crate) fn note_build(&self, build: &Build) {
        self.now_waiting_for(Waiting::Build { status: build.status.clone() });
        self.note_build_status(&build.id, &build.status);
    }

    /// Records the state of a build that only an app setup mentions.
    pub(crate) fn note_build_status(&self, id: &BuildId, status: &BuildStatus) {
        self.note(|report| {
            report.build_id = Some(id.clone());
            report.build_status = Some(status.clone());
        });
    }

    /// Records whether the report's build is this run's own, which is cancelled with it.
    pub(crate) fn note_own_build(&self, is_own: bool) {
        self.change(|now| now.owns_build = is_own);
    }

    /// Records the id of a build that was requested: from here on it is this run's own.
    pub(crate) fn note_named_build(&self, owed: Owed, build: &Build) {
        self.note_own_build(true);
        self.note_build(build);
        self.strike_off(owed);
    }

    /// Records a release's state.
    pub(crate) fn note_release(&self, release: &Release) {
        self.now_waiting_for(Waiting::Release { version: release.version, status: release.status.clone() });
        self.note_release_status(release.version, release.status.clone());
    }

    /// Forgets a release that is not this work's own.
    pub(crate) fn forget_release(&self) {
        self.note(|report| (report.release_version, report.release_status) = (None, None));
    }

    /// Records a release of which only version and status are known.
    pub(crate) fn note_release_status(&self, version: u64, status: ReleaseStatus) {
        self.note(|report| {
            report.release_version = Some(version);
            report.release_status = Some(status);
        });
    }
}
