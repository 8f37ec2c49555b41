//! Announcing progress on GitHub: deployments, the comment on the pull request, and commit statuses. This runs in
//! parallel with the work, never delays it, and cannot make a deploy fail.

pub(crate) mod about;
mod account;
pub(crate) mod announcer;
mod author;
mod comment;
mod deployments;
mod gone;
mod inactive;
mod later;
pub(crate) mod listed;
mod made;
mod sections;
mod statuses;

use std::time::Duration;

use announcer::Announcer;

use crate::{
    http::pause,
    plan::{Task, Tell},
    progress::{ledger::Ledger, standing::Standing, stop::StopSignal},
};

/// How long a run's last updates may take.
const LAST_WORDS: Duration = Duration::from_secs(40);
/// The same for a cancelled run, which the runner kills after ten seconds.
const LAST_WORDS_OF_CANCELLED: Duration = Duration::from_secs(5);
/// What the log says if they take longer.
const TOO_LATE: &str = "GitHub did not accept this run's last updates in time.";

impl Announcer<'_> {
    /// Announces how a task goes.
    pub(crate) async fn follow(&self, task: &Task, ledger: &Ledger, signal: &StopSignal) {
        match &task.tell {
            Tell::Nothing => {}
            Tell::AlreadyGone { .. } => self.tell_of_gone(signal).await,
            Tell::App | Tell::ReviewApp(_) | Tell::Tests | Tell::Destruction { .. } => {
                Box::pin(self.follow_work(ledger, signal)).await;
            }
        }
    }

    /// Announces a review app that was gone before, unless the run is cut short.
    async fn tell_of_gone(&self, signal: &StopSignal) {
        let mut signal = signal.clone();
        tokio::select! {
            () = self.gone_before() => {}
            () = pause(LAST_WORDS) => self.warnings.warn_not_told(TOO_LATE),
            _ = signal.stopped() => {}
        }
    }

    /// Announces how the work in a ledger begins and ends. No kind of announcement waits for another.
    async fn follow_work(&self, ledger: &Ledger, signal: &StopSignal) {
        let words = async {
            tokio::join!(self.deployment(ledger), self.comment(ledger), self.statuses(ledger));
        };
        let patience = async {
            ledger.until(Standing::is_settled).await;
            let mut signal = signal.clone();
            let cancelled = async {
                signal.cancelled().await;
                pause(LAST_WORDS_OF_CANCELLED).await;
            };
            tokio::select! {
                () = pause(LAST_WORDS) => {}
                () = cancelled => {}
            }
        };
        tokio::select! {
            () = words => {}
            () = patience => self.warnings.warn_not_told(TOO_LATE),
        }
    }
}
