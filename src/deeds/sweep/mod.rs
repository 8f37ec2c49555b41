//! Destroying the review apps that nothing needs any more, whatever events were missed.

mod decide;
mod judge;
mod observe;
#[cfg(test)]
mod tests;

use crate::names::PipelineRef;

/// Review apps of this repository are to be gone whose pull request is closed, whose branch is gone, or that nobody deploys to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sweep {
    /// The pipeline that holds them.
    pub(crate) pipeline: PipelineRef,
    /// After so many days without a deploy one goes, too.
    pub(crate) stale_days: Option<u32>,
}
