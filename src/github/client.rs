use reqwest::{
    Client,
    header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue},
};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::http::{Http, Service};

const API_VERSION: HeaderName = HeaderName::from_static("x-github-api-version");

/// GitHub's REST API under the run's token.
#[derive(Debug)]
pub struct GitHub {
    pub(super) http: Http,
}

impl GitHub {
    /// The API under `base` (`GITHUB_API_URL`), with `token` for it alone.
    #[must_use]
    pub fn new(client: Client, base: Url, token: Option<&SecretString>) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/vnd.github+json"));
        headers.insert(API_VERSION, HeaderValue::from_static("2022-11-28"));
        let bearer = token.and_then(|token| HeaderValue::from_str(&format!("Bearer {}", token.expose_secret())).ok());
        if let Some(mut bearer) = bearer {
            bearer.set_sensitive(true);
            headers.insert(AUTHORIZATION, bearer);
        }
        Self { http: Http::new(client, Service::GitHub, base, headers) }
    }
}
