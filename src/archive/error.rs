use std::io;

/// Why there is no archive.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ArchiveError {
    /// The files to pack are wrong. Says what is wrong and what to do.
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
    /// The download of an archive broke off, or the archive is unreadable.
    #[error("{0}")]
    Download(String),
}

impl ArchiveError {
    /// Makes an error of something that this machine could not do.
    pub(super) fn machine(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        move |why| Self::Machine { what: what.into(), why }
    }
}
