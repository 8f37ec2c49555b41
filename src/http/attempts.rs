use std::time::Duration;

use super::{
    clock::{Instant, pause},
    error::{Failure, Service},
    pauses::{Cause, Pause, Pauses},
    request::Repeat,
    retry::{Before, Verdict, verdict},
    wait::jittered,
};

/// The attempts of one request: whether to send it again, after which pause, and the report of that.
#[derive(Debug)]
pub struct Attempts {
    service: Service,
    pauses: Pauses,
    begun: Instant,
    failures: u32,
    limits: u32,
}

/// How long a temporary conflict may last.
const CONFLICT_PASSES_WITHIN: Duration = Duration::from_mins(1);
const CONFLICT_PAUSE: Duration = Duration::from_secs(2);

impl Attempts {
    /// Pauses after a temporary conflict; false once it has lasted too long.
    pub(crate) async fn after_conflict(&mut self) -> bool {
        if self.begun.elapsed() >= CONFLICT_PASSES_WITHIN {
            return false;
        }
        pause(CONFLICT_PAUSE).await;
        true
    }

    pub(super) fn new(service: Service, pauses: Pauses) -> Self {
        Self { service, pauses, begun: Instant::now(), failures: 0, limits: 0 }
    }

    /// Pauses if the request may be sent again after this failure; returns whether it may.
    pub async fn again(&mut self, repeat: Repeat, failure: &Failure) -> bool {
        let before = Before { failures: self.failures, limits: self.limits, tried: self.begun.elapsed() };
        let Verdict::Again(length) = verdict(repeat, self.service, failure, before) else { return false };
        self.pause(Cause::of(failure), length).await;
        true
    }

    /// Pauses because something other than an answer reported a limit.
    pub async fn wait_for(&mut self, limit: Cause) {
        self.pause(limit, Before { limits: self.limits, ..Before::default() }.pause_for(limit)).await;
    }

    async fn pause(&mut self, cause: Cause, length: std::time::Duration) {
        let length = jittered(length);
        self.pauses.tell(Pause { service: self.service, cause, begins: Instant::now(), length });
        pause(length).await;
        if cause.is_limit() {
            self.limits += 1;
            // An outage gets its full time, even after a long limit.
            self.begun += length;
        } else {
            self.failures += 1;
        }
    }
}
