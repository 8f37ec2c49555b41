use std::path::PathBuf;

/// Why no secure connection can be made at all.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The file of private certificates is of no use.
    #[error("SSL_CERT_FILE names {path}, which {problem}")]
    PrivateAuthorities {
        /// The file as it was named.
        path: PathBuf,
        /// What is wrong with it, as the end of a sentence.
        problem: String,
    },
    /// A variable that is to name a proxy names none. Its value, which may hold a password, is not shown.
    #[error("{variable} is not the address of a proxy. Write it as http://host:port, or leave it out")]
    Proxy {
        /// The variable.
        variable: &'static str,
    },
    /// Anything else: no certificates on this system, for instance.
    #[error("cannot set up a secure connection: {0}")]
    Setup(#[from] reqwest::Error),
}
