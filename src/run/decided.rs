//! From an intent that is clear to a plan, and the ledgers that it takes.

use std::rc::Rc;

use crate::{
    execute::Ledger,
    observe::{Findings, World},
    outcome::Trouble,
    plan::{Intent, Plan, decide_deploy, decide_destroy, decide_review_app},
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
            let (review_apps, findings) = world.for_destroy(destroy).await?;
            return Ok((decide_destroy(destroy, &review_apps), findings));
        }
        Intent::TakeLabelOff { pull, label } => Plan::TakeLabelOff { pull: *pull, label: label.clone() },
        Intent::Skip(reason) => Plan::Skip { reason: reason.clone() },
        Intent::Ask(_) => Plan::Skip { reason: "it could not be found out what is meant".to_owned() },
    };
    Ok((plan, Findings::default()))
}

/// One ledger for each app that the plan is about.
pub(super) fn ledgers(plan: &Plan, findings: &Findings) -> Vec<Rc<Ledger>> {
    let ledger = |name: Option<&String>, key: &str, commit| {
        let ledger = Ledger::new(name.cloned(), commit);
        if let Some(app) = findings.apps.get(key) {
            ledger.note_app(app);
        }
        Rc::new(ledger)
    };
    match plan {
        Plan::Skip { .. } | Plan::AlreadyGone { .. } | Plan::TakeLabelOff { .. } => Vec::new(),
        Plan::Deploy { commit, targets, .. } => {
            targets.iter().map(|target| ledger(Some(&target.app), &target.app, Some(commit.clone()))).collect()
        }
        Plan::ReviewApp { commit, .. } => vec![ledger(None, "", Some(commit.clone()))],
        Plan::Destroy { review_apps, .. } => review_apps.iter().map(|id| ledger(None, id.as_str(), None)).collect(),
    }
}
