/// The description for a run that was killed: nothing more is known.
pub(super) const ENDED_TOO_EARLY: &str = "The run ended before the deploy did";
