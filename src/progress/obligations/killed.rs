/// What is said of a run that was killed: nothing else is known.
pub(super) const ENDED_TOO_EARLY: &str = "The run ended before the deploy did";
