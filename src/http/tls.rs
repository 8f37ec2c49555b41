use std::{io, path::PathBuf, time::Duration};

use reqwest::{Certificate, Client, ClientBuilder, redirect::Policy};

use super::{clock::on_this_machine, proxies::ProxyVariables, tls_error::TlsError};

/// Where the image, and most Linux systems, keep the certificates of public authorities.
pub(super) const SYSTEM_BUNDLE: &str = "/etc/ssl/certs/ca-certificates.crt";
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The settings for connections, without their targets.
#[derive(Debug, Clone)]
#[expect(clippy::large_enum_variant, reason = "there is one in a run")]
pub enum Connector {
    /// To whatever is on the network.
    Network {
        /// A PEM file of certificates that are trusted in addition to the public ones: `SSL_CERT_FILE`.
        private_authorities: Option<PathBuf>,
        /// Folders of certificates that are trusted instead of the system's, where there is no such file: `SSL_CERT_DIR`.
        authorities: Option<String>,
        /// The proxies in use.
        proxies: ProxyVariables,
    },
    /// To the embedded sandbox alone.
    Sandbox,
}

impl Connector {
    /// A client that follows no redirects and limits only the time to connect: requests bring their own limits.
    ///
    /// # Errors
    /// See [`TlsError`].
    pub fn client(&self) -> Result<Client, TlsError> {
        // An error means that a provider is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = Client::builder()
            .user_agent(concat!("branchline/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .connect_timeout(on_this_machine(CONNECT_TIMEOUT));
        let builder = match self {
            Self::Network { private_authorities, proxies, .. } => {
                proxies.used_by(trust(private_authorities.as_ref(), builder)?)?
            }
            // Plain http on loopback: neither proxies nor certificates, which need not even be there.
            Self::Sandbox => builder.no_proxy().tls_certs_only([]),
        };
        Ok(builder.build()?)
    }

    /// The proxies and extra authorities, one line each: whoever set them can read
    /// the traffic.
    #[must_use]
    pub fn in_words(&self) -> Vec<String> {
        let Self::Network { private_authorities, authorities, proxies } = self else { return Vec::new() };
        let trusted = match (private_authorities, authorities) {
            (Some(file), _) => {
                Some(format!("Certificate authorities: also those in {} (SSL_CERT_FILE)", file.display()))
            }
            (None, Some(folders)) => Some(format!("Certificate authorities: those in {folders} (SSL_CERT_DIR)")),
            (None, None) => None,
        };
        proxies.in_words().into_iter().chain(trusted).collect()
    }
}

fn trust(private: Option<&PathBuf>, builder: ClientBuilder) -> Result<ClientBuilder, TlsError> {
    let Some(path) = private else { return Ok(builder) };
    let problem = |problem: String| TlsError::PrivateAuthorities { path: path.clone(), problem };
    let mut trusted = certificates(path).map_err(problem)?;
    trusted.extend(certificates(&PathBuf::from(SYSTEM_BUNDLE)).unwrap_or_default());
    Ok(builder.tls_certs_only(trusted))
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
        Err(error) => Err(format!("is not a PEM file of certificates: {error}")),
    }
}
