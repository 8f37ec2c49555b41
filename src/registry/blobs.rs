//! Blobs of images: whether a registry has them, and how to copy them there.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use reqwest::{Body, Method, Response, header::LOCATION};
use url::Url;

use super::{
    answer::lost,
    client::{Asked, Registry},
    manifest::Blob,
    stream::{Passed, Passing},
};
use crate::http::{ApiError, Failure, standstill};

/// Where a blob is copied to.
#[derive(Clone, Copy)]
pub(super) struct Target<'a> {
    pub(super) registry: &'a Registry,
    pub(super) repository: &'a str,
}

/// Where a blob is copied from.
#[derive(Clone, Copy)]
pub(super) struct Origin<'a> {
    pub(super) registry: &'a Registry,
    pub(super) repository: &'a str,
}

/// The scope to read a repository.
pub(super) fn to_read(repository: &str) -> String {
    format!("repository:{repository}:pull")
}

/// The scope to read and write a repository.
pub(super) fn to_write(repository: &str) -> String {
    format!("repository:{repository}:pull,push")
}

impl Origin<'_> {
    async fn open(&self, blob: &Blob) -> Result<Response, Failure> {
        let (url, right) = (self.registry.address(&path_of(self.repository, blob))?, to_read(self.repository));
        let asked = Asked { method: Method::GET, url, right: &right, headers: Vec::new() };
        self.registry.send(&asked, Body::default).await
    }
}

impl Target<'_> {
    /// Copies a blob unless it is there already. Returns how many bytes were sent.
    pub(super) async fn copy(
        &self,
        from: Origin<'_>,
        mounts: &[String],
        blob: &Blob,
        sent: &Arc<AtomicU64>,
    ) -> Result<u64, ApiError> {
        let path = path_of(self.repository, blob);
        self.registry.until_done(Method::POST, &path, async || self.copy_once(from, mounts, blob, sent).await).await
    }

    async fn copy_once(
        &self,
        from: Origin<'_>,
        mounts: &[String],
        blob: &Blob,
        sent: &Arc<AtomicU64>,
    ) -> Result<u64, Failure> {
        // An earlier attempt may have copied it, even if its last request was not answered.
        if self.has(blob).await? {
            return Ok(0);
        }
        let Some(place) = self.begin(from, mounts, blob).await? else { return Ok(0) };
        let passed = Passed::new();
        let response = from.open(blob).await?;
        let place = self.send_on(place, response, blob, &passed).await?;
        if passed.digest() != blob.digest {
            return Err(Failure::Unreadable(format!("the content of {} does not match its digest", blob.digest)));
        }
        self.end(place, blob).await?;
        sent.fetch_add(blob.size, Ordering::Relaxed);
        Ok(blob.size)
    }

    async fn has(&self, blob: &Blob) -> Result<bool, Failure> {
        let url = self.registry.address(&path_of(self.repository, blob))?;
        match self.write(Method::HEAD, url, Vec::new(), Body::default).await {
            Ok(_) => Ok(true),
            // Some registries do not support this request. Then the blob is sent again.
            Err(Failure::Refused(refusal)) if matches!(refusal.status, 404 | 405 | 501) => Ok(false),
            Err(failure) => Err(failure),
        }
    }

    /// The address to upload a blob to; `None` if the registry mounted it from another of its repositories.
    async fn begin(&self, from: Origin<'_>, mounts: &[String], blob: &Blob) -> Result<Option<Url>, Failure> {
        let url = self.registry.address(&format!("{}/blobs/uploads/", self.repository))?;
        let own = from.registry.is(self.registry).then(|| from.repository.to_owned());
        if let Some(other) = own.as_ref().or(mounts.first()).filter(|other| other.as_str() != self.repository) {
            let mut mount = url.clone();
            mount.query_pairs_mut().append_pair("mount", &blob.digest).append_pair("from", other);
            match self.write(Method::POST, mount, Vec::new(), Body::default).await {
                Ok(taken_over) if taken_over.status() == 201 => return Ok(None),
                Ok(response) => return self.registry.led_to(&response).map(Some),
                // A registry that does not mount blobs may refuse. Then the blob is sent.
                Err(Failure::Refused(refusal)) if matches!(refusal.status, 400 | 403 | 404 | 405) => {}
                Err(failure) => return Err(failure),
            }
        }
        let response = self.write(Method::POST, url, Vec::new(), Body::default).await?;
        self.registry.led_to(&response).map(Some)
    }

    /// Sends a blob as it arrives. Returns the address at which to complete the upload.
    async fn send_on(&self, place: Url, from: Response, blob: &Blob, passed: &Passed) -> Result<Url, Failure> {
        let body = Passing { from: Body::from(from), left: blob.size, passed: passed.clone() };
        let body = std::cell::Cell::new(Some(Body::wrap(body)));
        let headers =
            vec![("content-type", "application/octet-stream".to_owned()), ("content-length", blob.size.to_string())];
        let sending = self.write(Method::PATCH, place.clone(), headers, || body.take().unwrap_or_default());
        let response = tokio::select! {
            sent = sending => sent?,
            () = standstill(&passed.bytes, blob.size) => return Err(lost()),
        };
        // Without a `Location`, the upload goes on at the same address.
        if response.headers().contains_key(LOCATION) { self.registry.led_to(&response) } else { Ok(place) }
    }

    async fn end(&self, mut place: Url, blob: &Blob) -> Result<(), Failure> {
        place.query_pairs_mut().append_pair("digest", &blob.digest);
        let headers = vec![("content-length", "0".to_owned())];
        self.write(Method::PUT, place, headers, Body::default).await.map(|_| ())
    }

    /// Uploads a blob that is in memory.
    pub(super) async fn put(
        &self,
        from: Origin<'_>,
        mounts: &[String],
        blob: &Blob,
        bytes: &[u8],
    ) -> Result<(), ApiError> {
        let path = path_of(self.repository, blob);
        self.registry.until_done(Method::POST, &path, async || self.put_once(from, mounts, blob, bytes).await).await
    }

    async fn put_once(&self, from: Origin<'_>, mounts: &[String], blob: &Blob, bytes: &[u8]) -> Result<(), Failure> {
        if self.has(blob).await? {
            return Ok(());
        }
        let Some(mut place) = self.begin(from, mounts, blob).await? else { return Ok(()) };
        place.query_pairs_mut().append_pair("digest", &blob.digest);
        let headers = vec![("content-type", "application/octet-stream".to_owned())];
        self.write(Method::PUT, place, headers, || Body::from(bytes.to_vec())).await.map(|_| ())
    }

    /// Uploads a manifest under a tag.
    pub(super) async fn put_manifest(&self, tag: &str, media_type: &str, bytes: &[u8]) -> Result<(), ApiError> {
        let path = format!("{}/manifests/{tag}", self.repository);
        let put = async || {
            let headers = vec![("content-type", media_type.to_owned())];
            self.write(Method::PUT, self.registry.address(&path)?, headers, || Body::from(bytes.to_vec())).await
        };
        self.registry.until_done(Method::PUT, &path, put).await.map(|_| ())
    }

    /// Sends a request with the scope to write.
    async fn write(
        &self,
        method: Method,
        url: Url,
        headers: Vec<(&'static str, String)>,
        body: impl Fn() -> Body,
    ) -> Result<Response, Failure> {
        let right = to_write(self.repository);
        self.registry.send(&Asked { method, url, right: &right, headers }, body).await
    }
}

fn path_of(repository: &str, blob: &Blob) -> String {
    format!("{repository}/blobs/{}", blob.digest)
}
