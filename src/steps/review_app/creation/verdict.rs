//! The result of a creation. The app setup knows more than the review app.

use std::time::Duration;

use crate::{
    heroku::{AppSetup, ReviewApp},
    names::{AppSetupId, BuildStatus, ReviewAppStatus},
    outcome::Trouble,
    steps::{
        desk::Desk,
        setting_up::{
            ending::{bare, each_once, final_setup, postdeploy, why_failed},
            first_build::FirstBuild,
        },
    },
};

/// How long an app setup may say `pending` after its review app has ended.
const SETUP_FINAL_WITHIN: Duration = Duration::from_secs(20);

/// Checks whether the review app was created, and shows its `postdeploy` output.
pub(super) async fn reached(
    desk: &Desk<'_>,
    review_app: &ReviewApp,
    setup: Option<&AppSetupId>,
    first_build: FirstBuild,
) -> Result<(), Trouble> {
    let setup = match setup {
        Some(id) => final_setup(desk, id, Some(SETUP_FINAL_WITHIN)).await?,
        None => None,
    };
    let mut script = Vec::new();
    if let Some(setup) = &setup {
        script = postdeploy(desk, setup);
    }
    let failed = setup.as_ref().is_some_and(|setup| setup.status.is_final() && setup.status != BuildStatus::Succeeded);
    if review_app.status == ReviewAppStatus::Created && !failed && first_build.failed_release.is_none() {
        if let Some(message) = &review_app.message {
            desk.console.line(&format!("Heroku says: {}", desk.console.foreign(message)));
        }
        return Ok(());
    }
    let says = what_heroku_says(review_app, setup.as_ref(), &first_build);
    let says = says.iter().map(|text| desk.console.foreign(text)).collect();
    let tail = if script.is_empty() { first_build.tail } else { script };
    Err(Trouble::SetupFailed { says, tail })
}

fn what_heroku_says(review_app: &ReviewApp, setup: Option<&AppSetup>, first_build: &FirstBuild) -> Vec<String> {
    let mut says = Vec::new();
    says.extend(first_build.failed_release.map(|version| format!("the release phase failed (v{version})")));
    says.extend(setup.map(why_failed).unwrap_or_default());
    // `error_status` is the state in which it failed, such as `creating`.
    let message = review_app.message.clone().filter(|message| !message.trim().is_empty());
    says.extend(message.or_else(|| review_app.error_status.clone()));
    if first_build.failed_release.is_some() {
        // Heroku says so of the release phase, too.
        says.retain(|text| bare(text) != "build failed");
    }
    each_once(&says)
}
