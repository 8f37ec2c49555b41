//! The work of a plan and the telling of it, side by side, and what becomes of both where the run is cut short.

use std::{rc::Rc, time::Duration};

use futures_util::future::join_all;

use crate::{
    announce::Announcer,
    execute::{Context, carry_out},
    heroku::{Build, Heroku},
    http::Pace,
    plan::Plan,
    progress::{
        ledger::Ledger,
        obligations::{
            Clients, Obligation,
            build::{OpenBuild, WantedBuild},
        },
        stop::{Stop, StopSignal},
    },
};

/// The runner kills a cancelled step after ten seconds.
const CANCELLING: Duration = Duration::from_secs(5);
/// What the log says where that was not enough.
const TOO_LATE: &str = "No build could be cancelled at Heroku in time: the post step of the action tries again";

/// Has a plan carried out as long as the run is not cut short, and told of on GitHub.
pub(super) struct Conductor<'a> {
    pub(super) plan: &'a Plan,
    pub(super) context: &'a Context<'a>,
    pub(super) announcer: &'a Announcer<'a>,
    pub(super) clients: Clients<'a>,
    pub(super) signal: &'a StopSignal,
}

impl Conductor<'_> {
    /// Carries the plan out. What comes of it is noted in the ledgers, one an app.
    pub(super) async fn conduct(&self, ledgers: &[Rc<Ledger>]) {
        let works = ledgers.iter().enumerate().map(async |(index, ledger)| {
            tokio::join!(self.work(index, ledger), self.announcer.follow(ledger, self.signal));
        });
        join_all(works).await;
    }

    async fn work(&self, index: usize, ledger: &Rc<Ledger>) {
        let work = carry_out(self.plan, index, self.context, ledger);
        let stopped = self.signal.bound(work, ledger, self.clients.heroku.pauses()).await;
        if stopped == Some(Stop::Cancelled)
            && tokio::time::timeout(CANCELLING, self.cancel_builds(ledger)).await.is_err()
        {
            self.context.console.line(TOO_LATE);
        }
    }

    /// Cancels what was asked of Heroku: nobody watches it any more. What cannot be cancelled is left to the post step.
    async fn cancel_builds(&self, ledger: &Ledger) {
        name_builds(ledger, self.clients.heroku).await;
        for (owed, what) in ledger.obligations() {
            if !what.may_outlive_the_run() {
                continue;
            }
            match what.discharge(self.clients).await {
                Ok(closed) => {
                    ledger.strike_off(owed);
                    if let Some(closed) = closed {
                        self.context.console.line(&closed.to_string());
                    }
                }
                Err(_) => self.context.console.line(&format!("{what} could not be cancelled at Heroku")),
            }
        }
    }
}

/// Learns the names of builds whose requests were on their way when the run was cancelled.
async fn name_builds(ledger: &Ledger, heroku: &Heroku) {
    for (owed, what) in ledger.obligations() {
        if let Obligation::Build(OpenBuild::AskedFor(wanted)) = what {
            ledger.note_named_build(owed, &showing_up(&wanted, heroku).await);
        }
    }
}

/// A build shows once Heroku has carried its request out.
async fn showing_up(wanted: &WantedBuild, heroku: &Heroku) -> Build {
    let mut pace = Pace::new();
    loop {
        if let Ok(Some(build)) = wanted.look(heroku).await {
            return build;
        }
        pace.wait().await;
    }
}
