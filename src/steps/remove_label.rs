//! Removes the label that let a fork's commit in, if the pull request has another head now.

use std::fmt::{self, Display, Formatter};

use serde::Serialize;

use super::{desk::Desk, doable::Doable, flow::Flow};
use crate::{
    names::PullNumber,
    outcome::{End, Removal, Trouble, Waiting, Why},
};

/// Remove a label from a pull request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct RemoveLabel {
    #[serde(skip)]
    pub(crate) pull: PullNumber,
    pub(crate) label: String,
}

impl Doable for RemoveLabel {
    /// If the label cannot be removed, the commit still must not get in.
    async fn carry_out(&self, desk: &Desk<'_>) -> Result<Flow, Trouble> {
        desk.ledger.now_waiting_for(Waiting::LabelRemoval(self.label.clone()));
        let clients = desk.clients;
        let answer = clients.github.remove_label(clients.repository, self.pull, &self.label).await;
        Ok(Flow::Over(self.end(desk.warnings.removal_of(answer))))
    }

    fn foresee(&self, _desk: &Desk<'_>) -> Option<Result<End, Trouble>> {
        Some(Ok(self.end(Removal::Planned)))
    }
}

impl RemoveLabel {
    fn end(&self, removal: Removal) -> End {
        End::Skipped(Why::NotLetIn { pull: self.pull, label: self.label.clone(), removal })
    }
}

impl Display for RemoveLabel {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "take the label `{}` off, since nobody let its commit in", self.label)
    }
}
