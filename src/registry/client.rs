use std::{cell::RefCell, collections::HashMap, rc::Rc, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::{
    Body, Method, RequestBuilder, Response,
    header::{AUTHORIZATION, HeaderValue, LOCATION, WWW_AUTHENTICATE},
};
use secrecy::ExposeSecret;
use serde::Deserialize;
use url::Url;

use super::{
    answer::{failed, lost, whole},
    challenge::{Challenge, choose},
};
use crate::{
    http::{ApiError, Bare, Failure, Repeat, SecretUrl, Service, failure, is_loopback, within},
    secret::Secret,
};

/// How long to wait for an answer.
const ANSWERED_WITHIN: Duration = Duration::from_secs(10);
/// Writes get longer: at the end of a large layer, the registry assembles it.
const WRITTEN_WITHIN: Duration = Duration::from_secs(30);
/// A registry may redirect a request to a store, and that to another. More redirects are a loop.
const MOST_REDIRECTS: u32 = 4;

/// Username and password for a registry.
#[derive(Debug, Clone)]
pub(crate) struct Login {
    pub(crate) username: String,
    pub(crate) password: Secret,
}

/// A registry and its credentials. They go to that registry and to its token server, and nowhere else.
#[derive(Debug, Clone)]
pub(crate) struct Registry {
    net: Bare,
    base: Url,
    /// Its name in messages.
    pub(crate) name: String,
    login: Option<Login>,
    /// The `Authorization` header for each scope.
    opened: Rc<RefCell<HashMap<String, HeaderValue>>>,
}

/// A request to a registry. Its body, if it has one, is created anew for each attempt.
pub(super) struct Asked<'a> {
    pub(super) method: Method,
    /// The full address.
    pub(super) url: Url,
    /// The repository and what to do with it: the scope of the token.
    pub(super) right: &'a str,
    pub(super) headers: Vec<(&'static str, String)>,
}

/// A token has either name, or both as from Docker Hub.
/// <https://distribution.github.io/distribution/spec/auth/token/#token-response-fields>
#[derive(Deserialize)]
struct Token {
    #[serde(default)]
    token: Option<Secret>,
    #[serde(default)]
    access_token: Option<Secret>,
}

impl Token {
    fn into_secret(self) -> Option<Secret> {
        let both = [self.token, self.access_token].into_iter().flatten();
        both.into_iter().find(|token| !token.expose_secret().is_empty())
    }
}

impl Registry {
    /// The registry at `base`.
    pub(crate) fn new(net: Bare, base: Url, name: String, login: Option<Login>) -> Self {
        Self { net, base, name, login, opened: Rc::default() }
    }

    /// Whether both are the same registry, so that one can mount the other's blobs.
    pub(super) fn is(&self, other: &Self) -> bool {
        self.base == other.base
    }

    /// An address below `/v2/`.
    pub(super) fn address(&self, path: &str) -> Result<Url, Failure> {
        self.base.join(&format!("/v2/{path}")).map_err(|error| Failure::Unaskable(error.to_string()))
    }

    /// The address that an answer redirects to, if it is as secure.
    pub(super) fn led_to(&self, response: &Response) -> Result<Url, Failure> {
        let named = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
        let url = named.and_then(|text| response.url().join(text).ok());
        let url = url.ok_or_else(|| Failure::Unreadable("it leads nowhere".to_owned()))?;
        let is_safe = url.scheme() == "https" || is_loopback(&url) && is_loopback(&self.base);
        // The address of a store or of an upload works without a key.
        let secrets = SecretUrl::parse(url.as_str()).map(|address| address.secrets()).unwrap_or_default();
        for secret in secrets {
            self.net.redactor().add(&secret);
        }
        if is_safe { Ok(url) } else { Err(Failure::Unreadable("it leads to an address that is not https".to_owned())) }
    }

    /// Repeats `once` until it succeeds or must not be repeated. Errors name `path`.
    pub(super) async fn until_done<T>(
        &self,
        method: Method,
        path: &str,
        once: impl AsyncFn() -> Result<T, Failure>,
    ) -> Result<T, ApiError> {
        let mut attempts = self.net.attempts(Service::Registry);
        loop {
            let failure = match once().await {
                Ok(done) => return Ok(done),
                Err(failure) => failure.redacted(self.net.redactor()),
            };
            if !attempts.again(Repeat::Harmless, &failure).await {
                let path = format!("{}/{path}", self.name);
                return Err(ApiError { service: Service::Registry, method, path, failure });
            }
        }
    }

    /// Sends a request once. If the registry demands a login, logs in and sends it again.
    pub(super) async fn send(&self, asked: &Asked<'_>, body: impl Fn() -> Body) -> Result<Response, Failure> {
        let response = self.once(asked, body()).await?;
        if response.status() != 401 {
            return self.judged(response).await;
        }
        let demands = response.headers().get_all(WWW_AUTHENTICATE).iter();
        // A registry that sends no challenge may still accept username and password.
        let challenge = choose(demands.filter_map(|value| value.to_str().ok())).unwrap_or(Challenge::Basic);
        let Some(opened) = self.open(&challenge, asked).await? else { return self.judged(response).await };
        self.opened.borrow_mut().insert(asked.right.to_owned(), opened);
        let response = self.once(asked, body()).await?;
        self.judged(response).await
    }

    async fn once(&self, asked: &Asked<'_>, body: Body) -> Result<Response, Failure> {
        let opened = self.opened.borrow().get(asked.right).cloned();
        let is_own = asked.url.origin() == self.base.origin();
        let mut request = self.net.client().request(asked.method.clone(), asked.url.clone());
        for (name, value) in &asked.headers {
            request = request.header(*name, value);
        }
        if let Some(opened) = opened.filter(|_| is_own) {
            request = request.header(AUTHORIZATION, opened);
        }
        if asked.method == Method::GET || asked.method == Method::HEAD {
            return self.follow(request, asked).await;
        }
        let request = request.body(body);
        // A blob that is passed on has no limit here: its sender checks that it keeps moving.
        if asked.method == Method::PATCH {
            return request.send().await.map_err(failure);
        }
        answered(WRITTEN_WITHIN, request).await
    }

    /// Follows redirects of a read to a store elsewhere, without the credentials.
    async fn follow(&self, request: RequestBuilder, asked: &Asked<'_>) -> Result<Response, Failure> {
        let mut response = answered(ANSWERED_WITHIN, request).await?;
        for _ in 0..MOST_REDIRECTS {
            if !response.status().is_redirection() {
                return Ok(response);
            }
            let elsewhere = self.led_to(&response)?;
            let request = self.net.client().request(asked.method.clone(), elsewhere);
            response = answered(ANSWERED_WITHIN, request).await?;
        }
        Err(Failure::Unreadable("redirected in a circle".to_owned()))
    }

    async fn judged(&self, response: Response) -> Result<Response, Failure> {
        if response.status().is_success() { Ok(response) } else { Err(failed(response).await) }
    }

    /// The header for a challenge; `None` if there are no credentials for it.
    async fn open(&self, challenge: &Challenge, asked: &Asked<'_>) -> Result<Option<HeaderValue>, Failure> {
        match (challenge, &self.login) {
            (Challenge::Basic, Some(login)) => Ok(secret_header(&basic(login))),
            (Challenge::Basic, None) => Ok(None),
            (Challenge::Bearer { realm, parameters }, login) => {
                let token = self.token(realm, parameters, login.as_ref(), asked).await?;
                Ok(secret_header(&format!("Bearer {}", token.expose_secret())))
            }
        }
    }

    async fn token(
        &self,
        realm: &str,
        parameters: &[(String, String)],
        login: Option<&Login>,
        asked: &Asked<'_>,
    ) -> Result<Secret, Failure> {
        let url = Url::parse(realm).map_err(|_| Failure::Unreadable("it names no place for tokens".to_owned()))?;
        if url.scheme() != "https" && !(is_loopback(&url) && is_loopback(&self.base)) {
            return Err(Failure::Unreadable("its place for tokens is not https".to_owned()));
        }
        let mut url = url;
        url.query_pairs_mut().extend_pairs(parameters);
        if !parameters.iter().any(|(name, _)| name == "scope") {
            url.query_pairs_mut().append_pair("scope", asked.right);
        }
        let mut request = self.net.client().get(url);
        if let Some(header) = login.and_then(|login| secret_header(&basic(login))) {
            request = request.header(AUTHORIZATION, header);
        }
        let response = self.judged(answered(ANSWERED_WITHIN, request).await?).await?;
        let bytes = whole(response).await?;
        let token = serde_json::from_slice::<Token>(&bytes).ok().and_then(Token::into_secret);
        let token = token.ok_or_else(|| Failure::Unreadable("it gives no token".to_owned()))?;
        self.net.redactor().add(token.expose_secret());
        Ok(token)
    }
}

fn basic(login: &Login) -> String {
    let Login { username, password } = login;
    format!("Basic {}", STANDARD.encode(format!("{username}:{}", password.expose_secret())))
}

fn secret_header(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

async fn answered(limit: Duration, request: RequestBuilder) -> Result<Response, Failure> {
    within(limit, request.send()).await.ok_or_else(lost)?.map_err(failure)
}
