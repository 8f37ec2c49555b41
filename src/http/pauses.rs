//! Pauses before a retry, reported as they begin. `report` has the sentences.

use std::{cell::RefCell, collections::HashMap, rc::Rc, time::Duration};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::{
    clock::Instant,
    error::{Failure, Service},
};

/// How long after its end a pause still counts, while the request is under way.
const SENDING: Duration = Duration::from_secs(2);

/// Why a request has to be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    /// The account's or the token's rate limit is reached.
    RateLimit,
    /// The account has reached its limit of concurrent builds.
    BuildLimit,
    /// An answer with this status.
    Status(u16),
    /// No connection.
    Unreachable,
    /// No answer, or not all of it.
    Lost,
    /// An answer that is not what the API promises.
    Unreadable,
}

/// A pause that begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// Whose API it is.
    pub service: Service,
    /// Why.
    pub cause: Cause,
    /// When it begins, which may be earlier than its report.
    pub(crate) begins: Instant,
    /// How long it will be.
    pub length: Duration,
}

/// Where a run reports its pauses.
#[derive(Debug, Clone)]
pub struct Pauses {
    tell: UnboundedSender<Pause>,
    /// When the latest pause for each limit is over.
    limits: Rc<RefCell<HashMap<(Service, Cause), Instant>>>,
}

impl Cause {
    /// The cause of a failure that may pass.
    #[must_use]
    pub fn of(failure: &Failure) -> Self {
        match failure {
            Failure::Unreachable(_) => Self::Unreachable,
            Failure::Lost(_) => Self::Lost,
            Failure::Unreadable(_) | Failure::TooLarge(_) | Failure::Unaskable(_) => Self::Unreadable,
            Failure::Refused(refusal) if refusal.is_build_limit() => Self::BuildLimit,
            Failure::Refused(refusal) if refusal.rate_limited => Self::RateLimit,
            Failure::Refused(refusal) => Self::Status(refusal.status),
        }
    }

    /// Whether waiting solves it, so that only the run's deadline ends the wait.
    #[must_use]
    pub fn is_limit(self) -> bool {
        matches!(self, Self::RateLimit | Self::BuildLimit)
    }
}

impl Pauses {
    /// The place to report pauses, and the receiver.
    #[must_use]
    pub fn channel() -> (Self, UnboundedReceiver<Pause>) {
        let (tell, told) = unbounded_channel();
        (Self { tell, limits: Rc::default() }, told)
    }

    /// The limit of one of these that is being waited out at this moment, if there is one.
    #[must_use]
    pub fn limit(&self, of: &[Service]) -> Option<(Service, Cause)> {
        let (limits, now) = (self.limits.borrow(), Instant::now());
        let goes_on =
            |((service, _), over): &(&(Service, Cause), &Instant)| of.contains(service) && **over + SENDING > now;
        let latest = limits.iter().filter(goes_on).max_by_key(|(_, over)| **over);
        latest.map(|(limit, _)| *limit)
    }

    pub(super) fn tell(&self, pause: Pause) {
        if pause.cause.is_limit() {
            self.limits.borrow_mut().insert((pause.service, pause.cause), Instant::now() + pause.length);
        }
        // Without a receiver, nobody needs to know.
        let _ = self.tell.send(pause);
    }
}
