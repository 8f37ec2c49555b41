use std::time::Duration;

use super::clock::Instant;
use super::clock::pause;

/// The pace of polling: fast at first, because much ends soon, then ever slower, to spare the account's rate limit.
#[derive(Debug, Clone)]
pub(crate) struct Pace {
    next: Duration,
    slowest: Duration,
    begun: Instant,
    was_long: bool,
}

impl Pace {
    const FIRST: Duration = Duration::from_millis(200);
    /// Twelve polls a minute for one wait leave room for several within Heroku's 75 tokens a minute.
    const SLOWEST: Duration = Duration::from_secs(5);
    /// After this time, somebody who watches the log expects a line.
    const LONG: Duration = Duration::from_secs(5);

    /// A pace that begins fast.
    #[must_use]
    pub(crate) fn new() -> Self {
        Self::at_most(Self::SLOWEST)
    }

    /// The same, but with pauses up to this length.
    #[must_use]
    pub(crate) fn at_most(slowest: Duration) -> Self {
        Self { next: Self::FIRST, slowest, begun: Instant::now(), was_long: false }
    }

    /// Whether the next pause makes the wait long enough for a line in the log; true once.
    pub(crate) fn becomes_long(&mut self) -> bool {
        let is_long = self.begun.elapsed() + self.next > Self::LONG;
        !std::mem::replace(&mut self.was_long, is_long) && is_long
    }

    /// Pauses until it is time to ask again.
    pub(crate) async fn wait(&mut self) {
        let pause_now = self.next;
        self.next = (self.next * 3 / 2).min(self.slowest);
        pause(jittered(pause_now)).await;
    }
}

impl Default for Pace {
    fn default() -> Self {
        Self::new()
    }
}

/// Up to a fifth longer, so that runs that began together do not keep asking together.
pub(super) fn jittered(duration: Duration) -> Duration {
    duration.mul_f64(1.0 + fastrand::f64() / 5.0)
}
