//! Uploads to addresses that need no key.

use std::{
    fs::File,
    io,
    os::unix::fs::FileExt,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use reqwest::{Method, header::CONTENT_LENGTH};

use super::{
    client::{Http, capped, failure, refusal},
    error::{ApiError, Failure},
    request::Repeat,
    secret_url::SecretUrl,
    standstill::standstill,
};

/// How much of a file is read at once.
const PIECE: u64 = 64 * 1024;
/// Stands for the address, which is secret.
const PLACE: &str = "to the address of the upload";

/// A file, and how much of it has been sent.
#[derive(Debug, Clone)]
pub(crate) struct Parcel {
    pub(crate) file: Arc<File>,
    /// In bytes.
    pub(crate) length: u64,
    pub(crate) sent: Arc<AtomicU64>,
}

impl Http {
    /// Puts a file to an address, with its length, and again if that fails: the last upload counts.
    ///
    /// # Errors
    /// Why the last attempt failed, without the address.
    pub(crate) async fn put_file(&self, address: &SecretUrl, parcel: &Parcel) -> Result<(), ApiError> {
        self.put(address, parcel.length, || {
            parcel.sent.store(0, Ordering::Relaxed);
            (reqwest::Body::wrap(Content { parcel: parcel.clone(), at: 0 }), Some(Arc::clone(&parcel.sent)))
        })
        .await
    }

    /// Empties an address: puts nothing there.
    ///
    /// # Errors
    /// As [`Http::put_file`].
    pub(crate) async fn put_nothing(&self, address: &SecretUrl) -> Result<(), ApiError> {
        // Who empties an address has little time, so the shorter limit holds to the end.
        self.put(address, u64::MAX, || (reqwest::Body::from(Bytes::new()), None)).await
    }

    async fn put(
        &self,
        address: &SecretUrl,
        whole: u64,
        body: impl Fn() -> (reqwest::Body, Option<Arc<AtomicU64>>),
    ) -> Result<(), ApiError> {
        let mut attempts = self.attempts();
        loop {
            let (body, sent) = body();
            let failure = match self.put_once(address, whole, body, sent).await {
                Ok(()) => return Ok(()),
                Err(failure) => failure.redacted(self.redactor()),
            };
            if !attempts.again(Repeat::Harmless, &failure).await {
                let (service, path) = (self.service(), PLACE.to_owned());
                return Err(ApiError { service, method: Method::PUT, path, failure });
            }
        }
    }

    async fn put_once(
        &self,
        address: &SecretUrl,
        whole: u64,
        body: reqwest::Body,
        sent: Option<Arc<AtomicU64>>,
    ) -> Result<(), Failure> {
        let is_empty = sent.is_none();
        let moved = sent.unwrap_or_default();
        let answer = async {
            let mut request = self.client().put(address.expose()).body(body);
            if is_empty {
                // A store with signed addresses requires the header even for an empty body.
                request = request.header(CONTENT_LENGTH, 0);
            }
            let response = request.send().await.map_err(failure)?;
            let (status, headers) = (response.status(), response.headers().clone());
            let body = capped(response).await?;
            if status.is_success() {
                return Ok(());
            }
            Err(Failure::Refused(Box::new(refusal(status, &headers, &body))))
        };
        tokio::select! {
            answer = answer => answer,
            () = standstill(&moved, whole) => Err(Failure::Lost("nothing moved any more".to_owned())),
        }
    }
}

/// A file's content, read piece by piece as it is sent.
struct Content {
    parcel: Parcel,
    at: u64,
}

impl Body for Content {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let Parcel { file, length, sent } = self.parcel.clone();
        let left = length - self.at;
        if left == 0 {
            return Poll::Ready(None);
        }
        let mut piece = vec![0; usize::try_from(left.min(PIECE)).unwrap_or(usize::MAX)];
        let read = file.read_exact_at(&mut piece, self.at);
        self.at += piece.len() as u64;
        sent.store(self.at, Ordering::Relaxed);
        Poll::Ready(Some(read.map(|()| Frame::data(piece.into()))))
    }

    fn is_end_stream(&self) -> bool {
        self.at == self.parcel.length
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.parcel.length - self.at)
    }
}
