//! The clock for every pause, deadline and time-out of a run.
//!
//! A scene may have it run faster: then a wait of minutes is over in seconds, and its deadlines and polls keep their ratios.
//! Only debug builds can do that; in a release the clock is the machine's.

use std::{
    future::Future,
    ops::{Add, AddAssign, Sub},
    time::{Duration, SystemTime},
};

/// A moment on the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Instant(std::time::Instant);

impl Instant {
    /// The moment that it is now.
    #[must_use]
    pub(crate) fn now() -> Self {
        Self(speed::now())
    }

    /// How long ago it was.
    #[must_use]
    pub(crate) fn elapsed(self) -> Duration {
        Self::now() - self
    }
}

impl Add<Duration> for Instant {
    type Output = Self;

    fn add(self, duration: Duration) -> Self {
        Self(self.0 + duration)
    }
}

impl AddAssign<Duration> for Instant {
    fn add_assign(&mut self, duration: Duration) {
        self.0 += duration;
    }
}

impl Sub for Instant {
    type Output = Duration;

    fn sub(self, earlier: Self) -> Duration {
        self.0.saturating_duration_since(earlier.0)
    }
}

/// The time of day, to compare with times that the APIs tell.
#[must_use]
pub(crate) fn today() -> SystemTime {
    SystemTime::now()
}

/// Sleeps: the only place that does, so that every wait is under the run's deadline, which drops it.
#[expect(clippy::disallowed_methods, reason = "this is the one place that waits")]
pub(crate) async fn pause(duration: Duration) {
    tokio::time::sleep(speed::on_this_machine(duration)).await;
}

/// The result of `work`, if it ends within `limit`.
pub(crate) async fn within<T>(limit: Duration, work: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(speed::on_this_machine(limit), work).await.ok()
}

pub(super) use speed::on_this_machine;

#[cfg(not(debug_assertions))]
mod speed {
    use std::time::{Duration, Instant};

    pub(super) fn now() -> Instant {
        Instant::now()
    }

    /// How long that takes where others keep the time.
    pub(in crate::http) fn on_this_machine(duration: Duration) -> Duration {
        duration
    }
}

#[cfg(debug_assertions)]
mod speed {
    use std::{
        sync::LazyLock,
        time::{Duration, Instant},
    };

    /// How many times as fast as the machine's the clock goes.
    static SPEED: LazyLock<u32> = LazyLock::new(|| {
        #[expect(clippy::disallowed_methods, reason = "it is no input, and a release does not know it")]
        let speed = std::env::var("BRANCHLINE_TEST_CLOCK");
        speed.ok().and_then(|times| times.parse().ok()).filter(|times| *times > 0).unwrap_or(1)
    });
    /// When it began to.
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);

    pub(super) fn now() -> Instant {
        *START + START.elapsed() * *SPEED
    }

    /// How long that takes where others keep the time.
    pub(in crate::http) fn on_this_machine(duration: Duration) -> Duration {
        duration / *SPEED
    }
}
