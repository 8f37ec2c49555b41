//! Polling: the one loop that owns the pace, the patience with an API that does not answer, and the line
//! in the log for a long wait.

use std::time::Duration;

use super::desk::Desk;
use crate::{
    http::Instant,
    {http::Pace, outcome::Trouble},
};

/// For so long after a request that was sent again in vain an API may go on leaving a wait unanswered. With that
/// request, and the last, this makes less than a minute.
const PATIENCE: Duration = Duration::from_secs(20);

/// Asks until the answer is as wanted, and returns it. It starts with an answer that is `known` already. A wait of more
/// than a few seconds is a line in the log, which may name the latest answer.
pub(super) async fn poll<T>(
    desk: &Desk<'_>,
    known: Option<T>,
    mut ask: impl AsyncFnMut() -> Result<T, Trouble>,
    mut is_as_wanted: impl FnMut(&T) -> bool,
    line: impl Fn(Option<&T>) -> Option<String>,
) -> Result<T, Trouble> {
    let (mut pace, mut patience, mut latest) = (Pace::new(), Patience::default(), None);
    let mut answer = match known {
        Some(known) => Some(known),
        None => patience.bear(ask().await)?,
    };
    loop {
        match answer {
            Some(answer) if is_as_wanted(&answer) => return Ok(answer),
            Some(answer) => latest = Some(answer),
            None => {}
        }
        desk.wait(&mut pace, line(latest.as_ref())).await;
        answer = patience.bear(ask().await)?;
    }
}

/// No line, however long the wait: the answer usually comes at once.
pub(super) fn silent<T>(_: Option<&T>) -> Option<String> {
    None
}

impl Desk<'_> {
    /// Pauses until it is time to ask again, with a line in the log once the wait is long.
    pub(super) async fn wait(&self, pace: &mut Pace, line: Option<String>) {
        if let Some(line) = line
            && pace.becomes_long()
        {
            self.say(&line);
        }
        pace.wait().await;
    }
}

/// Tolerates an API that does not answer for a while, because the work goes on without it. What was accepted a moment
/// ago may not be shown yet, so a 404 counts as no answer until the first one.
#[derive(Debug, Default)]
pub(super) struct Patience {
    since: Option<Instant>,
    has_answered: bool,
}

impl Patience {
    /// The answer, or `None` if it may come the next time.
    pub(super) fn bear<T>(&mut self, answer: Result<T, Trouble>) -> Result<Option<T>, Trouble> {
        match answer {
            Ok(value) => {
                *self = Self { since: None, has_answered: true };
                Ok(Some(value))
            }
            Err(trouble) if self.may_pass(&trouble) && self.began().elapsed() < PATIENCE => Ok(None),
            Err(trouble) => Err(trouble),
        }
    }

    fn may_pass(&self, trouble: &Trouble) -> bool {
        trouble.is_passing() || !self.has_answered && trouble.is_not_found()
    }

    /// The time since which there was no answer.
    fn began(&mut self) -> Instant {
        *self.since.get_or_insert_with(Instant::now)
    }
}
