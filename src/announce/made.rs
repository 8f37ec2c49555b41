use std::time::Duration;

use crate::http::Instant;

/// How long GitHub's lists may lack a comment that was just written, and another run's too.
pub(super) const LISTED_WITHIN: Duration = Duration::from_secs(2);

/// A comment that this run wrote, until it is known to be the only one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Made {
    pub(super) id: u64,
    pub(super) at: Instant,
}

impl Made {
    /// How much longer a list may lack it.
    pub(super) fn is_listed_in(self) -> Duration {
        LISTED_WITHIN.saturating_sub(self.at.elapsed())
    }

    pub(super) fn unless(self, is_known: bool) -> Option<Self> {
        (!is_known).then_some(self)
    }
}
