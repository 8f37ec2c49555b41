use std::{cell::RefCell, collections::BTreeSet, rc::Rc, time::Duration};

use reqwest::{
    Client, Method, Response, StatusCode,
    header::{HeaderMap, HeaderValue, LOCATION},
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use super::{
    attempts::Attempts,
    clock::{Instant, on_this_machine},
    error::{ApiError, Failure, Refusal, Service},
    pauses::Pauses,
    request::{Repeat, Request},
    secret_url::SecretUrl,
};
use crate::redact::Redactor;

/// How long a read waits for its answer before it is sent again.
const READ_TIMEOUT: Duration = Duration::from_secs(10);
/// Writes wait longer, because an abandoned one must be looked up.
const WRITE_TIMEOUT: Duration = Duration::from_secs(30);
/// No answer of either API comes near this; a larger one is an attack or a fault.
const LARGEST_ANSWER: usize = 16 * 1024 * 1024;
/// The header with the warnings that Heroku's CLI shows.
const WARNING: &str = "x-heroku-warning";
/// A renamed repository answers with one redirect; more than a few mean a circle.
const MOST_REDIRECTS: u32 = 4;

/// An API at its base address, with the headers (its key among them) that all requests to it carry, and no other host gets.
#[derive(Debug, Clone)]
pub(crate) struct Http {
    client: Client,
    service: Service,
    base: Url,
    headers: HeaderMap,
    warnings: Rc<RefCell<BTreeSet<String>>>,
    pauses: Pauses,
    redactor: Redactor,
}

/// An answer that is no error: its status, headers and body.
#[derive(Debug)]
pub(crate) struct Reply {
    /// Any 2xx; a 3xx where the request wants a redirect.
    pub status: StatusCode,
    /// As they came.
    pub headers: HeaderMap,
    /// At most 16 MiB.
    pub body: Vec<u8>,
}

impl Http {
    /// An API under `base`; `headers` go with every request.
    #[must_use]
    pub(crate) fn new(client: Client, service: Service, base: Url, headers: HeaderMap) -> Self {
        Self {
            client,
            service,
            base,
            headers,
            warnings: Rc::default(),
            pauses: Pauses::channel().0,
            redactor: Redactor::default(),
        }
    }

    /// The same, but reports each pause before a retry there.
    #[must_use]
    pub(crate) fn telling(self, pauses: &Pauses) -> Self {
        Self { pauses: pauses.clone(), ..self }
    }

    /// Its base address.
    pub(crate) fn base(&self) -> &Url {
        &self.base
    }

    /// A service of the same owner at another base address, which takes the same key.
    #[must_use]
    pub(crate) fn at(&self, base: Url) -> Self {
        Self { base, ..self.clone() }
    }

    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    pub(super) fn service(&self) -> Service {
        self.service
    }

    pub(super) fn redactor(&self) -> &Redactor {
        &self.redactor
    }

    /// Where it reports its pauses.
    #[must_use]
    pub(crate) fn pauses(&self) -> &Pauses {
        &self.pauses
    }

    /// The attempts of one request.
    #[must_use]
    pub(crate) fn attempts(&self) -> Attempts {
        Attempts::new(self.service, self.pauses.clone())
    }

    /// The same, but hides in answers what `redactor` knows to be secret.
    #[must_use]
    pub(crate) fn hiding(self, redactor: &Redactor) -> Self {
        Self { redactor: redactor.clone(), ..self }
    }

    /// An address that an answer holds, if it is one that this API may hand out.
    ///
    /// # Errors
    /// What is wrong with it, without repeating it.
    pub(crate) fn handed_out(&self, address: SecretUrl) -> Result<SecretUrl, String> {
        address.handed_out_by(&self.base)
    }

    /// Sends the request, again if that is harmless, until an answer can be read as `T`.
    ///
    /// # Errors
    /// Why the last attempt failed.
    pub(crate) async fn json<T: DeserializeOwned>(&self, request: &Request) -> Result<T, ApiError> {
        self.read(request, |reply| {
            serde_json::from_slice(&reply.body).map_err(|error| format!("{error} ({} bytes)", reply.body.len()))
        })
        .await
    }

    /// As [`Http::json`], with `parse` to make something of the answer; what it refuses counts as unreadable.
    ///
    /// # Errors
    /// Why the last attempt failed.
    pub(crate) async fn read<T>(
        &self,
        request: &Request,
        parse: impl Fn(Reply) -> Result<T, String>,
    ) -> Result<T, ApiError> {
        let mut attempts = self.attempts();
        loop {
            let started = Instant::now();
            let result = self.attempt(request).await;
            let result = result.and_then(|reply| parse(reply).map_err(Failure::Unreadable));
            let result = result.map_err(|failure| failure.redacted(&self.redactor));
            let milliseconds = started.elapsed().as_millis();
            let failure = match result {
                Ok(value) => {
                    tracing::debug!("{} {} {} in {milliseconds} ms", self.service, request.method, request.path());
                    return Ok(value);
                }
                Err(failure) => failure,
            };
            tracing::debug!(
                "{} {} {} failed in {milliseconds} ms: {failure}",
                self.service,
                request.method,
                request.path()
            );
            if !attempts.again(request.repeat, &failure).await {
                return Err(self.error(request, failure));
            }
        }
    }

    /// The API's warnings so far, each once.
    #[must_use]
    pub(crate) fn warnings(&self) -> Vec<String> {
        self.warnings.borrow().iter().cloned().collect()
    }

    /// An answer that is complete but contradicts earlier ones, so asking again would not help.
    #[must_use]
    pub(crate) fn senseless(&self, request: &Request, why: String) -> ApiError {
        self.error(request, Failure::Unreadable(why).redacted(&self.redactor))
    }

    fn error(&self, request: &Request, failure: Failure) -> ApiError {
        ApiError { service: self.service, method: request.method.clone(), path: request.path(), failure }
    }

    async fn attempt(&self, request: &Request) -> Result<Reply, Failure> {
        let mut address = request.address(&self.base)?;
        for _ in 0..MOST_REDIRECTS {
            let reply = self.once(request, address.clone()).await?;
            match self.moved(&reply) {
                Some(elsewhere) => address = elsewhere,
                None if reply.status.is_redirection() && !request.wants_redirect => {
                    return Err(self.astray(request, &reply));
                }
                None => return Ok(reply),
            }
        }
        Err(Failure::Unreadable("redirected in a circle".to_owned()))
    }

    /// Where a renamed repository lives now; only on the same host, since the key goes along.
    /// <https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects>
    fn moved(&self, reply: &Reply) -> Option<Url> {
        if !matches!(reply.status.as_u16(), 301 | 307 | 308) {
            return None;
        }
        let elsewhere = self.base.join(reply.headers.get(LOCATION)?.to_str().ok()?).ok()?;
        (elsewhere.origin() == self.base.origin()).then_some(elsewhere)
    }

    /// A redirect elsewhere. The next read may succeed at the old address; a write was not carried out.
    fn astray(&self, request: &Request, reply: &Reply) -> Failure {
        let location = header(&reply.headers, LOCATION.as_str()).and_then(|address| self.base.join(address).ok());
        let place =
            location.map_or_else(|| "elsewhere".to_owned(), |url| format!("to {}", url.origin().ascii_serialization()));
        let message = format!("redirected {place}, which is not followed");
        if request.method == Method::GET {
            return Failure::Unreadable(message);
        }
        let refusal = refusal(reply.status, &reply.headers, &[]);
        Failure::Refused(Box::new(Refusal { message, rate_limited: false, wait: None, ..refusal }))
    }

    async fn once(&self, request: &Request, address: Url) -> Result<Reply, Failure> {
        // GitHub's writes create records at once, and those can be looked up.
        let is_quick = request.repeat == Repeat::Harmless || self.service == Service::GitHub;
        let timeout = if is_quick { READ_TIMEOUT } else { WRITE_TIMEOUT };
        let mut builder = self.client.request(request.method.clone(), address).timeout(on_this_machine(timeout));
        builder = builder.headers(self.headers.clone()).headers(request.headers.clone());
        if let Some(body) = &request.body {
            builder = builder.json(body);
        }
        let response = builder.send().await.map_err(failure)?;
        let (status, headers) = (response.status(), response.headers().clone());
        if let Some(warning) = header(&headers, WARNING) {
            self.warnings.borrow_mut().insert(self.redactor.clean_foreign(warning).into_owned());
        }
        let body = capped(response).await?;
        if status.is_success() || status.is_redirection() {
            Ok(Reply { status, headers, body })
        } else {
            Err(Failure::Refused(Box::new(refusal(status, &headers, &body))))
        }
    }
}

pub(crate) fn failure(error: reqwest::Error) -> Failure {
    let unreachable = error.is_connect();
    let reason = innermost(&error.without_url());
    if unreachable { Failure::Unreachable(reason) } else { Failure::Lost(reason) }
}

/// The innermost cause is the one that people can act on: "connection refused", "certificate has expired".
fn innermost(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return "no answer in time".to_owned();
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}

/// The rest of an answer, unless it is too large.
pub(crate) async fn capped(mut response: Response) -> Result<Vec<u8>, Failure> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(failure)? {
        if body.len() + chunk.len() > LARGEST_ANSWER {
            return Err(Failure::TooLarge(LARGEST_ANSWER / 1024 / 1024));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

pub(crate) fn refusal(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Refusal {
    let json: Value = serde_json::from_slice(body).unwrap_or_default();
    let text = |name: &str| json.get(name).and_then(Value::as_str).map(ToOwned::to_owned);
    let message = text("message").unwrap_or_else(|| beginning(body));
    let spent = header(headers, "x-ratelimit-remaining").is_some_and(|left| left == "0");
    let wait = header(headers, "retry-after")
        .and_then(|seconds| seconds.parse().ok())
        .or_else(|| header(headers, "x-ratelimit-reset").filter(|_| spent).and_then(until))
        .map(Duration::from_secs);
    let id = text("id").unwrap_or_default();
    Refusal {
        status: status.as_u16(),
        rate_limited: is_rate_limit(status, &id, &message)
            || status == StatusCode::FORBIDDEN && (wait.is_some() || spent),
        id,
        request_id: header(headers, "request-id")
            .or_else(|| header(headers, "x-github-request-id"))
            .unwrap_or_default()
            .to_owned(),
        message,
        wait,
    }
}

/// Heroku has been seen to answer 422 for it (<https://github.com/heroku/hatchet/issues/46>), GitHub 403. What is not there,
/// or there already, or not allowed at all, may have those words for a name.
fn is_rate_limit(status: StatusCode, id: &str, message: &str) -> bool {
    let is_about_something_else = matches!(status.as_u16(), 401 | 404 | 409 | 410);
    let says_so = || message.to_lowercase().contains("rate limit");
    status == StatusCode::TOO_MANY_REQUESTS || id == "rate_limit" || !is_about_something_else && says_so()
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).map(HeaderValue::to_str)?.ok()
}

/// Seconds from now until a time given in seconds since 1970.
fn until(reset: &str) -> Option<u64> {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?.as_secs();
    Some(reset.parse::<u64>().ok()?.saturating_sub(now))
}

/// A store's own words: <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>.
/// Other parts of the answer may be secret.
fn in_xml(text: &str) -> Option<String> {
    let within = |tag: &str| {
        let (_, rest) = text.split_once(&format!("<{tag}>"))?;
        rest.split_once(&format!("</{tag}>")).map(|(words, _)| words.trim())
    };
    let code = within("Code").filter(|code| !code.is_empty() && code.chars().all(char::is_alphanumeric))?;
    Some(within("Message").map_or_else(|| code.to_owned(), |message| format!("{code}: {message}")))
}

/// The beginning of a body that is no JSON of ours: a gateway's page, most likely. Tags would only be in the way. An ellipsis
/// says that there was more, so that half a secret before it is none that is told.
fn beginning(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(&body[..body.len().min(2000)]);
    if text.trim_start().starts_with('<') {
        return in_xml(&text).unwrap_or_else(|| "an HTML page instead of JSON".to_owned());
    }
    let words = text.trim_end_matches(char::REPLACEMENT_CHARACTER).split_whitespace().collect::<Vec<_>>().join(" ");
    match words.char_indices().nth(200) {
        Some((end, _)) => format!("{}…", &words[..end]),
        None if body.len() > 2000 => format!("{words}…"),
        None => words,
    }
}
