//! How far the work on each app is, whether it has to stop, and what somebody else has to close if this process dies. Those
//! who do the work and those who tell of it both look here, and need not know of each other.

pub(crate) mod ledger;
mod notes;
pub(crate) mod obligations;
pub(crate) mod standing;
pub(crate) mod state_file;
pub(crate) mod stop;
