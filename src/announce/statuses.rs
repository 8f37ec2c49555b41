//! Commit statuses, where the run itself is not shown on the commit.

use super::{Announcer, Kind, missing::Permission::Statuses};
use crate::{
    execute::Ledger,
    github::{CommitState, CommitStatus},
    outcome::{RunResult, TargetReport, Trouble},
    report::explain,
};

impl Announcer<'_> {
    /// Tells by a status of the commit how the work in a ledger goes.
    pub(super) async fn statuses(&self, ledger: &Ledger) {
        let context = self.context(&ledger.report());
        self.status(&context, CommitState::Pending, "Deploying to Heroku").await;
        ledger.until(Ledger::is_settled).await;
        let (state, description) = state_of(&ledger.report());
        self.status(&context, state, &description).await;
    }

    /// What the status is about: each app has its own, and each pipeline, since a commit may have a review app in several.
    fn context(&self, report: &TargetReport) -> String {
        match self.about.kind {
            Kind::App => format!("branchline ({})", report.app.as_deref().unwrap_or("app")),
            Kind::ReviewApp | Kind::Destruction => format!("branchline (review app in {})", self.about.pipeline),
        }
    }

    async fn status(&self, context: &str, state: CommitState, description: &str) {
        let Some(commit) = self.about.commit.as_ref().filter(|_| self.about.statuses) else { return };
        let target_url = self.about.run_url.as_deref();
        let description = self.console.redacted(description);
        let status = CommitStatus { state, context, target_url, description: &description };
        let answer = self.github.set_commit_status(self.about.repository, commit, &status).await;
        self.missing.told(Statuses, answer);
    }
}

fn state_of(report: &TargetReport) -> (CommitState, String) {
    let Some(trouble) = &report.trouble else {
        let description = match report.result {
            RunResult::Started => "Heroku accepted the build, and nobody waits for it".to_owned(),
            RunResult::Skipped => format!("Skipped: {}", report.reason),
            _ => "The app runs this commit".to_owned(),
        };
        return (CommitState::Success, description);
    };
    let failed = !matches!(trouble, Trouble::Api { .. } | Trouble::Cancelled { .. } | Trouble::Vanished);
    let state = if failed { CommitState::Failure } else { CommitState::Error };
    (state, explain(trouble, report.app.as_deref()).reason)
}
