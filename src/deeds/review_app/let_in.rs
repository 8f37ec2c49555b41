//! How the gate for forks changes a plan.

use super::EnsureReviewApp;
use super::observe::Seen;
use crate::{
    deeds::{builds::is_of, label::TakeLabelOff, planned::Planned},
    names::ReviewAppStatus::{Creating, Pending},
    observe::known::Head,
    outcome::Why,
    ownership::whose::find_review_app,
    plan::Plan,
};

impl EnsureReviewApp {
    /// The plan if the head is another commit, which nobody let in.
    pub(super) fn label_off(&self, head: &Head) -> Option<Plan> {
        let (Some(gate), Some(pull), Head::At(_)) = (&self.gate, self.subject.pull, head) else { return None };
        Some(TakeLabelOff { pull, label: gate.label.clone() }.decide(()))
    }

    /// What to do with a commit that this run does not let in: nothing, unless an earlier run let it in and built it.
    pub(super) fn before_gate(&self, seen: &Seen) -> Option<Plan> {
        let gate = self.gate.as_ref().filter(|gate| !gate.is_open)?;
        let pull = self.subject.pull?;
        if seen.builds.iter().any(|build| is_of(build, &self.commit)) {
            return gate.otherwise.clone().map(Plan::nothing);
        }
        let there = find_review_app(&self.subject, &seen.review_apps);
        if there.is_some_and(|app| matches!(app.status, Pending | Creating)) {
            return Some(Plan::nothing(Why::BeingMade { pull, label: gate.label.clone() }));
        }
        Some(TakeLabelOff { pull, label: gate.label.clone() }.decide(()))
    }
}
