use std::fmt::Display;

use super::{desk::Desk, flow::Flow, revision::Revision};
use crate::outcome::{End, Trouble};

/// What all steps have in common: each prints itself, and is carried out.
pub(crate) trait Doable: Display {
    /// Carries the step out.
    async fn carry_out(&self, desk: &Desk<'_>) -> Result<Flow, Trouble>;

    /// What the step may have built.
    fn builds(&self) -> Option<&Revision> {
        None
    }

    /// What a dry run knows about the step's end: that it cannot be done, or is done already.
    fn foresee(&self, _desk: &Desk<'_>) -> Option<Result<End, Trouble>> {
        None
    }
}
