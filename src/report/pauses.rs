//! Pauses before retries, in the log: one line each, or one for many with the same cause.

use std::{collections::HashMap, time::Duration};

use super::times::spoken;
use crate::http::{ApiError, Cause, Instant, Pause, Service};

/// Which pauses are news: until one is over, it stands for others of its kind.
#[derive(Debug, Default)]
pub(crate) struct PauseLog {
    told_until: HashMap<(Service, Cause), Instant>,
}

impl PauseLog {
    /// The line for a pause, if it is news.
    pub(crate) fn line(&mut self, pause: &Pause) -> Option<String> {
        let kind = (pause.service, pause.cause);
        if self.told_until.get(&kind).is_some_and(|until| pause.begins < *until) {
            return None;
        }
        self.told_until.insert(kind, pause.begins + pause.length);
        Some(in_words(pause))
    }
}

fn in_words(pause: &Pause) -> String {
    let Pause { service, cause, length, .. } = pause;
    let length = spoken(length.max(&Duration::from_millis(100)).as_secs_f64());
    let then = if cause.is_limit() { "waiting" } else { "asking again in" };
    format!("{}; {then} {length}", cause_in_words(*service, *cause))
}

/// The line for a request that may have been carried out.
#[must_use]
pub(crate) fn doubt_in_words(error: &ApiError, what: &str) -> String {
    let happened = cause_in_words(error.service, Cause::of(&error.failure));
    format!("{happened}; checking whether {what} exists")
}

/// What happened, or what blocks the request.
pub(super) fn cause_in_words(service: Service, cause: Cause) -> String {
    match cause {
        Cause::RateLimit => format!("{service}'s rate limit is reached"),
        Cause::BuildLimit => format!("{service} allows this account no more concurrent builds at the moment"),
        Cause::Status(status) => format!("{service} answered {status}"),
        Cause::Unreachable => format!("{service} could not be reached"),
        Cause::Lost => format!("{service} did not answer"),
        Cause::Unreadable => format!("{service} answered with something unreadable"),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::PauseLog;
    use crate::http::{
        Cause::{self, BuildLimit, Lost, RateLimit, Status, Unreachable, Unreadable},
        Instant, Pause,
        Service::{self, GitHub, Heroku},
    };

    fn pause(service: Service, cause: Cause, milliseconds: u64) -> Pause {
        Pause { service, cause, begins: Instant::now(), length: Duration::from_millis(milliseconds) }
    }

    #[test]
    fn each_pause_says_why_and_for_how_long() {
        for (pause, line) in [
            (pause(Heroku, Status(503), 512), "Heroku answered 503; asking again in 0.5 s"),
            (pause(GitHub, Status(502), 20), "GitHub answered 502; asking again in 0.1 s"),
            (pause(GitHub, Unreachable, 1200), "GitHub could not be reached; asking again in 1.2 s"),
            (pause(Heroku, Lost, 300), "Heroku did not answer; asking again in 0.3 s"),
            (pause(Heroku, Unreadable, 300), "Heroku answered with something unreadable; asking again in 0.3 s"),
            (pause(Heroku, RateLimit, 30_400), "Heroku's rate limit is reached; waiting 30 s"),
            (pause(GitHub, RateLimit, 120_000), "GitHub's rate limit is reached; waiting 2 min"),
            (
                pause(Heroku, BuildLimit, 3000),
                "Heroku allows this account no more concurrent builds at the moment; waiting 3.0 s",
            ),
        ] {
            assert_eq!(PauseLog::default().line(&pause).as_deref(), Some(line));
        }
    }

    #[test]
    fn a_burst_is_one_line_and_what_comes_after_it_another() {
        let (mut log, start) = (PauseLog::default(), Instant::now());
        let mut told = |pause: Pause, after| {
            let begins = start + Duration::from_millis(after);
            log.line(&Pause { begins, ..pause }).is_some()
        };
        assert!(told(pause(Heroku, Status(503), 300), 0));
        for after in 0..100 {
            assert!(!told(pause(Heroku, Status(503), 330), after));
        }
        assert!(told(pause(Heroku, Status(502), 300), 50), "something else");
        assert!(told(pause(GitHub, Status(503), 300), 50), "somebody else");
        assert!(told(pause(Heroku, Status(503), 600), 301), "the next one");
        assert!(!told(pause(Heroku, Status(503), 600), 900));
        assert!(told(pause(Heroku, Status(503), 600), 902));
    }
}
