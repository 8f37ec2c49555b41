//! Telling people on GitHub how it goes: deployments, the comment on the pull request, commit statuses. All of it beside the
//! work, which it never delays, and none of it can make a deploy fail.

mod about;
mod author;
mod comment;
mod deployments;
mod gone;
mod inactive;
mod later;
mod sections;
mod statuses;

pub(crate) use about::About;

use std::{
    cell::{Cell, RefCell},
    collections::BTreeSet,
    time::Duration,
};

use author::Author;
use comment::Made;

use crate::{
    clients::Clients,
    github::GitHub,
    heroku::Heroku,
    http::pause,
    plan::{Task, Tell},
    progress::{ledger::Ledger, standing::Standing, stop::StopSignal},
    report::{Console, PermissionWarnings},
};

/// How long the last words of a run may take.
const LAST_WORDS: Duration = Duration::from_secs(40);
/// The same for a cancelled run, which the runner kills after ten seconds.
const LAST_WORDS_OF_CANCELLED: Duration = Duration::from_secs(5);
/// What the log says where they take longer.
const TOO_LATE: &str = "GitHub did not take the last words of this run in time.";

/// Tells on GitHub how the work of a run goes.
pub(crate) struct Announcer<'a> {
    github: &'a GitHub,
    heroku: &'a Heroku,
    clients: Clients<'a>,
    console: &'a Console,
    warnings: &'a PermissionWarnings<'a>,
    about: About<'a>,
    /// The comment that this run wrote, until it is known to be the only one.
    made: Cell<Option<Made>>,
    /// Whose token this is, once it is known.
    author: RefCell<Option<Author>>,
    /// Whether GitHub does not tell that by itself.
    seals: Cell<bool>,
    /// Comments that GitHub did not let this token write to.
    refused: RefCell<BTreeSet<u64>>,
    /// The comment of the pull request, once it is known.
    comment: Cell<Option<u64>>,
}

impl<'a> Announcer<'a> {
    /// An announcer for a task that is about `about`.
    pub(crate) fn new(
        clients: Clients<'a>,
        console: &'a Console,
        warnings: &'a PermissionWarnings<'a>,
        about: About<'a>,
    ) -> Self {
        let (made, comment, seals) = (Cell::default(), Cell::default(), Cell::default());
        let (author, refused) = (RefCell::default(), RefCell::default());
        let Clients { github, heroku, .. } = clients;
        Self { github, heroku, clients, console, warnings, about, made, author, seals, refused, comment }
    }

    fn clients(&self) -> Clients<'_> {
        self.clients
    }

    /// Tells of a task as it goes on.
    pub(crate) async fn follow(&self, task: &Task, ledger: &Ledger, signal: &StopSignal) {
        match &task.tell {
            Tell::Nothing => {}
            Tell::AlreadyGone { .. } => self.tell_of_gone(signal).await,
            Tell::App | Tell::ReviewApp(_) | Tell::Destruction { .. } => self.follow_work(ledger, signal).await,
        }
    }

    /// Tells what there is to tell where a review app was gone before, as long as the run is not cut short.
    async fn tell_of_gone(&self, signal: &StopSignal) {
        let mut signal = signal.clone();
        tokio::select! {
            () = self.gone_before() => {}
            () = pause(LAST_WORDS) => self.warnings.warn_not_told(TOO_LATE),
            _ = signal.stopped() => {}
        }
    }

    /// Tells how the work in a ledger begins and ends. What is told in one way does not wait for what is told in another.
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
