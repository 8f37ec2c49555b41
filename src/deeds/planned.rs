//! What each deed does before anything is done.

use crate::{clients::Clients, names::CommitSha, outcome::Trouble, plan::Plan, secret::SecretVars};

/// The shape of all deeds.
pub(crate) trait Planned {
    /// What there is to decide on.
    type Seen;

    /// Reads what the deed depends on. GETs only.
    async fn observe(&self, clients: Clients<'_>) -> Result<Self::Seen, Trouble>;

    /// What is done, given what was seen. Pure.
    fn decide(&self, seen: Self::Seen) -> Plan;

    /// The config vars that it gives apps, as they are given: with what stands for something filled in.
    fn config_vars(&self) -> Option<&SecretVars> {
        None
    }

    /// The commit whose checks have to be green first, if one is to be built.
    fn commit_to_check(&self) -> Option<&CommitSha> {
        None
    }
}
