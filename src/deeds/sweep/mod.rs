//! Destroying the review apps that nothing needs any more, whatever events were missed.

mod decide;
mod judge;
mod observe;
#[cfg(test)]
mod tests;

use crate::names::PipelineRef;

/// Destroys this repository's review apps whose pull request is closed, whose branch is gone, or that nobody deploys
/// to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sweep {
    /// The pipeline with the review apps.
    pub(crate) pipeline: PipelineRef,
    /// The number of days without a deploy after which a review app goes too.
    pub(crate) stale_days: Option<u32>,
}
