//! Pieces of images: whether they are there, and how they get there.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use reqwest::{Body, Method, Response};
use url::Url;

use super::{
    answer::lost,
    client::{Asked, Registry},
    manifest::Blob,
    stream::{Passed, Passing},
};
use crate::http::{ApiError, Failure, Repeat, pause};

/// After so long without a byte that moves, nor an answer, the other side is gone.
const STANDSTILL: Duration = Duration::from_secs(10);
const LOOK: Duration = Duration::from_secs(1);

/// Where a piece is copied to.
#[derive(Clone, Copy)]
pub(super) struct Target<'a> {
    pub(super) registry: &'a Registry,
    pub(super) repository: &'a str,
}

/// Where it comes from.
#[derive(Clone, Copy)]
pub(super) struct Origin<'a> {
    pub(super) registry: &'a Registry,
    pub(super) repository: &'a str,
}

/// The right to read a repository.
pub(super) fn to_read(repository: &str) -> String {
    format!("repository:{repository}:pull")
}

/// The right to write to it.
pub(super) fn to_write(repository: &str) -> String {
    format!("repository:{repository}:pull,push")
}

impl Origin<'_> {
    async fn open(&self, blob: &Blob) -> Result<Response, Failure> {
        let path = format!("{}/blobs/{}", self.repository, blob.digest);
        let (url, right) = (self.registry.address(&path)?, to_read(self.repository));
        let asked = Asked { method: Method::GET, url, path: &path, right: &right, headers: Vec::new() };
        self.registry.send(&asked, Body::default).await
    }
}

impl Target<'_> {
    /// Has a piece there, copied unless it is there already; tells how many bytes that took.
    pub(super) async fn copy(
        &self,
        from: Origin<'_>,
        mounts: &[String],
        blob: &Blob,
        sent: &Arc<AtomicU64>,
    ) -> Result<u64, ApiError> {
        if self.has(blob).await? {
            return Ok(0);
        }
        let mut attempts = self.registry.attempts();
        loop {
            let failure = match self.copy_once(from, mounts, blob, sent).await {
                Ok(bytes) => return Ok(bytes),
                Err(failure) => failure,
            };
            if !attempts.again(Repeat::Harmless, &failure).await {
                let path = format!("{}/blobs/{}", self.repository, blob.digest);
                return Err(self.error(Method::POST, &path, failure));
            }
        }
    }

    async fn has(&self, blob: &Blob) -> Result<bool, ApiError> {
        let path = format!("{}/blobs/{}", self.repository, blob.digest);
        match self.ask(Method::HEAD, &path).await {
            Ok(_) => Ok(true),
            Err(error) if error.status() == Some(404) => Ok(false),
            Err(error) => Err(error),
        }
    }

    async fn ask(&self, method: Method, path: &str) -> Result<Response, ApiError> {
        let unaskable = |failure| self.error(method.clone(), path, failure);
        let (url, right) = (self.registry.address(path).map_err(unaskable)?, to_write(self.repository));
        let asked = Asked { method: method.clone(), url, path, right: &right, headers: Vec::new() };
        self.registry.ask(&asked).await
    }

    fn error(&self, method: Method, path: &str, failure: Failure) -> ApiError {
        let asked = self.registry.address("").map(|url| Asked {
            method: method.clone(),
            url,
            path,
            right: "",
            headers: Vec::new(),
        });
        match asked {
            Ok(asked) => self.registry.error(&asked, failure),
            Err(_) => ApiError { service: crate::http::Service::Registry, method, path: path.to_owned(), failure },
        }
    }

    async fn copy_once(
        &self,
        from: Origin<'_>,
        mounts: &[String],
        blob: &Blob,
        sent: &Arc<AtomicU64>,
    ) -> Result<u64, Failure> {
        let Some(place) = self.begin(from, mounts, blob).await? else { return Ok(0) };
        let passed = Passed::new();
        let response = from.open(blob).await?;
        let place = self.send_on(place, response, blob, &passed).await?;
        if passed.digest() != blob.digest {
            return Err(Failure::Unreadable(format!("{} came with another content than its digest says", blob.digest)));
        }
        self.end(place, blob).await?;
        sent.fetch_add(blob.size, Ordering::Relaxed);
        Ok(blob.size)
    }

    /// Where a piece is to be put; none where the registry has taken it over from another repository of its own.
    async fn begin(&self, from: Origin<'_>, mounts: &[String], blob: &Blob) -> Result<Option<Url>, Failure> {
        let path = format!("{}/blobs/uploads/", self.repository);
        let mut url = self.registry.address(&path)?;
        let own = from.registry.is(self.registry).then(|| from.repository.to_owned());
        if let Some(other) = own.as_ref().or(mounts.first()).filter(|other| other.as_str() != self.repository) {
            url.query_pairs_mut().append_pair("mount", &blob.digest).append_pair("from", other);
        }
        let response = self.write(Method::POST, url, &path, Vec::new(), Body::default).await?;
        if response.status() == 201 {
            return Ok(None);
        }
        self.registry.led_to(&response).map(Some)
    }

    /// Puts a piece to its place as it comes; tells where its end is to be told.
    async fn send_on(&self, place: Url, from: Response, blob: &Blob, passed: &Passed) -> Result<Url, Failure> {
        let path = format!("{}/blobs/uploads/", self.repository);
        let body = Passing { from: Body::from(from), left: blob.size, passed: passed.clone() };
        let body = std::cell::Cell::new(Some(Body::wrap(body)));
        let headers =
            vec![("content-type", "application/octet-stream".to_owned()), ("content-length", blob.size.to_string())];
        let sending = self.write(Method::PATCH, place, &path, headers, || body.take().unwrap_or_default());
        let response = tokio::select! {
            sent = sending => sent?,
            () = standstill(&passed.bytes) => return Err(lost()),
        };
        self.registry.led_to(&response)
    }

    async fn end(&self, mut place: Url, blob: &Blob) -> Result<(), Failure> {
        let path = format!("{}/blobs/uploads/", self.repository);
        place.query_pairs_mut().append_pair("digest", &blob.digest);
        let headers = vec![("content-length", "0".to_owned())];
        self.write(Method::PUT, place, &path, headers, Body::default).await.map(|_| ())
    }

    /// Puts a piece that is held.
    pub(super) async fn put(
        &self,
        from: Origin<'_>,
        mounts: &[String],
        blob: &Blob,
        bytes: &[u8],
    ) -> Result<(), ApiError> {
        if self.has(blob).await? {
            return Ok(());
        }
        let mut attempts = self.registry.attempts();
        loop {
            let failure = match self.put_once(from, mounts, blob, bytes).await {
                Ok(()) => return Ok(()),
                Err(failure) => failure,
            };
            if !attempts.again(Repeat::Harmless, &failure).await {
                let path = format!("{}/blobs/{}", self.repository, blob.digest);
                return Err(self.error(Method::POST, &path, failure));
            }
        }
    }

    async fn put_once(&self, from: Origin<'_>, mounts: &[String], blob: &Blob, bytes: &[u8]) -> Result<(), Failure> {
        let Some(mut place) = self.begin(from, mounts, blob).await? else { return Ok(()) };
        let path = format!("{}/blobs/uploads/", self.repository);
        place.query_pairs_mut().append_pair("digest", &blob.digest);
        let headers = vec![("content-type", "application/octet-stream".to_owned())];
        self.write(Method::PUT, place, &path, headers, || Body::from(bytes.to_vec())).await.map(|_| ())
    }

    /// Puts a manifest under a tag.
    pub(super) async fn put_manifest(&self, tag: &str, media_type: &str, bytes: &[u8]) -> Result<(), ApiError> {
        let path = format!("{}/manifests/{tag}", self.repository);
        let mut attempts = self.registry.attempts();
        loop {
            let headers = vec![("content-type", media_type.to_owned())];
            let sent = match self.registry.address(&path) {
                Ok(url) => self.write(Method::PUT, url, &path, headers, || Body::from(bytes.to_vec())).await,
                Err(failure) => Err(failure),
            };
            let Err(failure) = sent else { return Ok(()) };
            if !attempts.again(Repeat::Harmless, &failure).await {
                return Err(self.error(Method::PUT, &path, failure));
            }
        }
    }

    async fn write(
        &self,
        method: Method,
        url: Url,
        path: &str,
        headers: Vec<(&'static str, String)>,
        body: impl Fn() -> Body,
    ) -> Result<Response, Failure> {
        let right = to_write(self.repository);
        self.registry.send(&Asked { method, url, path, right: &right, headers }, body).await
    }
}

/// Ends once nothing moved for long.
async fn standstill(moved: &AtomicU64) {
    let (mut before, mut silence) = (0, Duration::ZERO);
    while silence < STANDSTILL {
        pause(LOOK).await;
        let now = moved.load(Ordering::Relaxed);
        silence = if now == before { silence + LOOK } else { Duration::ZERO };
        before = now;
    }
}
