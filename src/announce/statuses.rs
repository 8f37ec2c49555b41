//! Commit statuses, for runs that GitHub does not show on the commit.

use super::about::Kind;
use super::announcer::Announcer;
use crate::{
    github::{CommitState, CommitStatus},
    names::{CommitSha, OWN_STATUS},
    outcome::{Done, End, TargetReport, Trouble},
    progress::{
        ledger::Ledger,
        obligations::{Obligation, status::OpenStatus},
        standing::Standing,
    },
    report::{Permission::Statuses, explain},
};

/// The name of the status that Heroku's own integration gave its test runs.
const CI_STATUS: &str = "continuous-integration/heroku";

impl Announcer<'_> {
    /// Reports in a commit status how the work in a ledger goes.
    pub(super) async fn statuses(&self, ledger: &Ledger) {
        let Some(commit) = self.about.commit.as_ref().filter(|_| self.about.statuses) else { return };
        let context = self.context(&ledger.report());
        let begun = OpenStatus::begun(&context, commit);
        let owed = ledger.owe(Obligation::Status(begun.clone()));
        if self.pending(commit, &context).await.is_none() {
            ledger.strike_off(owed);
        }
        ledger.until(Standing::is_settled).await;
        let (state, description) = state_of(&ledger.report());
        let ended = OpenStatus { state, description: self.console.redacted(&description), ..begun };
        ledger.amend(owed, Obligation::Status(ended.clone()));
        if self.warnings.ok_or_warn(Statuses, ended.close(self.clients()).await).is_some() {
            ledger.strike_off(owed);
        }
    }

    /// The name of the status. Each app has its own, and so has each pipeline, since a commit may have review apps in
    /// several.
    fn context(&self, report: &TargetReport) -> String {
        match self.about.kind {
            Kind::Tests => CI_STATUS.to_owned(),
            Kind::App => format!("{OWN_STATUS}{})", report.app.as_deref().unwrap_or("app")),
            Kind::ReviewApp | Kind::Destruction | Kind::AlreadyGone => {
                format!("{OWN_STATUS}review app in {})", self.about.pipeline)
            }
        }
    }

    fn begins(&self) -> &'static str {
        if self.about.kind == Kind::Tests { "Heroku CI is running the tests" } else { "Deploying to Heroku" }
    }

    async fn pending(&self, commit: &CommitSha, context: &str) -> Option<()> {
        let (target_url, description) = (self.about.run_url.as_deref(), self.begins());
        let status = CommitStatus { state: CommitState::Pending, context, target_url, description };
        let answer = self.github.set_commit_status(self.about.repository, commit, &status).await;
        self.warnings.ok_or_warn(Statuses, answer)
    }
}

fn state_of(report: &TargetReport) -> (CommitState, String) {
    let trouble = match &report.end {
        End::Failed(trouble) => trouble.as_ref(),
        End::Accepted => {
            // The result of tests is unknown if nobody waits for them.
            if report.aim == Done::Tested {
                return (
                    CommitState::Pending,
                    "Heroku CI is running the tests; this run does not wait for them".to_owned(),
                );
            }
            let description = "Heroku accepted the build; this run does not wait for its end";
            return (CommitState::Success, description.to_owned());
        }
        End::Skipped(why) => return (CommitState::Success, format!("Skipped: {why}")),
        End::Done(Done::Tested) => return (CommitState::Success, "The tests passed".to_owned()),
        _ => return (CommitState::Success, "The app runs this commit".to_owned()),
    };
    let is_error = matches!(trouble, Trouble::Api { .. } | Trouble::Cancelled { .. } | Trouble::Vanished)
        || matches!(trouble, Trouble::TestsErrored { .. } | Trouble::TestsVanished)
        || report.aim == Done::Tested && !matches!(trouble, Trouble::TestsFailed { .. });
    let failed = !is_error;
    let state = if failed { CommitState::Failure } else { CommitState::Error };
    (state, explain(trouble, report.app.as_deref()).reason)
}
