//! Commit statuses, where the run itself is not shown on the commit.

use super::{Announcer, Kind, missing::Permission::Statuses};
use crate::{
    github::{CommitState, CommitStatus},
    outcome::{RunResult, TargetReport, Trouble},
    report::explain,
};

impl Announcer<'_> {
    pub(super) async fn status_pending(&self, report: &TargetReport) {
        self.status(report, CommitState::Pending, "Deploying to Heroku").await;
    }

    pub(super) async fn status_final(&self, report: &TargetReport) {
        let (state, description) = match (&report.trouble, report.result) {
            (Some(trouble), _) => {
                let reason = explain(trouble, report.app.as_deref()).reason;
                let failed = !matches!(trouble, Trouble::Api { .. } | Trouble::Cancelled { .. });
                (if failed { CommitState::Failure } else { CommitState::Error }, reason)
            }
            (None, RunResult::Started) => (CommitState::Success, "Heroku accepted the build".to_owned()),
            (None, RunResult::Skipped) => (CommitState::Success, format!("skipped: {}", report.reason)),
            _ => (CommitState::Success, "The app runs this commit".to_owned()),
        };
        self.status(report, state, &description).await;
    }

    async fn status(&self, report: &TargetReport, state: CommitState, description: &str) {
        let Some(commit) = self.about.commit.as_ref().filter(|_| self.about.statuses) else { return };
        let whose = match self.about.kind {
            Kind::App => report.app.as_deref().unwrap_or("app"),
            Kind::ReviewApp | Kind::Destruction => "review app",
        };
        let context = format!("branchline ({whose})");
        let target_url = self.about.run_url.as_deref();
        let status = CommitStatus { state, context: &context, target_url, description };
        let answer = self.github.set_commit_status(self.about.repository, commit, &status).await;
        self.missing.told(Statuses, answer);
    }
}
