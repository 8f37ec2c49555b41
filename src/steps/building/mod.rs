//! A build from its request to its release, whichever step asks for it.

pub(super) mod once_more;
pub(super) mod request;
pub(super) mod watch;
