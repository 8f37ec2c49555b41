use std::{io, path::PathBuf, time::Duration};

use reqwest::{Certificate, Client, ClientBuilder, redirect::Policy};

/// Where the image, and most Linux systems, keep the certificates of public authorities.
const SYSTEM_BUNDLE: &str = "/etc/ssl/certs/ca-certificates.crt";
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Whether proxies named by the environment (`HTTPS_PROXY`, `NO_PROXY`…) are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proxies {
    /// As the environment says.
    FromEnvironment,
    /// Never: the peer is the embedded sandbox.
    Unused,
}

/// What it takes to open connections, apart from where to.
#[derive(Debug, Clone)]
pub struct Connector {
    /// A PEM file of certificates that are trusted in addition to the public ones: `SSL_CERT_FILE`.
    pub private_authorities: Option<PathBuf>,
    /// Whether proxies are used.
    pub proxies: Proxies,
}

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
    /// Anything else: no certificates on this system, for instance.
    #[error("no secure connection can be set up: {0}")]
    Setup(#[from] reqwest::Error),
}

impl Connector {
    /// A client that follows no redirect and has no time-out but that for connecting: requests bring their own.
    ///
    /// # Errors
    /// See [`TlsError`].
    pub fn client(&self) -> Result<Client, TlsError> {
        // An error means that a provider is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = Client::builder()
            .user_agent(concat!("branchline/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .connect_timeout(CONNECT_TIMEOUT);
        let builder = match self.proxies {
            Proxies::FromEnvironment => self.trust(builder)?,
            // Plain http on loopback: neither proxies nor certificates, which need not even be there.
            Proxies::Unused => builder.no_proxy().tls_certs_only([]),
        };
        Ok(builder.build()?)
    }

    fn trust(&self, builder: ClientBuilder) -> Result<ClientBuilder, TlsError> {
        let Some(path) = &self.private_authorities else { return Ok(builder) };
        let problem = |problem: String| TlsError::PrivateAuthorities { path: path.clone(), problem };
        let mut trusted = certificates(path).map_err(problem)?;
        trusted.extend(certificates(&PathBuf::from(SYSTEM_BUNDLE)).unwrap_or_default());
        Ok(builder.tls_certs_only(trusted))
    }
}

fn certificates(path: &PathBuf) -> Result<Vec<Certificate>, String> {
    let pem = std::fs::read(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => {
            "is not there (in a container action, only files below the workspace are)".to_owned()
        }
        _ => format!("cannot be read: {error}"),
    })?;
    match Certificate::from_pem_bundle(&pem) {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        Ok(_) => Err("holds no certificate in PEM form".to_owned()),
        Err(error) => Err(format!("is no PEM file of certificates: {error}")),
    }
}
