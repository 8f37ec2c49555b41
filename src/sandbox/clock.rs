//! The sandbox's own time: it plays a slow world, so it is the one to wait.

use std::sync::LazyLock;
use std::time::{Duration, Instant, SystemTime};

/// Instants carry the timeline, wall clock times are shown; both are tied together once so that a time never flickers.
static ORIGIN: LazyLock<(Instant, SystemTime)> = LazyLock::new(|| (Instant::now(), SystemTime::now()));

pub(super) fn now() -> Instant {
    Instant::now().max(ORIGIN.0)
}

pub(super) fn today() -> SystemTime {
    SystemTime::now()
}

pub(super) fn wall_clock(at: Instant) -> SystemTime {
    ORIGIN.1 + at.saturating_duration_since(ORIGIN.0)
}

/// Both services show whole seconds, in UTC.
pub(super) fn timestamp(at: SystemTime) -> String {
    humantime::format_rfc3339_seconds(at).to_string()
}

#[expect(clippy::disallowed_methods, reason = "latency and slow builds are what the sandbox is there to show")]
pub(super) async fn pause(duration: Duration) {
    if !duration.is_zero() {
        tokio::time::sleep(duration).await;
    }
}

/// Seconds since 1970.
pub(super) fn in_an_hour() -> u64 {
    let since = today().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    since.as_secs() + 3600
}
