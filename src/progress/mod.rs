//! How far the work on each app is, whether it has to stop, and what has to be closed if this process dies. Steps and
//! announcements both look here, and need not know each other.

pub(crate) mod ledger;
mod notes;
pub(crate) mod obligations;
pub(crate) mod standing;
pub(crate) mod state_file;
pub(crate) mod stop;
