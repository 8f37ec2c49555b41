//! A connection to a one-off dyno: TLS, or plain on loopback, with the secret of its address as the first line.
//! <https://github.com/heroku/cli/blob/main/packages/run/src/lib/dyno.ts>

use std::{io, path::Path, sync::Arc, time::Duration};

use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use secrecy::ExposeSecret;
use serde::{Deserialize, Deserializer, de::Error as _};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::TlsConnector;
use url::Url;

use super::{clock::within, loopback::is_loopback, secret_url::SecretUrl, tls::SYSTEM_BUNDLE};
use crate::secret::Secret;

/// Longer than this no connection takes.
const CONNECTED_WITHIN: Duration = Duration::from_secs(20);
/// Where an address names no port.
const PORT: u16 = 5000;

/// How such addresses begin.
const SCHEME: &str = "rendezvous://";

/// Where a dyno is joined. All of it is secret but for the host.
#[derive(Debug, Clone)]
pub(crate) struct RendezvousAddress {
    /// As an address that is not its own, but is judged like one: `https` in the place of the scheme.
    url: SecretUrl,
}

impl<'de> Deserialize<'de> for RendezvousAddress {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Secret::deserialize(deserializer)?;
        let rest = text.expose_secret().strip_prefix(SCHEME);
        let rest = rest.ok_or_else(|| D::Error::custom("no address of a rendezvous"))?;
        SecretUrl::parse(&format!("https://{rest}")).map(|url| Self { url }).map_err(D::Error::custom)
    }
}

impl RendezvousAddress {
    /// What nobody may see: the address, and the last part of it, which is what lets one join.
    pub(crate) fn secrets(&self) -> Vec<String> {
        let address = self.url.expose().replacen("https://", SCHEME, 1);
        vec![address, self.secret()]
    }

    /// The same as a web address, for who judges where it leads.
    pub(crate) fn as_url(&self) -> &SecretUrl {
        &self.url
    }

    fn secret(&self) -> String {
        Url::parse(self.url.expose()).map(|url| url.path().trim_start_matches('/').to_owned()).unwrap_or_default()
    }
}

/// A stream of bytes in both directions.
trait Line: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Line for T {}

/// A dyno that runs, as it prints.
pub(crate) struct Rendezvous(Box<dyn Line>);

impl Rendezvous {
    /// Connects; nothing runs yet.
    ///
    /// # Errors
    /// Why there is no connection, without the address.
    pub(crate) async fn connect(address: &RendezvousAddress, private_authorities: Option<&Path>) -> io::Result<Self> {
        let url = Url::parse(address.url.expose()).map_err(|_| wrong("is none"))?;
        let host = url.host_str().ok_or_else(|| wrong("names no host"))?.to_owned();
        let connect = async {
            let stream = TcpStream::connect((host.trim_matches(['[', ']']), url.port().unwrap_or(PORT))).await?;
            if is_loopback(&url) {
                return Ok(Self(Box::new(stream)));
            }
            let name = ServerName::try_from(host.clone()).map_err(|_| wrong("names an odd host"))?;
            let secured = TlsConnector::from(Arc::new(config(private_authorities))).connect(name, stream).await?;
            Ok(Self(Box::new(secured)))
        };
        let late = || Err(io::Error::new(io::ErrorKind::TimedOut, "no connection in time"));
        within(CONNECTED_WITHIN, connect).await.unwrap_or_else(late)
    }

    /// Joins: from now on the command runs.
    ///
    /// # Errors
    /// Where the secret could not be sent.
    pub(crate) async fn join(&mut self, address: &RendezvousAddress) -> io::Result<()> {
        self.0.write_all(format!("{}\r\n", address.secret()).as_bytes()).await?;
        self.0.flush().await
    }

    /// What comes next; nothing at the end.
    ///
    /// # Errors
    /// Where the connection breaks.
    pub(crate) async fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into).await
    }
}

fn wrong(how: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, format!("the address {how}"))
}

fn config(private_authorities: Option<&Path>) -> ClientConfig {
    let mut trusted = RootCertStore::empty();
    for file in private_authorities.into_iter().chain([Path::new(SYSTEM_BUNDLE)]) {
        let certificates = CertificateDer::pem_file_iter(file).into_iter().flatten().flatten();
        trusted.add_parsable_certificates(certificates);
    }
    ClientConfig::builder().with_root_certificates(trusted).with_no_client_auth()
}
