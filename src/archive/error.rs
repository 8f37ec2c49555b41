use std::io;

/// Why there is no archive.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ArchiveError {
    /// What is to be packed is wrong: what it is, and what to do.
    #[error("{0}")]
    Mistake(String),
    /// This machine could not read or write.
    #[error("{what}: {why}")]
    Machine {
        /// What could not be done.
        what: String,
        /// The system's reason.
        why: io::Error,
    },
    /// The archive that was downloaded broke off or cannot be read.
    #[error("{0}")]
    Download(String),
}

impl ArchiveError {
    /// That something could not be done on this machine.
    pub(super) fn machine(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        move |why| Self::Machine { what: what.into(), why }
    }
}
