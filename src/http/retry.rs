use std::time::Duration;

use super::{Failure, Repeat};

/// How often a request is sent at most, the first time included.
const ATTEMPTS: u32 = 6;
/// The pause after the first failure; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(300);
/// The pause after a rate limit that names none, as Heroku's does not; each further one is twice as long.
const FIRST_RATE_LIMIT_PAUSE: Duration = Duration::from_secs(1);
/// For so long a request is sent again at most, so that an outage is known within a minute, whatever it looks like.
const LONGEST_TRYING: Duration = Duration::from_secs(25);
/// Longer than this no rate limit is waited out: a person had better know.
const LONGEST_WAIT: Duration = Duration::from_mins(5);

/// Whether a request is sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// No: it would be of no use, or could do harm.
    Stop,
    /// Yes, after this pause (to which the caller adds jitter).
    Again(Duration),
}

impl Verdict {
    /// Stops what has been tried for so long already, unless the API itself named the time to come back. The answer to one
    /// write may be waited for longer than that: it gets its second chance all the same.
    #[must_use]
    pub fn after(self, tried: Duration, attempt: u32, failure: &Failure) -> Self {
        let named = matches!(failure, Failure::Refused(refusal) if refusal.wait.is_some());
        match self {
            Self::Again(pause) if !named && attempt > 1 && tried + pause > LONGEST_TRYING => Self::Stop,
            verdict => verdict,
        }
    }
}

/// The one verdict on retries, over what kind of request it is, what became of it, and how often it was sent (from 1).
#[must_use]
pub fn verdict(repeat: Repeat, failure: &Failure, attempt: u32) -> Verdict {
    if attempt >= ATTEMPTS || !is_safe(repeat, failure) {
        return Verdict::Stop;
    }
    let doubled = |first: Duration| first * 2_u32.pow(attempt - 1);
    match failure {
        Failure::Refused(refusal) if refusal.rate_limited => {
            let pause = refusal.wait.unwrap_or(doubled(FIRST_RATE_LIMIT_PAUSE));
            if pause > LONGEST_WAIT { Verdict::Stop } else { Verdict::Again(pause) }
        }
        Failure::Refused(refusal) if !refusal.is_passing() => Verdict::Stop,
        Failure::TooLarge(_) | Failure::Unaskable(_) => Verdict::Stop,
        _ => Verdict::Again(doubled(FIRST_PAUSE)),
    }
}

/// Whether sending it once more can do no harm: it is harmless by itself, or the first one was surely not carried out.
fn is_safe(repeat: Repeat, failure: &Failure) -> bool {
    match (repeat, failure) {
        (Repeat::ByCallerOnly, _) => false,
        (Repeat::Harmless, _) | (_, Failure::Unreachable(_)) => true,
        (Repeat::OnlyIfUndone, Failure::Refused(refusal)) => refusal.rate_limited,
        (Repeat::OnlyIfUndone, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{ATTEMPTS, Verdict, verdict};
    use crate::http::{Failure, Refusal, Repeat};

    fn refused(status: u16, rate_limited: bool, wait: Option<u64>) -> Failure {
        Failure::Refused(Box::new(Refusal {
            status,
            id: String::new(),
            message: String::new(),
            request_id: String::new(),
            wait: wait.map(Duration::from_secs),
            rate_limited,
        }))
    }

    #[test]
    fn a_read_is_sent_again_after_anything_that_may_pass() {
        for failure in [
            Failure::Unreachable(String::new()),
            Failure::Lost(String::new()),
            Failure::Unreadable(String::new()),
            refused(500, false, None),
            refused(503, false, None),
        ] {
            assert_eq!(verdict(Repeat::Harmless, &failure, 1), Verdict::Again(Duration::from_millis(300)), "{failure}");
            assert_eq!(
                verdict(Repeat::Harmless, &failure, 3),
                Verdict::Again(Duration::from_millis(1200)),
                "{failure}"
            );
        }
    }

    #[test]
    fn a_creation_is_sent_again_only_where_nothing_can_have_happened() {
        for (failure, again) in [
            (Failure::Unreachable(String::new()), true),
            (refused(429, true, None), true),
            (refused(403, true, Some(1)), true),
            (Failure::Lost(String::new()), false),
            (Failure::Unreadable(String::new()), false),
            (refused(500, false, None), false),
            (refused(503, false, None), false),
        ] {
            let verdict = verdict(Repeat::OnlyIfUndone, &failure, 1);
            assert_eq!(matches!(verdict, Verdict::Again(_)), again, "{failure}");
        }
    }

    #[test]
    fn what_will_not_change_is_not_asked_again() {
        for status in [400, 401, 403, 404, 406, 409, 410, 422] {
            assert_eq!(verdict(Repeat::Harmless, &refused(status, false, None), 1), Verdict::Stop, "{status}");
        }
    }

    #[test]
    fn what_is_too_large_or_has_no_address_stays_so() {
        for failure in [Failure::TooLarge(16), Failure::Unaskable(String::new())] {
            assert_eq!(verdict(Repeat::Harmless, &failure, 1), Verdict::Stop, "{failure}");
        }
    }

    #[test]
    fn a_rate_limit_is_waited_out_for_as_long_as_it_says_but_not_for_an_hour() {
        let seconds = |wait| verdict(Repeat::Harmless, &refused(429, true, wait), 2);
        assert_eq!(seconds(Some(7)), Verdict::Again(Duration::from_secs(7)));
        assert_eq!(seconds(None), Verdict::Again(Duration::from_secs(2)));
        assert_eq!(seconds(Some(3600)), Verdict::Stop);
    }

    #[test]
    fn an_outage_is_known_within_half_a_minute_however_slow_the_answers_are() {
        let again = Verdict::Again(Duration::from_secs(1));
        let after = |seconds, failure| again.after(Duration::from_secs(seconds), 2, &failure);
        assert_eq!(after(20, Failure::Lost(String::new())), again);
        assert_eq!(after(25, Failure::Lost(String::new())), Verdict::Stop);
        assert_eq!(after(25, refused(429, true, None)), Verdict::Stop);
        assert_eq!(after(25, refused(429, true, Some(1))), again);
    }

    #[test]
    fn a_write_whose_answer_never_came_gets_a_second_chance() {
        let again = Verdict::Again(Duration::from_secs(1));
        assert_eq!(again.after(Duration::from_secs(30), 1, &Failure::Lost(String::new())), again);
    }

    #[test]
    fn there_is_an_end_to_it() {
        assert_eq!(verdict(Repeat::Harmless, &Failure::Lost(String::new()), ATTEMPTS), Verdict::Stop);
    }
}
