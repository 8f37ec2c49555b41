//! What a workflow is made of.

use super::{
    found::Found,
    rules::{Checkout, Sorted, sort},
};
use crate::names::PipelineRef;

/// The action, as a workflow names it. `.github/fill-in` writes the owner.
pub(super) const ACTION: &str = "OWNER/branchline@v1";
/// What Heroku's dashboard proposes.
const USUAL_STALE_DAYS: u32 = 5;

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

impl Parts {
    pub(super) fn of(found: &Found, checkout: &Checkout) -> Self {
        let review_apps = found.review_apps.automatic();
        let mut connections = found.apps.iter().filter_map(|app| app.connection.as_ref());
        let stale = review_apps.filter(|settings| settings.destroy_stale_apps);
        Self {
            sorted: sort(found, checkout),
            pipeline: if is_plain(&found.name) { found.name.clone() } else { found.id.clone() },
            has_review_apps: review_apps.is_some(),
            waits_for_checks: review_apps.is_some_and(|settings| settings.wait_for_ci)
                || connections.any(|connection| connection.waits_for_ci),
            stale_days: stale.map(|settings| settings.stale_days.unwrap_or(USUAL_STALE_DAYS).max(1)),
        }
    }
}

/// Whether a pipeline's name can stand in a workflow as it is. Its id can.
fn is_plain(name: &str) -> bool {
    name.parse::<PipelineRef>().is_ok() && name.starts_with(|letter: char| letter.is_ascii_alphabetic())
}
