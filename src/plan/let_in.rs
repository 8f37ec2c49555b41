//! What the gate for forks leaves of a plan.

use super::decide::is_of;
use super::{EnsureReviewApp, Head, ObservedReviewApp, Plan, find_review_app};
use crate::{
    names::ReviewAppStatus::{Creating, Pending},
    outcome::Why,
};

/// The head is another commit, which nobody let in.
pub(super) fn label_off(wanted: &EnsureReviewApp, head: &Head) -> Option<Plan> {
    let (Some(gate), Some(pull), Head::At(_)) = (&wanted.gate, wanted.subject.pull, head) else { return None };
    Some(Plan::TakeLabelOff { pull, label: gate.label.clone() })
}

/// What is done about a commit that this run does not let in: nothing, unless an earlier run did, which then built it.
pub(super) fn before_gate(wanted: &EnsureReviewApp, observed: &ObservedReviewApp) -> Option<Plan> {
    let gate = wanted.gate.as_ref().filter(|gate| !gate.is_open)?;
    let pull = wanted.subject.pull?;
    if observed.builds.iter().any(|build| is_of(build, &wanted.commit)) {
        return gate.otherwise.clone().map(|why| Plan::Nothing { why });
    }
    let there = find_review_app(&wanted.subject, &observed.review_apps);
    if there.is_some_and(|app| matches!(app.status, Pending | Creating)) {
        return Some(Plan::Nothing { why: Why::BeingMade { pull, label: gate.label.clone() } });
    }
    Some(Plan::TakeLabelOff { pull, label: gate.label.clone() })
}
