use std::time::Duration;

use super::{
    error::{Failure, Service},
    pauses::Cause,
    request::Repeat,
};

/// How often a request is sent at most, including the first time. Limits do not count.
const ATTEMPTS: u32 = 6;
/// The pause after the first failure; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(300);
/// The pause after a rate limit that names none, such as Heroku's; each further one is twice as long.
const FIRST_RATE_LIMIT_PAUSE: Duration = Duration::from_secs(1);
/// The same after the limit of concurrent builds: another build must end first.
const FIRST_BUILD_LIMIT_PAUSE: Duration = Duration::from_secs(3);
/// No such pause is longer. Heroku gives an account 75 requests a minute back: one of them asks whether there are others.
const LONGEST_LIMIT_PAUSE: Duration = Duration::from_mins(1);
/// How long a request is retried, so that an outage shows within a minute, however requests fail.
const LONGEST_TRYING: Duration = Duration::from_secs(25);
/// The longest pause, even if an API names a longer one.
const LONGEST_NAMED_WAIT: Duration = Duration::from_hours(24);
/// Longer than this a wait that GitHub names is not borne: its limits are renewed by the hour, and a person had better know.
const LONGEST_WAIT_FOR_GITHUB: Duration = Duration::from_mins(15);

/// Whether a request is sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// No: it would not help, or could do harm.
    Stop,
    /// Yes, after this pause (to which jitter is added).
    Again(Duration),
}

/// The request's earlier attempts.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Before {
    /// How often it failed, limits apart.
    pub(super) failures: u32,
    /// How often a limit stopped it.
    pub(super) limits: u32,
    /// How long it has been tried, without the waits for limits.
    pub(super) tried: Duration,
}

/// The one verdict on retries, from the kind of request, this failure, and the earlier ones.
pub(super) fn verdict(repeat: Repeat, service: Service, failure: &Failure, before: Before) -> Verdict {
    if !is_safe(repeat, failure) {
        return Verdict::Stop;
    }
    match (failure, Cause::of(failure)) {
        (Failure::Refused(refusal), limit @ (Cause::RateLimit | Cause::BuildLimit)) => {
            let named = refusal.wait.filter(|_| limit == Cause::RateLimit);
            let is_too_long = service == Service::GitHub && named.is_some_and(|wait| wait > LONGEST_WAIT_FOR_GITHUB);
            if is_too_long {
                Verdict::Stop
            } else {
                Verdict::Again(named.map_or_else(|| before.pause_for(limit), |wait| wait.min(LONGEST_NAMED_WAIT)))
            }
        }
        (Failure::Refused(refusal), _) if !refusal.is_passing() => Verdict::Stop,
        (Failure::TooLarge(_) | Failure::Unaskable(_), _) => Verdict::Stop,
        _ => before.after_a_failure(),
    }
}

impl Before {
    /// The pause for a limit that names none. Only the run's deadline ends these pauses.
    pub(super) fn pause_for(self, limit: Cause) -> Duration {
        let first = if limit == Cause::BuildLimit { FIRST_BUILD_LIMIT_PAUSE } else { FIRST_RATE_LIMIT_PAUSE };
        first.saturating_mul(2_u32.saturating_pow(self.limits)).min(LONGEST_LIMIT_PAUSE)
    }

    /// A write may wait for its answer longer than retries may last; it still gets a second chance.
    fn after_a_failure(self) -> Verdict {
        let pause = FIRST_PAUSE * 2_u32.pow(self.failures.min(ATTEMPTS));
        let is_late = self.failures > 0 && self.tried + pause > LONGEST_TRYING;
        if self.failures + 1 >= ATTEMPTS || is_late { Verdict::Stop } else { Verdict::Again(pause) }
    }
}

/// Whether sending it once more can do no harm: it is harmless by itself, or the first one was surely not carried out.
fn is_safe(repeat: Repeat, failure: &Failure) -> bool {
    match (repeat, failure) {
        (Repeat::ByCallerOnly, _) => false,
        (Repeat::Harmless, _) | (_, Failure::Unreachable(_)) => true,
        (Repeat::OnlyIfUndone, Failure::Refused(_)) => Cause::of(failure).is_limit(),
        (Repeat::OnlyIfUndone, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{ATTEMPTS, Before, Verdict, verdict};
    use crate::http::{Failure, Refusal, Repeat, Service};

    const SECOND: Duration = Duration::from_secs(1);

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

    fn too_many_builds(status: u16) -> Failure {
        let message = "Your account has reached its concurrent builds limit.".to_owned();
        let Failure::Refused(refusal) = refused(status, status == 429, None) else { unreachable!() };
        Failure::Refused(Box::new(Refusal { message, ..*refusal }))
    }

    fn heroku(repeat: Repeat, failure: &Failure, before: Before) -> Verdict {
        verdict(repeat, Service::Heroku, failure, before)
    }

    fn failed(failures: u32) -> Before {
        Before { failures, ..Before::default() }
    }

    fn limited(limits: u32) -> Before {
        Before { limits, ..Before::default() }
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
            for (before, milliseconds) in [(0, 300), (1, 600), (2, 1200)] {
                let expected = Verdict::Again(Duration::from_millis(milliseconds));
                assert_eq!(heroku(Repeat::Harmless, &failure, failed(before)), expected, "{failure}");
            }
        }
    }

    #[test]
    fn a_creation_is_sent_again_only_where_nothing_can_have_happened() {
        for (failure, again) in [
            (Failure::Unreachable(String::new()), true),
            (refused(429, true, None), true),
            (refused(403, true, Some(1)), true),
            (refused(422, true, None), true),
            (too_many_builds(422), true),
            (Failure::Lost(String::new()), false),
            (Failure::Unreadable(String::new()), false),
            (refused(500, false, None), false),
            (refused(503, false, None), false),
        ] {
            let verdict = heroku(Repeat::OnlyIfUndone, &failure, Before::default());
            assert_eq!(matches!(verdict, Verdict::Again(_)), again, "{failure}");
        }
    }

    #[test]
    fn what_its_caller_repeats_is_not_repeated_here() {
        for failure in [refused(429, true, None), too_many_builds(422), Failure::Unreachable(String::new())] {
            assert_eq!(heroku(Repeat::ByCallerOnly, &failure, Before::default()), Verdict::Stop, "{failure}");
        }
    }

    #[test]
    fn what_will_not_change_is_not_asked_again() {
        for status in [400, 401, 403, 404, 406, 409, 410, 422] {
            let verdict = heroku(Repeat::Harmless, &refused(status, false, None), Before::default());
            assert_eq!(verdict, Verdict::Stop, "{status}");
        }
    }

    #[test]
    fn a_limit_is_waited_out_ever_more_slowly_and_without_an_end() {
        let hours = Before { failures: ATTEMPTS, limits: 4000, tried: Duration::from_hours(9) };
        for (before, rate_limit, build_limit) in
            [(limited(0), 1, 3), (limited(1), 2, 6), (limited(3), 8, 24), (limited(6), 60, 60), (hours, 60, 60)]
        {
            let of = |failure: &Failure| heroku(Repeat::Harmless, failure, before);
            assert_eq!(of(&refused(429, true, None)), Verdict::Again(SECOND * rate_limit), "{before:?}");
            for status in [403, 422, 429, 503] {
                assert_eq!(of(&too_many_builds(status)), Verdict::Again(SECOND * build_limit), "{before:?}");
            }
        }
    }

    #[test]
    fn what_is_too_large_or_has_no_address_stays_so() {
        for failure in [Failure::TooLarge(16), Failure::Unaskable(String::new())] {
            assert_eq!(heroku(Repeat::Harmless, &failure, Before::default()), Verdict::Stop, "{failure}");
        }
    }

    #[test]
    fn a_wait_that_an_api_names_is_as_long_as_it_says() {
        for (service, named, expected) in [
            (Service::Heroku, 7, Verdict::Again(SECOND * 7)),
            (Service::Heroku, 3600, Verdict::Again(SECOND * 3600)),
            (Service::Heroku, u64::MAX, Verdict::Again(SECOND * 86_400)),
            (Service::GitHub, 60, Verdict::Again(SECOND * 60)),
            (Service::GitHub, 900, Verdict::Again(SECOND * 900)),
            (Service::GitHub, 901, Verdict::Stop),
            (Service::GitHub, u64::MAX, Verdict::Stop),
        ] {
            let limited = refused(429, true, Some(named));
            assert_eq!(verdict(Repeat::Harmless, service, &limited, Before::default()), expected, "{named}");
        }
    }

    #[test]
    fn an_outage_is_known_within_half_a_minute_however_slow_the_answers_are() {
        let after = |seconds, failures| {
            let before = Before { failures, limits: 3, tried: Duration::from_secs(seconds) };
            matches!(heroku(Repeat::Harmless, &Failure::Lost(String::new()), before), Verdict::Again(_))
        };
        assert!(after(20, 1));
        assert!(!after(25, 1));
        // A write whose answer never came gets a second chance.
        assert!(after(30, 0));
    }

    #[test]
    fn there_is_an_end_to_it() {
        let last = failed(ATTEMPTS - 1);
        assert_eq!(heroku(Repeat::Harmless, &Failure::Lost(String::new()), last), Verdict::Stop);
    }
}
