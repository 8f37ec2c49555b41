//! Doing: the only room that writes. It walks a plan and copes with what the world does meanwhile.

mod apps;
mod builds;
mod context;
mod creation;
mod deletion;
mod follow;
mod ledger;
mod review_apps;
mod stream;

pub use context::Context;
pub use ledger::Ledger;

use std::rc::Rc;

use futures_util::future::join_all;

use crate::plan::Plan;

/// Carries a plan out. What comes of it is noted in the ledgers, one an app, so that it is known whenever it is cut short.
pub async fn carry_out(plan: &Plan, context: &Context<'_>, ledgers: &[Rc<Ledger>]) {
    match plan {
        Plan::Skip { .. } => {}
        Plan::Deploy { commit, targets, .. } => {
            let works =
                targets.iter().zip(ledgers).map(|(target, ledger)| apps::deploy(target, commit, context, ledger));
            join_all(works).await;
        }
        Plan::ReviewApp { .. } => review_apps::ensure(plan, context, &ledgers[0]).await,
        Plan::Destroy { review_apps, .. } => {
            let works = review_apps.iter().zip(ledgers).map(|(id, ledger)| deletion::destroy(id, context, ledger));
            join_all(works).await;
        }
    }
}
