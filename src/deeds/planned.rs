//! What each deed does before the work starts.

use crate::{clients::Clients, names::CommitSha, outcome::Trouble, plan::Plan, secret::SecretVars};

/// The shape of all deeds.
pub(crate) trait Planned {
    /// What the decision depends on.
    type Seen;

    /// Reads what the deed depends on. Sends GETs only.
    async fn observe(&self, clients: Clients<'_>) -> Result<Self::Seen, Trouble>;

    /// Decides what to do. Pure.
    fn decide(&self, seen: Self::Seen) -> Plan;

    /// The config vars that the deed sets, with placeholders filled in.
    fn config_vars(&self) -> Option<&SecretVars> {
        None
    }

    /// The commit to be built, whose checks have to be green first, if there is one.
    fn commit_to_check(&self) -> Option<&CommitSha> {
        None
    }
}
