//! Telling people on GitHub how it goes: deployments, the comment on the pull request, commit statuses. All of it beside the
//! work, which it never delays, and none of it can make a deploy fail.

mod about;
mod comment;
mod deployments;
mod missing;
mod sections;
mod statuses;

pub use about::{About, Kind};
pub use missing::Missing;

use std::time::Duration;

use crate::{
    execute::Ledger,
    github::GitHub,
    heroku::Heroku,
    http::pause,
    outcome::{RunResult, TargetReport},
    report::Console,
};
use deployments::Environment;

/// How long the last words of a run may take.
const LAST_WORDS: Duration = Duration::from_mins(1);
/// The same for a cancelled run, which the runner kills after ten seconds.
const LAST_WORDS_OF_CANCELLED: Duration = Duration::from_secs(5);

/// Tells on GitHub how the work of a run goes.
pub struct Announcer<'a> {
    github: &'a GitHub,
    heroku: &'a Heroku,
    about: About<'a>,
    missing: Missing<'a>,
}

impl<'a> Announcer<'a> {
    /// An announcer for a run about `about`.
    #[must_use]
    pub fn new(github: &'a GitHub, heroku: &'a Heroku, console: &'a Console, about: About<'a>) -> Self {
        Self { github, heroku, about, missing: Missing::new(console) }
    }

    /// Tells how the work in a ledger begins and ends. Once that is over, the telling is soon over too, however far it is.
    pub async fn follow(&self, ledger: &Ledger) {
        let out_of_time = async {
            ledger.until(Ledger::is_settled).await;
            let cancelled = ledger.report().result == RunResult::Cancelled;
            pause(if cancelled { LAST_WORDS_OF_CANCELLED } else { LAST_WORDS }).await;
        };
        tokio::select! {
            () = self.told(ledger) => {}
            () = out_of_time => self.missing.not_told("GitHub did not take the last words of this run in time"),
        }
    }

    async fn told(&self, ledger: &Ledger) {
        let (environment, ()) = tokio::join!(self.begun(ledger), self.begun_to_people(ledger));
        ledger.until(Ledger::is_settled).await;
        let report = ledger.report();
        tokio::join!(self.ended(ledger, environment.as_ref()), self.ended_to_people(&report));
    }

    /// The deployment, as soon as the app is known and something was asked for it.
    async fn begun(&self, ledger: &Ledger) -> Option<Environment> {
        ledger.until(|ledger| ledger.is_under_way() || ledger.is_settled()).await;
        let report = ledger.report();
        if !self.about.deployments || ledger.is_settled() || self.about.kind == Kind::Destruction {
            return None;
        }
        let environment = self.deployment_begun(&report).await?;
        ledger.note(|report| report.deployment_id = Some(environment.deployment()));
        Some(environment)
    }

    async fn begun_to_people(&self, ledger: &Ledger) {
        if self.about.kind == Kind::Destruction {
            return;
        }
        let report = ledger.report();
        tokio::join!(self.comment_on(&report), self.status_pending(&report));
    }

    async fn ended(&self, ledger: &Ledger, environment: Option<&Environment>) {
        if !self.about.deployments {
            return;
        }
        let report = ledger.report();
        if let Some(environment) = environment {
            self.deployment_ended(environment, &report).await;
        }
        let destroyed = report.app.clone().filter(|_| report.result == RunResult::Destroyed);
        for app in ledger.replaced().into_iter().chain(destroyed) {
            self.environment_gone(&app).await;
        }
    }

    async fn ended_to_people(&self, report: &TargetReport) {
        tokio::join!(self.comment_on(report), self.status_final(report));
    }
}
