//! A connection to a one-off dyno: TLS, or plain on loopback, with the secret of its address as the first line.
//! <https://github.com/heroku/cli/blob/main/packages/run/src/lib/dyno.ts>

use std::{io, path::Path, sync::Arc, time::Duration};

use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::TlsConnector;
use url::Url;

use super::{
    clock::{pause, within},
    loopback::is_loopback,
    secret_url::SecretUrl,
    tls::SYSTEM_BUNDLE,
};

/// How long connecting may take.
const CONNECTED_WITHIN: Duration = Duration::from_secs(20);
/// How often to try, and the pause between tries.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_secs(1);
/// The port, if an address names none.
const PORT: u16 = 5000;

/// The scheme of such an address.
const SCHEME: &str = "rendezvous://";

/// The address at which to join a dyno. Everything but the host is secret.
#[derive(Debug, Clone)]
pub(crate) struct RendezvousAddress {
    /// As an address that is not its own, but is judged like one: `https` in the place of the scheme.
    url: SecretUrl,
    port: u16,
}

impl RendezvousAddress {
    /// Reads an address; nothing if `text` is not one.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let url = SecretUrl::parse(&format!("https://{}", text.strip_prefix(SCHEME)?)).ok()?;
        // A URL with the scheme `https` does not tell port 443 from no port.
        let own = Url::parse(text).ok().filter(|own| own.host_str().is_some_and(|host| !host.is_empty()))?;
        let port = own.port().unwrap_or(PORT);
        Some(Self { url, port })
    }

    /// The secrets: the address, and its last part, which is enough to join.
    pub(crate) fn secrets(&self) -> Vec<String> {
        let address = self.url.expose().replacen("https://", SCHEME, 1);
        vec![address, self.secret()]
    }

    /// The same as a web address, to judge where it leads.
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

/// The connection to a running dyno.
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
            let stream = reached(host.trim_matches(['[', ']']), address.port).await?;
            if is_loopback(&url) {
                return Ok(Self(Box::new(stream)));
            }
            Self::secure(&host, stream, private_authorities).await
        };
        let late = || Err(io::Error::new(io::ErrorKind::TimedOut, "no connection in time"));
        within(CONNECTED_WITHIN, connect).await.unwrap_or_else(late)
    }

    async fn secure(host: &str, stream: TcpStream, private_authorities: Option<&Path>) -> io::Result<Self> {
        let name = ServerName::try_from(host.to_owned()).map_err(|_| wrong("names an odd host"))?;
        let secured = TlsConnector::from(Arc::new(config(private_authorities))).connect(name, stream).await?;
        Ok(Self(Box::new(secured)))
    }

    /// Joins: from now on the command runs.
    ///
    /// # Errors
    /// If the secret could not be sent.
    pub(crate) async fn join(&mut self, address: &RendezvousAddress) -> io::Result<()> {
        self.0.write_all(format!("{}\r\n", address.secret()).as_bytes()).await?;
        self.0.flush().await
    }

    /// What comes next; nothing at the end.
    ///
    /// # Errors
    /// If the connection breaks.
    pub(crate) async fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.0.read(into).await
    }
}

/// Connects, and tries again if that is refused at first: nothing runs before the secret is sent.
async fn reached(host: &str, port: u16) -> io::Result<TcpStream> {
    for _ in 1..TRIES {
        if let Ok(stream) = TcpStream::connect((host, port)).await {
            return Ok(stream);
        }
        pause(PAUSE).await;
    }
    TcpStream::connect((host, port)).await
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

#[cfg(test)]
mod tests {
    use std::{fs, sync::Arc};

    use rcgen::{CertifiedKey, generate_simple_self_signed};
    use rustls::{
        ServerConfig,
        crypto::ring::default_provider,
        pki_types::{CertificateDer, PrivateKeyDer},
    };
    use tokio::{
        io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
        net::{TcpListener, TcpStream},
    };
    use tokio_rustls::TlsAcceptor;

    use super::{Rendezvous, RendezvousAddress};

    const HOST: &str = "rendezvous.example.com";

    /// What the dyno reads first, if the connection comes about; it prints that.
    async fn first_line(
        listener: TcpListener,
        certificate: CertificateDer<'static>,
        key: PrivateKeyDer<'static>,
    ) -> String {
        let config = ServerConfig::builder().with_no_client_auth().with_single_cert(vec![certificate], key).unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        let Ok(stream) = TlsAcceptor::from(Arc::new(config)).accept(stream).await else { return String::new() };
        let (mut stream, mut line) = (BufReader::new(stream), String::new());
        stream.read_line(&mut line).await.unwrap();
        stream.write_all(b"migrated\n").await.unwrap();
        stream.shutdown().await.unwrap();
        line
    }

    #[test]
    fn an_address_names_its_port_or_the_usual_one() {
        for (text, port) in [
            ("rendezvous://host.example:5001/secret", Some(5001)),
            ("rendezvous://host.example:443/secret", Some(443)),
            ("rendezvous://host.example/secret", Some(5000)),
            ("https://host.example/secret", None),
            ("rendezvous:///secret", None),
            ("", None),
        ] {
            assert_eq!(RendezvousAddress::read(text).map(|address| address.port), port, "{text}");
        }
    }

    #[tokio::test]
    async fn a_place_that_opens_a_moment_later_is_reached() {
        let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        let late = tokio::spawn(async move {
            super::pause(super::PAUSE / 2).await;
            TcpListener::bind(address).await.unwrap().accept().await.unwrap()
        });
        let named = RendezvousAddress::read(&format!("rendezvous://{address}/secret")).unwrap();
        Rendezvous::connect(&named, None).await.unwrap();
        late.await.unwrap();
    }

    #[tokio::test]
    async fn a_dyno_is_joined_over_tls_by_a_host_that_can_be_trusted() {
        let _ = default_provider().install_default();
        let folder = tempfile::tempdir().unwrap();
        let address = RendezvousAddress::read(&format!("rendezvous://{HOST}:5000/the-secret")).unwrap();
        for (named, is_trusted, joins) in [(HOST, true, true), (HOST, false, false), ("other.example.com", true, false)]
        {
            let CertifiedKey { cert, signing_key } = generate_simple_self_signed(vec![named.to_owned()]).unwrap();
            let file = folder.path().join("authority.pem");
            fs::write(&file, cert.pem()).unwrap();
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let stream = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
            let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
            let dyno = tokio::spawn(first_line(listener, cert.der().clone(), key));
            let authorities = is_trusted.then_some(file.as_path());
            let Ok(mut line) = Rendezvous::secure(HOST, stream, authorities).await else {
                assert!(!joins, "{named}");
                assert_eq!(dyno.await.unwrap(), "");
                continue;
            };
            line.join(&address).await.unwrap();
            let mut printed = [0; 9];
            let read = line.read(&mut printed).await.unwrap();
            assert_eq!(&printed[..read], b"migrated\n");
            assert!(joins && dyno.await.unwrap() == "the-secret\r\n", "{named}");
        }
    }
}
