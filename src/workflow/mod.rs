//! GitHub's workflow files, as far as a step of ours depends on them.

pub(crate) mod file;
mod hint;
pub(crate) mod node;
pub(crate) mod triggers;
