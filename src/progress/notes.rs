//! What those who do the work, and those who tell of it, note in a ledger.

use super::{ledger::Ledger, obligations::list::Owed};
use crate::{
    heroku::{App, Build, Release},
    names::{AppId, BuildId, BuildStatus, ReleaseStatus, ReviewAppId, TestRunId},
    outcome::Waiting,
};

impl Ledger {
    /// Notes an app that is destroyed, though the work is not about that alone.
    pub(crate) fn note_replaced(&self, app: String) {
        self.change(|now| now.replaced.push(app));
    }

    /// Notes what an app is called and where it is.
    pub(crate) fn note_app(&self, app: &App) {
        self.note(|report| {
            report.app = Some(app.name.clone());
            report.app_id = Some(app.id.clone());
            report.url.clone_from(&app.web_url);
            report.unnamed = None;
        });
    }

    /// Notes which app it is, of which no more is known yet.
    pub(crate) fn note_app_id(&self, app: &AppId) {
        self.note(|report| report.app_id = Some(app.clone()));
    }

    /// Notes why Heroku did not tell the app's name and address, in one line.
    pub(crate) fn note_unnamed(&self, why: String) {
        self.note(|report| report.unnamed = Some(why));
    }

    /// Notes which test run it is.
    pub(crate) fn note_test_run(&self, id: &TestRunId) {
        self.note(|report| report.test_run_id = Some(id.clone()));
    }

    /// Notes which review app it is.
    pub(crate) fn note_review_app(&self, id: &ReviewAppId) {
        self.note(|report| report.review_app_id = Some(id.clone()));
    }

    /// Turns to a review app, and forgets what is known of another.
    pub(crate) fn turn_to(&self, id: &ReviewAppId) {
        self.note(|report| {
            if report.review_app_id.as_ref() != Some(id) {
                report.forget_app();
                report.review_app_id = Some(id.clone());
            }
        });
    }

    /// Notes the GitHub deployment of an app, unless the work is about another by now.
    pub(crate) fn note_deployment(&self, app: &str, id: u64) {
        self.note(|report| {
            if report.app.as_deref() == Some(app) {
                report.deployment_id = Some(id);
            }
        });
    }

    /// Notes what the build warned of.
    pub(crate) fn note_warnings(&self, mut warnings: Vec<String>) {
        self.note(|report| report.warnings.append(&mut warnings));
    }

    /// Notes how far a build is.
    pub(crate) fn note_build(&self, build: &Build) {
        self.now_waiting_for(Waiting::Build { status: build.status.clone() });
        self.note_build_status(&build.id, &build.status);
    }

    /// Notes the same of a build that only an app setup tells of.
    pub(crate) fn note_build_status(&self, id: &BuildId, status: &BuildStatus) {
        self.note(|report| {
            report.build_id = Some(id.clone());
            report.build_status = Some(status.clone());
        });
    }

    /// Notes whether the build that the report tells of is this run's own, to be cancelled with it.
    pub(crate) fn note_own_build(&self, is_own: bool) {
        self.change(|now| now.owns_build = is_own);
    }

    /// Notes the name of a build that was asked for: now it is this run's own.
    pub(crate) fn note_named_build(&self, owed: Owed, build: &Build) {
        self.note_own_build(true);
        self.note_build(build);
        self.strike_off(owed);
    }

    /// Notes how far a release is.
    pub(crate) fn note_release(&self, release: &Release) {
        self.now_waiting_for(Waiting::Release { version: release.version, status: release.status.clone() });
        self.note_release_status(release.version, release.status.clone());
    }

    /// Forgets a release that is not the work's own.
    pub(crate) fn forget_release(&self) {
        self.note(|report| (report.release_version, report.release_status) = (None, None));
    }

    /// Notes a release of which no more is known than this.
    pub(crate) fn note_release_status(&self, version: u64, status: ReleaseStatus) {
        self.note(|report| {
            report.release_version = Some(version);
            report.release_status = Some(status);
        });
    }
}
