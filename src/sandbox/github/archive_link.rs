//! An address that GitHub hands out for an archive.

use std::time::SystemTime;

/// The address of an archive; whoever has it can fetch the archive for five minutes.
#[derive(Clone, Debug)]
pub struct ArchiveLink {
    /// The secret in it; empty for a public repository, which needs none.
    pub token: String,
    /// The repository's name.
    pub repository: String,
    /// What was asked for.
    pub reference: String,
    /// The whole address.
    pub url: String,
    /// When it was handed out.
    pub issued: SystemTime,
}
