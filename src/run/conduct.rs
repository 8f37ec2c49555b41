//! The work of a plan and the telling of it, side by side, and what a run that is cut short does with both.

use std::rc::Rc;

use futures_util::future::join_all;

use crate::{
    announce::Announcer,
    execute::{Context, cancel_build, carry_out},
    plan::Plan,
    progress::{
        ledger::Ledger,
        stop::{Stop, StopSignal},
    },
};

/// Carries a plan out, as long as the run is not cut short, and tells on GitHub how it goes.
/// What comes of it is noted in the ledgers, one an app.
pub(super) async fn conduct(
    plan: &Plan,
    context: &Context<'_>,
    ledgers: &[Rc<Ledger>],
    announcer: &Announcer<'_>,
    signal: &StopSignal,
) {
    let works = ledgers.iter().enumerate().map(|(index, ledger)| async move {
        tokio::join!(work(plan, index, context, ledger, signal), announcer.follow(ledger, signal));
    });
    join_all(works).await;
}

async fn work(plan: &Plan, index: usize, context: &Context<'_>, ledger: &Rc<Ledger>, signal: &StopSignal) {
    let work = carry_out(plan, index, context, ledger);
    if signal.bound(work, ledger, context.heroku.pauses()).await == Some(Stop::Cancelled) {
        cancel_build(context, ledger).await;
    }
}
