//! What can go wrong on the wire, and for which request it does.

use std::time::Duration;

use serde_json::Value;

use super::call::Call;
use super::pattern;
use super::recorded::Service;

/// How a request goes wrong.
#[derive(Clone, Debug)]
pub enum FaultKind {
    /// The connection is closed as soon as it is opened. Only the fault's service counts.
    RefuseConnection,
    /// The connection breaks without a reply, and nothing was done.
    ResetBefore,
    /// The request is carried out, then the connection breaks without a reply.
    ResetAfter,
    /// This reply instead, and nothing was done. A string is sent as it is: a gateway's page.
    Status(u16, Value),
    /// The request is carried out, then this reply is sent instead.
    StatusAfter(u16, Value),
    /// The right reply, told otherwise: what may be left out is, or statuses have other words.
    Told(fn(&mut Value)),
    /// The request is sent on to the same place, by an address without a host, and nothing was done.
    SentOn,
    /// The service's own "too many requests": 429, at GitHub with `retry-after`.
    RateLimited,
    /// GitHub's 403 for an exhausted rate limit, with `x-ratelimit-remaining: 0`.
    ForbiddenRateLimit,
    /// The right reply, but the connection breaks in the middle of its body.
    TruncatedJson,
    /// The same, but nothing more comes and the connection stays open.
    StalledBody,
    /// Headers are right, the body never ends; with this status instead of the right one, if one is named.
    EndlessBody(Option<u16>),
    /// Status and headers are right, the body is a web page.
    GarbledJson,
    /// The request is carried out and answered late: also if nobody waits for the answer any more.
    Delay(Duration),
    /// No reply, ever; the connection stays open.
    Hang,
    /// The request is carried out, then there is no reply, ever; the connection stays open.
    HangAfter,
    /// The stream's connection breaks after so many bytes.
    BreakStream(usize),
    /// After so many bytes the stream sends nothing more, not even heartbeats, and stays open.
    SilenceStream(usize),
}

/// Which of the matching requests are hit, counted from 1.
#[derive(Clone, Copy, Debug)]
pub enum Turn {
    /// All of them.
    Every,
    /// Just this one.
    Only(u32),
    /// This many, then it is over.
    First(u32),
    /// All after this many.
    After(u32),
}

/// A fault, waiting for its request.
#[derive(Clone, Debug)]
pub struct Fault {
    service: Option<Service>,
    method: Option<String>,
    path: String,
    turn: Turn,
    kind: FaultKind,
    seen: u32,
}

impl Fault {
    /// Hits every request with this method to a path like `path`, in which `*` stands for anything.
    #[must_use]
    pub fn new(service: Service, method: &str, path: &str, kind: FaultKind) -> Self {
        Self { method: Some(method.to_owned()), path: path.to_owned(), ..Self::everywhere(Some(service), kind) }
    }

    /// Hits every request to the service.
    #[must_use]
    pub fn on(service: Service, kind: FaultKind) -> Self {
        Self::everywhere(Some(service), kind)
    }

    /// Hits every request, wherever it goes.
    #[must_use]
    pub fn on_anything(kind: FaultKind) -> Self {
        Self::everywhere(None, kind)
    }

    fn everywhere(service: Option<Service>, kind: FaultKind) -> Self {
        Self { service, method: None, path: "*".to_owned(), turn: Turn::Every, kind, seen: 0 }
    }

    /// Hits only some of the matching requests.
    #[must_use]
    pub fn at(mut self, turn: Turn) -> Self {
        self.turn = turn;
        self
    }

    /// The kind, if this is the request (it counts as seen either way, if it matches).
    pub(super) fn strikes(&mut self, call: &Call) -> Option<FaultKind> {
        let matches = !matches!(self.kind, FaultKind::RefuseConnection)
            && self.service.is_none_or(|service| service == call.service)
            && self.method.as_ref().is_none_or(|method| *method == call.method)
            && pattern::matches(&self.path, &call.path);
        (matches && self.is_due()).then(|| self.kind.clone())
    }

    /// Whether a new connection to the service is to be closed at once.
    pub(super) fn refuses(&mut self, service: Service) -> bool {
        matches!(self.kind, FaultKind::RefuseConnection)
            && self.service.is_none_or(|refused| refused == service)
            && self.is_due()
    }

    fn is_due(&mut self) -> bool {
        self.seen += 1;
        match self.turn {
            Turn::Every => true,
            Turn::Only(nth) => self.seen == nth,
            Turn::First(count) => self.seen <= count,
            Turn::After(count) => self.seen > count,
        }
    }
}
