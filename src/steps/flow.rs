//! How a task goes on.

use crate::outcome::{Done, End};

/// How a task goes on after a step that did not fail.
#[derive(Debug)]
pub(crate) enum Flow {
    /// With the next step.
    Next,
    /// With the next step, and what the task comes to is this.
    Done(Done),
    /// Not at all.
    Over(End),
}
