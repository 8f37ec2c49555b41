//! GitHub's workflow files, as far as they matter to a Branchline step.

pub(crate) mod file;
mod hint;
pub(crate) mod node;
pub(crate) mod triggers;
