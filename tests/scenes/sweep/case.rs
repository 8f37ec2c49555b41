//! What can befall a plot.

use std::time::Duration;

use branchline::sandbox::{Fault, FaultKind, Service};

use super::operation::Operation;

/// After faults that pass a run is over within this time: the longest wait is for the answer to a write.
pub(crate) const LIMIT_OF_PASSING: Duration = Duration::from_mins(1);
/// The same for one that stays: three requests are tried three times each, and no answer takes ten seconds; then pauses, and two
/// seconds for the last words.
pub(crate) const LIMIT_OF_STAYING: Duration = Duration::from_secs(100);

/// What happens to a run.
#[derive(Clone, Debug)]
pub(crate) enum Mishap {
    /// Requests, or connections, go wrong.
    Faults(Vec<Fault>),
    /// Heroku stands still and the runner ends the step, while a request is on its way that goes so.
    Ended { by: End, during: Operation, which: FaultKind },
}

/// How the runner ends a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Cancelled,
    Killed,
}

/// One mishap to be played.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) mishap: Mishap,
    pub(crate) service: Service,
    /// Whether it passes, so that all has to end well.
    pub(crate) passes: bool,
    pub(crate) limit: Duration,
    /// Whether it is a matter of tens of seconds.
    pub(crate) is_long: bool,
}

impl Case {
    /// Faults that pass.
    pub(crate) fn passing(name: String, service: Service, faults: Vec<Fault>) -> Self {
        let mishap = Mishap::Faults(faults);
        Self { name, mishap, service, passes: true, limit: LIMIT_OF_PASSING, is_long: false }
    }
}
