//! What each deed does before anything is done.

use crate::{clients::Clients, outcome::Trouble, plan::Plan};

/// The shape of all deeds.
pub(crate) trait Planned {
    /// What there is to decide on.
    type Seen;

    /// Reads what the deed depends on. GETs only.
    async fn observe(&self, clients: Clients<'_>) -> Result<Self::Seen, Trouble>;

    /// What is done, given what was seen. Pure.
    fn decide(&self, seen: Self::Seen) -> Plan;
}
