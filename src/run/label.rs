//! The label that let a commit of a fork in comes off where the fork has another by now.

use super::work::Work;
use crate::{
    event::PullRequest,
    names::PullNumber,
    outcome::{Removal, Why},
    plan::{EnsureReviewApp, Intent},
};

impl Work<'_> {
    /// Takes the label off, and says so. That it cannot be taken off must not let the commit in.
    pub(super) async fn take_label_off(&self, pull: PullNumber, label: &str) -> Why {
        let not_let_in = |removal| Why::NotLetIn { pull, label: label.to_owned(), removal };
        if self.prepared.settings.dry_run {
            return not_let_in(Removal::Planned);
        }
        let answer = self.peers.github.remove_label(&self.prepared.runner.repository, pull, label).await;
        not_let_in(if self.missing.label_is_off(answer) { Removal::Done } else { Removal::Refused })
    }

    /// A run that was overtaken while it worked finds the head elsewhere, too.
    pub(super) async fn leave_no_label(&self, intent: &Intent) {
        let Intent::ReviewApp(EnsureReviewApp { gate: Some(gate), subject, commit, .. }) = intent else { return };
        let Some(number) = subject.pull else { return };
        let answer = self.peers.github.pull_request(&self.prepared.runner.repository, number).await;
        let Some(pull) = answer.ok().and_then(|value| PullRequest::from_api(&value).ok()) else { return };
        if pull.open && pull.carries(&gate.label) && pull.head_commit != *commit {
            let why = self.take_label_off(number, &gate.label).await;
            self.console.line(&why.to_string());
        }
    }
}
