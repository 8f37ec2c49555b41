//! Ways to both APIs that are no plain connections: a proxy, an enterprise's server, an authority of one's own.

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

use crate::{ready::push_stage, stage::Stage};

const ENTERPRISE: &str = "http://ghe.example/api/v3";

fn address(url: &str) -> SocketAddr {
    url.strip_prefix("http://").unwrap().parse().unwrap()
}

/// A proxy that knows the enterprise's server, and notes what it is asked for.
struct Proxy {
    url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    async fn before(stage: &Stage) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (asked, github) = (Arc::<Mutex<Vec<String>>>::default(), address(stage.sandbox.github_url()));
        let noted = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(passed_on(client, github, Arc::clone(&noted)));
            }
        });
        Self { url, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

async fn passed_on(mut client: TcpStream, github: SocketAddr, noted: Arc<Mutex<Vec<String>>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let Ok(byte) = client.read_u8().await else { return };
        head.push(byte);
    }
    let head = String::from_utf8(head).unwrap();
    let (first, headers) = head.split_once("\r\n").unwrap();
    let (method, rest) = first.split_once(' ').unwrap();
    noted.lock().unwrap().push(rest.split(' ').next().unwrap().to_owned());
    let mut server;
    if method == "CONNECT" {
        server = TcpStream::connect(rest.split(' ').next().unwrap()).await.unwrap();
        client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
    } else {
        server = TcpStream::connect(github).await.unwrap();
        let path = rest.strip_prefix(ENTERPRISE).expect("only the enterprise's server is behind the proxy");
        server.write_all(format!("{method} {path}\r\nconnection: close\r\n{headers}").as_bytes()).await.unwrap();
    }
    let _ = copy_bidirectional(&mut client, &mut server).await;
}

/// The stage with its Heroku behind TLS, and the certificate for it in a file.
async fn behind_tls() -> (Stage, String) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let stage = push_stage().await;
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(vec![cert.der().clone()], key).unwrap();
    let (acceptor, heroku) = (TlsAcceptor::from(Arc::new(config)), address(stage.sandbox.heroku_url()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                if let Ok(mut client) = acceptor.accept(client).await {
                    let mut server = TcpStream::connect(heroku).await.unwrap();
                    let _ = copy_bidirectional(&mut client, &mut server).await;
                }
            });
        }
    });
    std::fs::write(stage.path("authority.pem"), cert.pem()).unwrap();
    let authority = stage.path("authority.pem").display().to_string();
    (stage.input("heroku-api-url", &format!("https://localhost:{port}")), authority)
}

#[tokio::test]
async fn an_enterprise_server_is_reached_through_a_proxy_and_loopback_past_it() {
    for (proxy_variable, exception) in [("HTTP_PROXY", "NO_PROXY"), ("http_proxy", "no_proxy")] {
        let stage = push_stage().await;
        let proxy = Proxy::before(&stage).await;
        let stage = stage.set(proxy_variable, &proxy.url).set(exception, "127.0.0.1").set("GITHUB_API_URL", ENTERPRISE);
        let run = stage.run().await;
        run.ended(0, "deployed");
        assert_eq!(run.log.of("warning"), Vec::<&str>::new());
        let asked = proxy.asked();
        assert!(asked.iter().any(|url| url.ends_with("/deployments")), "{asked:?}");
        assert!(asked.iter().all(|url| url.starts_with(ENTERPRISE)), "{asked:?}");
    }
}

#[tokio::test]
async fn an_authority_of_ones_own_is_trusted() {
    let (stage, authority) = behind_tls().await;
    stage.set("SSL_CERT_FILE", &authority).run().await.ended(0, "deployed");
}

#[tokio::test]
async fn an_authority_that_nobody_knows_is_not_trusted() {
    let (stage, _) = behind_tls().await;
    let run = stage.run().await;
    run.ended(3, "failed");
    let told = run.log.of("error").join("\n");
    assert!(told.contains("certificate") && told.contains("certificates"), "{told}");
    assert!(stage.sandbox.requests_like("GET", "/apps/*").is_empty());
}

#[tokio::test]
async fn heroku_is_reached_through_a_proxy_and_nobody_on_the_way_can_read_along() {
    let (stage, authority) = behind_tls().await;
    let proxy = Proxy::before(&stage).await;
    let stage = stage.set("SSL_CERT_FILE", &authority).set("HTTPS_PROXY", &proxy.url);
    stage.run().await.ended(0, "deployed");
    let asked = proxy.asked();
    assert!(!asked.is_empty() && asked.iter().all(|to| to.starts_with("localhost:")), "{asked:?}");
}
