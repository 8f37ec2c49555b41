//! From an intent that is clear to a plan, and the ledgers that it takes.

use std::rc::Rc;

use super::state::StateFile;
use crate::{
    execute::{Ledger, reveal},
    observe::{Findings, World},
    outcome::Trouble,
    plan::{Intent, Plan, TargetPlan, decide_deploy, decide_destroy, decide_review_app},
    report::Console,
};

/// The plan for an intent that is clear, and what was seen on the way.
pub(super) async fn decided(world: World<'_>, intent: &Intent) -> Result<(Plan, Findings), Trouble> {
    let plan = match intent {
        Intent::Deploy(deploy) => {
            let (head, targets, findings) = world.for_deploy(deploy).await?;
            return Ok((decide_deploy(deploy, &head, &targets), findings));
        }
        Intent::ReviewApp(wanted) => {
            let (observed, findings) = world.for_review_app(wanted).await?;
            return Ok((decide_review_app(wanted, &observed), findings));
        }
        Intent::Destroy(destroy) => {
            let (pipeline, review_apps, findings) = world.for_destroy(destroy).await?;
            return Ok((decide_destroy(destroy, &pipeline, &review_apps), findings));
        }
        Intent::TakeLabelOff { pull, label } => Plan::TakeLabelOff { pull: *pull, label: label.clone() },
        Intent::Skip(reason) => Plan::Skip { reason: reason.clone() },
        Intent::Ask(_) => Plan::Skip { reason: "it could not be found out what is meant".to_owned() },
    };
    Ok((plan, Findings::default()))
}

/// One ledger for each app that the plan is about.
pub(super) fn ledgers(plan: &Plan, findings: &Findings, state: &StateFile, console: &Console) -> Vec<Rc<Ledger>> {
    let ledger = |index, name: Option<&String>, key: &str, commit| {
        let ledger = Ledger::new(name.cloned(), commit).saved_by(state.saver(index));
        if let Some(app) = findings.apps.get(key) {
            reveal(app, console);
            ledger.note_app(app);
        }
        Rc::new(ledger)
    };
    match plan {
        Plan::Skip { .. } | Plan::AlreadyGone { .. } | Plan::TakeLabelOff { .. } => Vec::new(),
        Plan::Deploy { commit, targets, .. } => {
            let ledger = |(index, target): (usize, &TargetPlan)| {
                ledger(index, Some(&target.app), &target.app, Some(commit.clone()))
            };
            targets.iter().enumerate().map(ledger).collect()
        }
        Plan::ReviewApp { commit, .. } => vec![ledger(0, None, "", Some(commit.clone()))],
        Plan::Destroy { review_apps, .. } => {
            review_apps.iter().enumerate().map(|(index, id)| ledger(index, None, id.as_str(), None)).collect()
        }
    }
}
