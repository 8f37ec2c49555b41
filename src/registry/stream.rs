//! Passes a blob from one registry to another without holding it in memory.

use std::{
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};
use ring::digest::{Context as Digest, SHA256};

use crate::names::in_hex;

/// The digest and size of what has passed so far.
#[derive(Clone)]
pub(super) struct Passed {
    digest: Arc<Mutex<Digest>>,
    /// How many bytes have passed so far.
    pub(super) bytes: Arc<AtomicU64>,
}

impl Passed {
    pub(super) fn new() -> Self {
        Self { digest: Arc::new(Mutex::new(Digest::new(&SHA256))), bytes: Arc::default() }
    }

    fn note(&self, piece: &[u8]) {
        self.digest.lock().unwrap_or_else(PoisonError::into_inner).update(piece);
        self.bytes.fetch_add(piece.len() as u64, Ordering::Relaxed);
    }

    /// The digest of everything that has passed.
    pub(super) fn digest(&self) -> String {
        let digest = self.digest.lock().unwrap_or_else(PoisonError::into_inner).clone();
        digest_text(digest.finish().as_ref())
    }
}

/// The digest of bytes, as registries write it.
pub(super) fn digest_of(bytes: &[u8]) -> String {
    digest_text(ring::digest::digest(&SHA256, bytes).as_ref())
}

fn digest_text(digest: &[u8]) -> String {
    format!("sha256:{}", in_hex(digest))
}

/// A body that is passed on as it arrives, up to the announced size.
pub(super) struct Passing {
    pub(super) from: reqwest::Body,
    pub(super) left: u64,
    pub(super) passed: Passed,
}

impl Body for Passing {
    type Data = Bytes;
    type Error = Box<dyn std::error::Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        let frame = match Pin::new(&mut self.from).poll_frame(context) {
            Poll::Pending => return Poll::Pending,
            Poll::Ready(frame) => frame,
        };
        let piece = match frame {
            None if self.left > 0 => return Poll::Ready(Some(Err("it ended too early".into()))),
            None => return Poll::Ready(None),
            Some(Err(error)) => return Poll::Ready(Some(Err(error.into()))),
            Some(Ok(frame)) => frame.into_data().unwrap_or_default(),
        };
        let Some(left) = self.left.checked_sub(piece.len() as u64) else {
            return Poll::Ready(Some(Err("it is longer than its manifest says".into())));
        };
        self.left = left;
        self.passed.note(&piece);
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
