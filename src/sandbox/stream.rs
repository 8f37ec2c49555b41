//! Build and release output: buffered from the start, then live, as Heroku's stream server sends it.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use futures_util::stream::unfold;
use uuid::Uuid;

use super::clock::{self, pause};
use super::script::OutputScript;

/// How long a waiting reader may fail to notice that its build was cancelled.
const NOTICE: Duration = Duration::from_millis(10);

/// How often an output without an end repeats itself.
const AGAIN: Duration = Duration::from_millis(5);

/// The output of one build or release.
#[derive(Debug)]
pub struct Stream {
    /// The part of its address that nobody can guess.
    pub signature: String,
    script: OutputScript,
    due: Vec<Duration>,
    started: Instant,
    closed: OnceLock<Instant>,
    refused: AtomicU32,
    read_before: AtomicBool,
}

impl Stream {
    pub(super) fn start(script: OutputScript, started: Instant) -> Arc<Self> {
        let mut elapsed = Duration::ZERO;
        let mut later = |after: Duration| {
            elapsed += after;
            elapsed
        };
        Arc::new(Self {
            signature: format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple()),
            due: script.chunks.iter().map(|chunk| later(chunk.after)).collect(),
            script,
            started,
            closed: OnceLock::new(),
            refused: AtomicU32::new(0),
            read_before: AtomicBool::new(false),
        })
    }

    /// Ends the output where it is.
    pub(super) fn close(&self, at: Instant) {
        let _ = self.closed.set(at);
    }

    /// Whether this request is one of those that come before the stream exists.
    pub(super) fn is_not_there_yet(&self) -> bool {
        self.refused.fetch_add(1, Ordering::Relaxed) < self.script.not_found_first
    }

    /// A reader from `offset`, counted in bytes of output without heartbeats; `None` beyond the end.
    pub(super) fn reader(self: &Arc<Self>, offset: usize) -> Option<Reader> {
        let first = !self.read_before.swap(true, Ordering::Relaxed);
        let all = self.script.chunks.len();
        let stop = self.script.ends_early_after.filter(|_| first);
        let (mut chunk, mut skip) = (0, offset);
        while let Some(next) = self.script.chunks.get(chunk) {
            if skip < next.bytes.len() {
                break;
            }
            skip -= next.bytes.len();
            chunk += 1;
        }
        let beyond = chunk == all && skip > 0;
        (!beyond).then(|| Reader {
            stream: Arc::clone(self),
            stop: stop.unwrap_or(all),
            chunk,
            skip,
            sent: 0,
            last: clock::now(),
            breaks_at: None,
            silent_after: None,
        })
    }
}

/// One connection that reads a stream.
pub(super) struct Reader {
    stream: Arc<Stream>,
    stop: usize,
    chunk: usize,
    skip: usize,
    sent: usize,
    last: Instant,
    breaks_at: Option<usize>,
    silent_after: Option<usize>,
}

enum Turn {
    Send(Bytes),
    Wait(Duration),
    Broken,
    Over,
}

impl Reader {
    /// The connection breaks after so many bytes.
    pub(super) fn break_at(&mut self, bytes: usize) {
        self.breaks_at = Some(bytes);
    }

    /// Nothing comes after so many bytes, not even a heartbeat or the end.
    pub(super) fn fall_silent_after(&mut self, bytes: usize) {
        self.silent_after = Some(bytes);
    }

    pub(super) fn into_body(self) -> Body {
        Body::from_stream(unfold(self, |mut reader| async move {
            loop {
                match reader.turn() {
                    Turn::Send(bytes) => return Some((Ok(bytes), reader)),
                    Turn::Wait(duration) => pause(duration).await,
                    Turn::Broken => {
                        // What was sent before has to leave first: an error makes hyper drop what it still holds.
                        pause(NOTICE).await;
                        let broken = io::Error::from(io::ErrorKind::ConnectionReset);
                        return Some((Err(broken), reader));
                    }
                    Turn::Over => return None,
                }
            }
        }))
    }

    fn turn(&mut self) -> Turn {
        if self.breaks_at.is_some_and(|limit| self.sent >= limit) {
            return Turn::Broken;
        }
        if self.silent_after.is_some_and(|limit| self.sent >= limit) {
            return Turn::Wait(Duration::from_hours(1));
        }
        if self.chunk >= self.stop {
            return self.again();
        }
        let due = self.stream.started + self.stream.due[self.chunk];
        let closed = self.stream.closed.get();
        let now = clock::now();
        match closed {
            Some(closed) if due > *closed => Turn::Over,
            _ if due <= now => self.next_chunk(now),
            _ => self.idle(now, due),
        }
    }

    fn next_chunk(&mut self, now: Instant) -> Turn {
        let mut bytes = self.stream.script.chunks[self.chunk].bytes.slice(self.skip..);
        self.chunk += 1;
        self.skip = 0;
        for limit in [self.breaks_at, self.silent_after].into_iter().flatten() {
            bytes.truncate(limit - self.sent);
        }
        self.sent += bytes.len();
        self.last = now;
        Turn::Send(bytes)
    }

    /// What comes behind the last chunk: the end, or the same once more.
    fn again(&mut self) -> Turn {
        let is_whole = self.stop == self.stream.script.chunks.len();
        let Some(bytes) = self.stream.script.endless.clone().filter(|_| is_whole) else { return Turn::Over };
        let now = clock::now();
        if now - self.last < AGAIN {
            return Turn::Wait(AGAIN);
        }
        self.last = now;
        Turn::Send(bytes)
    }

    fn idle(&mut self, now: Instant, due: Instant) -> Turn {
        let silence = now - self.last;
        if self.stream.script.heartbeat.is_some_and(|beat| silence >= beat) {
            self.last = now;
            return Turn::Send(Bytes::from_static(&[0]));
        }
        Turn::Wait((due - now).min(NOTICE))
    }
}
