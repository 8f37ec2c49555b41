//! A plain HTTP client for the sandbox's own tests.

use branchline::sandbox::Sandbox;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, redirect};
use serde_json::Value;

pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Value,
}

#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    base: String,
    headers: HeaderMap,
}

impl Client {
    pub(crate) fn heroku(sandbox: &Sandbox) -> Self {
        let key = format!("Bearer {}", sandbox.world().heroku.api_key);
        Self::new(sandbox.heroku_url())
            .with_header("authorization", &key)
            .with_header("accept", "application/vnd.heroku+json; version=3")
    }

    pub(crate) fn github(sandbox: &Sandbox) -> Self {
        let token = format!("Bearer {}", sandbox.world().github.token);
        Self::new(sandbox.github_url()).with_header("authorization", &token).with_header("user-agent", "sandbox tests")
    }

    /// For whole addresses, without credentials.
    pub(crate) fn bare() -> Self {
        Self::new("")
    }

    fn new(base: &str) -> Self {
        // Even plain http wants a provider; a second one is refused, which is fine.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .no_proxy()
            .tls_certs_only([])
            .redirect(redirect::Policy::none())
            .build()
            .unwrap();
        Self { http, base: base.to_owned(), headers: HeaderMap::new() }
    }

    pub(crate) fn with_header(&self, name: &'static str, value: &str) -> Self {
        let mut client = self.clone();
        let value = HeaderValue::from_str(value).unwrap();
        client.headers.insert(HeaderName::from_static(name), value);
        client
    }

    pub(crate) async fn send(&self, method: Method, path: &str, body: Option<&Value>) -> reqwest::Result<Reply> {
        let url = format!("{}{path}", self.base);
        let mut request = self.http.request(method, url).headers(self.headers.clone());
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await?;
        let body = match text.as_str() {
            "" => Value::Null,
            text => serde_json::from_str(text).unwrap_or_else(|_| Value::from(text)),
        };
        Ok(Reply { status, headers, body })
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send(Method::GET, path, None).await.unwrap()
    }

    pub(crate) async fn delete(&self, path: &str) -> Reply {
        self.send(Method::DELETE, path, None).await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Reply {
        self.send(Method::POST, path, Some(body)).await.unwrap()
    }

    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Reply {
        self.send(Method::PATCH, path, Some(body)).await.unwrap()
    }

    pub(crate) async fn text(&self, url: &str) -> String {
        let (bytes, whole) = self.read(url).await;
        assert!(whole, "the stream broke");
        String::from_utf8(bytes).unwrap()
    }

    /// What came, and whether it came to its proper end.
    pub(crate) async fn read(&self, url: &str) -> (Vec<u8>, bool) {
        let request = self.http.get(url).headers(self.headers.clone());
        let mut response = request.send().await.unwrap();
        let mut bytes = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) => bytes.extend_from_slice(&chunk),
                Ok(None) => return (bytes, true),
                Err(_) => return (bytes, false),
            }
        }
    }
}
