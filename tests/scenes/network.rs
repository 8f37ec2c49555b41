//! Ways to both APIs that are no plain connections: a proxy, an enterprise's server, an authority of one's own; and addresses
//! that they hand out.

use futures_util::future::join_all;
use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::{
    ServerConfig,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::TlsAcceptor;

use crate::{ready::push_workflow, workflow::Workflow};

/// Names that only the proxy knows the way to.
const ENTERPRISE: &str = "ghe.example";
const HEROKU: &str = "heroku.example";

fn address(url: &str) -> SocketAddr {
    url.strip_prefix("http://").unwrap().parse().unwrap()
}

/// A proxy that finds every host on this machine, and notes what it is asked for.
struct Proxy {
    /// Where it is, without the scheme.
    place: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (place, asked) = (listener.local_addr().unwrap().to_string(), Arc::<Mutex<Vec<String>>>::default());
        let noted = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(passed_on(client, Arc::clone(&noted)));
            }
        });
        Self { place, asked }
    }

    fn url(&self) -> String {
        format!("http://{}", self.place)
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

async fn passed_on(mut client: TcpStream, noted: Arc<Mutex<Vec<String>>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let Ok(byte) = client.read_u8().await else { return };
        head.push(byte);
    }
    let head = String::from_utf8(head).unwrap();
    let (method, rest) = head.split_once(' ').unwrap();
    let asked = rest.split(' ').next().unwrap();
    noted.lock().unwrap().push(asked.to_owned());
    assert_eq!(method, "CONNECT", "nothing passes in the open: {head}");
    let port: u16 = asked.rsplit_once(':').unwrap().1.parse().unwrap();
    let mut server = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
    let _ = copy_bidirectional(&mut client, &mut server).await;
}

/// Puts TLS before a service, under a name, and gives its port and its certificate.
async fn behind_tls(name: &str, service: SocketAddr) -> (u16, String) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed([name.to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(vec![cert.der().clone()], key).unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                if let Ok(mut client) = acceptor.accept(client).await {
                    let mut server = TcpStream::connect(service).await.unwrap();
                    let _ = copy_bidirectional(&mut client, &mut server).await;
                }
            });
        }
    });
    (port, cert.pem())
}

fn trusting(workflow: Workflow, certificate: &str) -> Workflow {
    std::fs::write(workflow.path("authority.pem"), certificate).unwrap();
    let authority = workflow.path("authority.pem").display().to_string();
    workflow.set("SSL_CERT_FILE", &authority)
}

/// A workflow whose Heroku is behind TLS on this machine, and its certificate.
async fn with_secure_heroku(name: &str) -> (Workflow, String) {
    let workflow = push_workflow().await;
    let (port, certificate) = behind_tls(name, address(workflow.sandbox.heroku_url())).await;
    (workflow.input("heroku-api-url", &format!("https://{name}:{port}")), certificate)
}

/// A workflow whose GitHub is an enterprise's, to be reached through a proxy alone.
async fn with_enterprise() -> (Workflow, Proxy) {
    let workflow = push_workflow().await;
    let (port, certificate) = behind_tls(ENTERPRISE, address(workflow.sandbox.github_url())).await;
    let workflow = workflow.set("GITHUB_API_URL", &format!("https://{ENTERPRISE}:{port}/api/v3"));
    let proxy = Proxy::start().await;
    let workflow = trusting(workflow, &certificate).set("HTTPS_PROXY", &proxy.url());
    (workflow, proxy)
}

#[tokio::test]
async fn an_enterprise_server_is_reached_through_a_proxy_and_loopback_past_it() {
    for variable in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        let (workflow, proxy) = with_enterprise().await;
        let run = workflow.unset("HTTPS_PROXY").set(variable, &proxy.url()).run().await;
        run.ended(0, "deployed");
        assert_eq!(run.log.of("warning"), Vec::<&str>::new());
        let asked = proxy.asked();
        assert!(!asked.is_empty() && asked.iter().all(|to| to.starts_with(ENTERPRISE)), "{variable}: {asked:?}");
    }
}

#[tokio::test]
async fn a_host_that_no_proxy_is_for_is_asked_without() {
    let (workflow, proxy) = with_enterprise().await;
    let run = workflow.set("NO_PROXY", "other.example, ghe.example").input("timeout", "20s").at_speed(5).run().await;
    run.ended(3, "failed");
    assert_eq!(proxy.asked(), Vec::<String>::new());
}

#[tokio::test]
async fn nothing_on_this_machine_is_asked_through_a_proxy() {
    for variable in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy"] {
        let (workflow, proxy) = (push_workflow().await, Proxy::start().await);
        workflow.set(variable, &proxy.url()).run().await.ended(0, "deployed");
        assert_eq!(proxy.asked(), Vec::<String>::new(), "{variable}");
    }
    let (workflow, certificate) = with_secure_heroku("localhost").await;
    let proxy = Proxy::start().await;
    trusting(workflow, &certificate).set("ALL_PROXY", &proxy.url()).run().await.ended(0, "deployed");
    assert_eq!(proxy.asked(), Vec::<String>::new());
}

#[tokio::test]
async fn the_log_names_a_proxy_and_authorities_and_no_password() {
    let (workflow, certificate) = with_secure_heroku(HEROKU).await;
    let proxy = Proxy::start().await;
    let workflow = trusting(workflow, &certificate).set("HTTPS_PROXY", &format!("http://me:pass-w0rd@{}", proxy.place));
    let workflow = workflow.set("NO_PROXY", "a.example");
    let run = workflow.run().await;
    run.ended(0, "deployed");
    let log = run.log.text();
    let authority = workflow.path("authority.pem").display().to_string();
    for line in [
        format!(
            "Proxy for https: http://{} (HTTPS_PROXY), except for this machine and the hosts of NO_PROXY (a.example)",
            proxy.place
        ),
        format!("Certificate authorities: also those in {authority} (SSL_CERT_FILE)"),
    ] {
        assert!(log.lines().any(|shown| shown == line), "{line}:\n{log}");
    }
    assert!(!log.contains("pass-w0rd") && !log.contains("me:"), "{log}");
    assert!(run.log.of("add-mask").contains(&"pass-w0rd"), "{}", run.output);
    let run = push_workflow().await.set("SSL_CERT_DIR", "/etc/ssl/certs").run().await;
    run.ended(0, "deployed");
    assert!(
        run.log.text().contains("Certificate authorities: those in /etc/ssl/certs (SSL_CERT_DIR)"),
        "{}",
        run.output
    );
    let run = push_workflow().await.run().await;
    assert!(!run.log.text().contains("Proxy") && !run.log.text().contains("authorities"), "{}", run.output);
}

#[tokio::test]
async fn a_variable_that_names_no_proxy_is_a_mistake() {
    for (variable, value) in [
        ("HTTPS_PROXY", "not a url"),
        ("HTTPS_PROXY", "file:///etc/proxy"),
        ("https_proxy", "socks5://proxy.example:1080"),
        ("ALL_PROXY", "http://"),
        ("HTTP_PROXY", "http://me:pass-w0rd@proxy example"),
    ] {
        let workflow = push_workflow().await.set(variable, value);
        let run = workflow.run().await;
        run.ended(2, "failed");
        let said = run.log.of("error")[0];
        assert!(said.contains(&format!("{variable} is not the address of a proxy")), "{said}");
        assert!(!run.output.contains("pass-w0rd"), "{}", run.output);
        assert_eq!(workflow.sandbox.requests().len(), 0, "{variable}={value}");
    }
}

#[tokio::test]
async fn a_proxy_needs_no_scheme() {
    let (workflow, proxy) = with_enterprise().await;
    workflow.set("HTTPS_PROXY", &proxy.place).run().await.ended(0, "deployed");
    assert!(!proxy.asked().is_empty());
}

#[tokio::test]
async fn an_authority_of_ones_own_is_trusted() {
    let (workflow, certificate) = with_secure_heroku("localhost").await;
    trusting(workflow, &certificate).run().await.ended(0, "deployed");
}

#[tokio::test]
async fn an_authority_that_nobody_knows_is_not_trusted() {
    let (workflow, _) = with_secure_heroku("localhost").await;
    let workflow = workflow.at_speed(5);
    let run = workflow.run().await;
    run.ended(3, "failed");
    let told = run.log.of("error").join("\n");
    assert!(told.contains("certificate") && told.contains("certificates"), "{told}");
    assert!(workflow.sandbox.requests_like("GET", "/apps/*").is_empty());
}

#[tokio::test]
async fn heroku_is_reached_through_a_proxy_and_nobody_on_the_way_can_read_along() {
    let (workflow, certificate) = with_secure_heroku(HEROKU).await;
    let proxy = Proxy::start().await;
    trusting(workflow, &certificate).set("HTTPS_PROXY", &proxy.url()).run().await.ended(0, "deployed");
    let asked = proxy.asked();
    assert!(!asked.is_empty() && asked.iter().all(|to| to.starts_with(HEROKU)), "{asked:?}");
}

#[tokio::test]
async fn an_archive_that_is_not_secure_or_for_everybody_is_not_handed_on() {
    join_all(
        [
            "http://169.254.169.254",
            "https://169.254.169.254",
            "http://codeload.example",
            "https://me:pw@codeload.example",
        ]
        .map(async |place| {
            let (workflow, _proxy) = with_enterprise().await;
            place.clone_into(&mut workflow.sandbox.world().urls.codeload);
            let workflow = workflow.at_speed(5);
            let run = workflow.run().await;
            run.ended(3, "failed");
            assert!(run.output("reason").contains("an address that"), "{place}: {}", run.output("reason"));
            assert_eq!(workflow.times("POST", "/apps/*/builds"), 0, "{place}");
        }),
    )
    .await;
    let (workflow, _proxy) = with_enterprise().await;
    "https://codeload.example".clone_into(&mut workflow.sandbox.world().urls.codeload);
    workflow.run().await.ended(0, "deployed");
}

#[tokio::test]
async fn output_at_an_insecure_address_is_not_read_and_the_status_decides() {
    let (workflow, certificate) = with_secure_heroku(HEROKU).await;
    let proxy = Proxy::start().await;
    let workflow = trusting(workflow, &certificate).set("ALL_PROXY", &proxy.url());
    let other = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    workflow.sandbox.world().urls.streams = format!("http://streams.example:{other}");
    let run = workflow.at_speed(5).run().await;
    run.ended(0, "deployed");
    assert_eq!(run.shown("its address is neither https nor on this machine"), 2, "{}", run.output);
    assert!(proxy.asked().iter().all(|to| to.starts_with(HEROKU)), "{:?}", proxy.asked());
}
