//! Doing: the only room that writes to Heroku. It walks a plan and copes with what the world does meanwhile.

mod apps;
mod build_warnings;
mod builds;
mod context;
mod creation;
mod cut;
mod deletion;
mod follow;
mod freshness;
mod ledger;
mod naming;
mod once_more;
mod open_ends;
mod poll;
mod presence;
mod review_apps;
mod stream;

pub use builds::WantedBuild;
pub use context::Context;
pub use cut::{Cut, CutSignal};
pub use ledger::Ledger;
pub(crate) use naming::reveal;
pub use open_ends::{OpenDeployment, OpenEnds, OpenStatus};

use std::{future::Future, rc::Rc};

use freshness::HeadOf;
use futures_util::future::{LocalBoxFuture, join_all};

use crate::{
    announce::Announcer,
    plan::{AppStep, Plan, ReviewAppStep},
};

/// Carries a plan out, as long as the run is not cut short, and tells on GitHub how it goes.
/// What comes of it is noted in the ledgers, one an app.
pub async fn carry_out(
    plan: &Plan,
    context: &Context<'_>,
    ledgers: &[Rc<Ledger>],
    announcer: &Announcer<'_>,
    cut: &CutSignal,
) {
    let works = ledgers.iter().enumerate().map(|(index, ledger)| {
        let work = work(plan, index, context, ledger);
        async move {
            tokio::join!(bounded(work, context, ledger, cut), announcer.follow(ledger, cut));
        }
    });
    join_all(works).await;
}

async fn bounded(work: impl Future<Output = ()>, context: &Context<'_>, ledger: &Ledger, cut: &CutSignal) {
    if cut.bounds(work, ledger, context.heroku.pauses()).await == Some(Cut::Cancelled) {
        builds::cancel(context, ledger).await;
    }
}

/// Settles what a plan says cannot be done, or is done already, and leaves the rest as it is.
pub fn settle_what_is_known(plan: &Plan, context: &Context<'_>, ledgers: &[Rc<Ledger>]) {
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

/// The work on one app.
fn work<'a>(plan: &'a Plan, index: usize, context: &'a Context<'_>, ledger: &'a Rc<Ledger>) -> LocalBoxFuture<'a, ()> {
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
