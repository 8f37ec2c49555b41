//! Doing: the only room that writes to Heroku. It walks a plan and copes with what the world does meanwhile.

mod apps;
mod build_warnings;
mod builds;
mod context;
mod creation;
mod deletion;
mod follow;
mod freshness;
mod naming;
mod once_more;
mod poll;
mod presence;
mod review_apps;
mod stream;

pub use context::Context;
pub(crate) use naming::reveal;

use std::rc::Rc;

use freshness::HeadOf;
use futures_util::future::LocalBoxFuture;

use crate::{
    plan::{AppStep, Plan, ReviewAppStep},
    progress::ledger::Ledger,
};

/// Settles what a plan says cannot be done, or is done already, and leaves the rest as it is.
pub(crate) fn settle_what_is_known(plan: &Plan, context: &Context<'_>, ledgers: &[Rc<Ledger>]) {
    if let (Plan::ReviewApp { step: ReviewAppStep::Keep { release, .. }, .. }, [ledger]) = (plan, ledgers) {
        ledger.settle(Ok(apps::keep(*release, ledger)));
    }
    let Plan::Deploy { targets, .. } = plan else { return };
    for (target, ledger) in targets.iter().zip(ledgers) {
        match &target.step {
            AppStep::GiveUp { reason } => ledger.settle(Err(apps::given_up(target, reason, context))),
            AppStep::Keep { release } => ledger.settle(Ok(apps::keep(*release, ledger))),
            AppStep::Build { .. } | AppStep::Adopt { .. } => {}
        }
    }
}

/// Carries out what a plan says of one app, and notes in its ledger what comes of it.
pub(crate) fn carry_out<'a>(
    plan: &'a Plan,
    index: usize,
    context: &'a Context<'_>,
    ledger: &'a Rc<Ledger>,
) -> LocalBoxFuture<'a, ()> {
    match plan {
        Plan::Deploy { reference, commit, targets, .. } => {
            let head = HeadOf { reference, pull: None, commit };
            Box::pin(apps::deploy(&targets[index], head, context, ledger))
        }
        Plan::ReviewApp { .. } => Box::pin(review_apps::ensure(plan, context, ledger)),
        Plan::Destroy { review_apps, .. } => Box::pin(deletion::destroy(&review_apps[index], context, ledger)),
        Plan::Nothing { .. } | Plan::AlreadyGone { .. } | Plan::TakeLabelOff { .. } => Box::pin(async {}),
    }
}
