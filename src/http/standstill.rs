use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use super::clock::pause;

/// After this long with neither a byte sent nor an answer, the other side counts as gone.
const STANDSTILL: Duration = Duration::from_secs(10);
/// Once it has every byte, a store may take this long to answer, as any other write may.
const ANSWERED_WITHIN: Duration = Duration::from_secs(30);
/// How often to check whether bytes move.
const LOOK: Duration = Duration::from_secs(1);

/// Ends once the number has not changed for ten seconds, or for thirty if it has reached `whole`.
pub(crate) async fn standstill(moved: &AtomicU64, whole: u64) {
    let (mut before, mut silence) = (0, Duration::ZERO);
    while silence < if before < whole { STANDSTILL } else { ANSWERED_WITHIN } {
        pause(LOOK).await;
        let now = moved.load(Ordering::Relaxed);
        silence = if now == before { silence + LOOK } else { Duration::ZERO };
        before = now;
    }
}
