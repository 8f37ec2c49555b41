//! How a task goes on.

use crate::outcome::{Done, End};

/// How a task goes on after a step that did not fail.
#[derive(Debug)]
pub(crate) enum Flow {
    /// With the next step.
    Next,
    /// With the next step; this is the task's result now.
    Done(Done),
    /// Not at all.
    Over(End),
}
