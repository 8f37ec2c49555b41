use std::{collections::BTreeSet, path::PathBuf};

use reqwest::{
    Client,
    header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue, RANGE},
};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use url::Url;

use crate::{
    http::{ApiError, Attempts, Http, ListRoom, Pauses, Request, Service},
    redact::Redactor,
};

/// The one version of the API, which all requests name.
const VERSION: &str = "application/vnd.heroku+json; version=3";
/// No list that Branchline reads has more pages than this.
const MOST_PAGES: usize = 1000;
/// Asks for a list in pages as large as Heroku gives.
const LARGEST_PAGES: &str = "id ..; max=1000";
const NEXT_RANGE: HeaderName = HeaderName::from_static("next-range");

/// Heroku's Platform API under one key.
#[derive(Debug)]
pub struct Heroku {
    pub(super) http: Http,
    /// For streams, which are on other hosts and must not get the key.
    pub(super) bare: Client,
    /// Certificates that are trusted beside the public ones.
    pub(super) private_authorities: Option<PathBuf>,
    /// The answer of every app in a rehearsal, which asks no real one.
    pub(super) rehearsed_answer: Option<String>,
}

impl Heroku {
    /// The API under `base`, with `key` for it alone.
    #[must_use]
    pub fn new(client: Client, base: Url, key: &SecretString) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static(VERSION));
        if let Ok(mut bearer) = HeaderValue::from_str(&format!("Bearer {}", key.expose_secret())) {
            bearer.set_sensitive(true);
            headers.insert(AUTHORIZATION, bearer);
        }
        let http = Http::new(client.clone(), Service::Heroku, base, headers);
        Self { http, bare: client, private_authorities: None, rehearsed_answer: None }
    }

    /// The same, but also trusts the certificates in this file when it joins a dyno.
    #[must_use]
    pub fn trusting(self, private_authorities: Option<PathBuf>) -> Self {
        Self { private_authorities, ..self }
    }

    /// The same, but with this as every app's answer: a rehearsal asks no real app.
    #[must_use]
    pub(crate) fn rehearsing(self, answer: String) -> Self {
        Self { rehearsed_answer: Some(answer), ..self }
    }

    /// The same, but reports each pause before a retry there.
    #[must_use]
    pub fn telling(self, pauses: &Pauses) -> Self {
        Self { http: self.http.telling(pauses), ..self }
    }

    /// Where it reports its pauses.
    #[must_use]
    pub fn pauses(&self) -> &Pauses {
        self.http.pauses()
    }

    /// The attempts of a request that its caller repeats.
    #[must_use]
    pub fn attempts(&self) -> Attempts {
        self.http.attempts()
    }

    /// The same, but hides in answers what `redactor` knows to be secret.
    #[must_use]
    pub fn hiding(self, redactor: &Redactor) -> Self {
        Self { http: self.http.hiding(redactor), ..self }
    }

    /// Heroku's warnings so far, each once.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        self.http.warnings()
    }

    /// All pages of a list: as long as there is a `Next-Range`, it is asked for. One that was read already would be read for
    /// ever.
    /// <https://devcenter.heroku.com/articles/platform-api-reference#ranges>
    pub(super) async fn list<T: DeserializeOwned>(&self, request: Request) -> Result<Vec<T>, ApiError> {
        self.list_of(request, usize::MAX).await
    }

    /// The first items of a list in the order of `range`, at least so many, if it has so many: a page may have fewer than were
    /// asked for. All of them where Heroku knows no such range.
    pub(super) async fn first<T: DeserializeOwned>(
        &self,
        request: Request,
        range: &str,
        enough: usize,
    ) -> Result<Vec<T>, ApiError> {
        let first = Box::pin(self.list_of(request.clone().header(RANGE, range), enough));
        match first.await {
            Err(error) if error.status() == Some(416) => Box::pin(self.list(request)).await,
            answer => answer,
        }
    }

    async fn list_of<T: DeserializeOwned>(&self, mut request: Request, enough: usize) -> Result<Vec<T>, ApiError> {
        let (mut all, mut read, mut room) = (Vec::new(), BTreeSet::new(), ListRoom::new());
        loop {
            let Page { items, bytes, next } = self.page_of(&request).await?;
            room.take(bytes).map_err(|why| self.http.senseless(&request, why))?;
            all.extend(items);
            let Some(range) = next.filter(|_| all.len() < enough) else { return Ok(all) };
            request = request.header(RANGE, &range);
            if read.len() == MOST_PAGES {
                return Err(self.http.senseless(&request, format!("more than {MOST_PAGES} pages")));
            }
            if !read.insert(range) {
                return Err(self.http.senseless(&request, "the next page is one that was read already".to_owned()));
            }
        }
    }

    /// The same with as many items on a page as Heroku gives, where there may be thousands.
    pub(super) async fn long_list<T: DeserializeOwned>(&self, request: Request) -> Result<Vec<T>, ApiError> {
        self.first(request, LARGEST_PAGES, usize::MAX).await
    }

    /// The first page of a list.
    pub(super) async fn page<T: DeserializeOwned>(&self, request: &Request) -> Result<Vec<T>, ApiError> {
        Ok(self.page_of(request).await?.items)
    }

    async fn page_of<T: DeserializeOwned>(&self, request: &Request) -> Result<Page<T>, ApiError> {
        self.http
            .read(request, |reply| {
                let items: Vec<T> = serde_json::from_slice(&reply.body).map_err(|error| error.to_string())?;
                let next = reply.headers.get(NEXT_RANGE).and_then(|range| range.to_str().ok()).map(ToOwned::to_owned);
                Ok(Page { items, bytes: reply.body.len(), next })
            })
            .await
    }
}

/// A page of a list.
struct Page<T> {
    items: Vec<T>,
    /// Its size.
    bytes: usize,
    /// The range of the next one.
    next: Option<String>,
}
