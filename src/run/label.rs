//! The label that let a commit of a fork in comes off where the fork has another by now.

use super::work::Work;
use crate::{
    event::PullRequest,
    names::PullNumber,
    plan::{EnsureReviewApp, Intent},
};

impl Work<'_> {
    /// Takes the label off, and says so in one line. That it cannot be taken off must not let the commit in.
    pub(super) async fn take_label_off(&self, pull: PullNumber, label: &str) -> String {
        let found = format!("nobody let in the commit of the fork that is the head of pull request #{pull} now");
        if self.prepared.settings.dry_run {
            return format!("{found}. Outside of a dry run, the label `{label}` comes off");
        }
        let answer = self.peers.github.remove_label(&self.prepared.runner.repository, pull, label).await;
        if self.missing.label_is_off(answer) {
            format!(
                "{found}, so the label `{label}` came off. Look at the commit, and set the label again to deploy it"
            )
        } else {
            format!("{found}, and the label `{label}` could not be taken off. Take it off by hand")
        }
    }

    /// A run that was overtaken while it worked finds the head elsewhere, too.
    pub(super) async fn leave_no_label(&self, intent: &Intent) {
        let Intent::ReviewApp(EnsureReviewApp { gate: Some(gate), subject, commit, .. }) = intent else { return };
        let Some(number) = subject.pull else { return };
        let answer = self.peers.github.pull_request(&self.prepared.runner.repository, number).await;
        let Some(pull) = answer.ok().and_then(|value| PullRequest::from_api(&value).ok()) else { return };
        if pull.open && pull.carries(&gate.label) && pull.head_commit != *commit {
            let reason = self.take_label_off(number, &gate.label).await;
            self.console.line(&reason);
        }
    }
}
