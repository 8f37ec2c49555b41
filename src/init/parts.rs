//! What a workflow is made of.

use super::rules::Sorted;

/// The action, as a workflow names it. `.github/fill-in` writes the owner.
pub(super) const ACTION: &str = "OWNER/branchline@v1";

/// What a workflow has that not every one has.
pub(super) struct Parts {
    pub(super) sorted: Sorted,
    /// The pipeline as the workflow names it.
    pub(super) pipeline: String,
    pub(super) has_review_apps: bool,
    pub(super) waits_for_checks: bool,
    /// After how many days review apps are stale.
    pub(super) stale_days: Option<u32>,
}
