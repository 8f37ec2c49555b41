//! What came of a creation. The app setup knows more than the review app does.

use std::time::Duration;

use super::first_build::{FirstBuild, setup_now};
use crate::{
    heroku::{AppSetup, ReviewApp},
    http::Instant,
    names::{AppSetupId, BuildStatus, ReviewAppStatus},
    outcome::Trouble,
    steps::{desk::Desk, poll::poll},
};

/// For so long an app setup may say `pending` after its review app says that all is over.
const SETUP_FINAL_WITHIN: Duration = Duration::from_secs(20);
/// So many lines of a failed script's output go with the failure.
const TAIL: usize = 40;

/// Tells whether the review app is as it should be, and shows what its `postdeploy` printed.
pub(super) async fn reached(
    desk: &Desk<'_>,
    review_app: &ReviewApp,
    setup: Option<&AppSetupId>,
    first_build: FirstBuild,
) -> Result<(), Trouble> {
    let setup = match setup {
        Some(id) => final_setup(desk, id).await?,
        None => None,
    };
    let mut script = Vec::new();
    if let Some(setup) = &setup {
        script = postdeploy(desk, setup);
    }
    let failed = setup.as_ref().is_some_and(|setup| setup.status == BuildStatus::Failed);
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

/// The app setup in the end; none where there is no such thing any more.
async fn final_setup(desk: &Desk<'_>, id: &AppSetupId) -> Result<Option<AppSetup>, Trouble> {
    let started = Instant::now();
    let ask = async || match setup_now(desk, id).await {
        Err(trouble) if trouble.is_hidden_at_heroku() => Ok(None),
        setup => setup.map(Some),
    };
    let is_final = |setup: &Option<AppSetup>| {
        setup.as_ref().is_none_or(|setup| setup.status.is_final()) || started.elapsed() > SETUP_FINAL_WITHIN
    };
    let line =
        |_: Option<&Option<AppSetup>>| Some(format!("Waiting for the end of {}'s setup", desk.ledger.app_name()));
    poll(desk, None, ask, is_final, line).await
}

/// Shows the output of `postdeploy`; returns its end where the script failed.
fn postdeploy(desk: &Desk<'_>, setup: &AppSetup) -> Vec<String> {
    let Some(script) = &setup.postdeploy else { return Vec::new() };
    let code = script.exit_code.map_or_else(|| "?".to_owned(), |code| code.to_string());
    let output = desk.console.foreign(script.output.as_deref().unwrap_or_default());
    desk.console.group(&format!("postdeploy ended with {code}"));
    desk.console.line(&output);
    desk.console.end_group();
    if script.exit_code.unwrap_or_default() == 0 {
        return Vec::new();
    }
    let lines: Vec<_> = output.lines().map(ToOwned::to_owned).collect();
    lines[lines.len().saturating_sub(TAIL)..].to_vec()
}

fn what_heroku_says(review_app: &ReviewApp, setup: Option<&AppSetup>, first_build: &FirstBuild) -> Vec<String> {
    let mut says = Vec::new();
    says.extend(first_build.failed_release.map(|version| format!("the release phase failed (v{version})")));
    if let Some(setup) = setup {
        says.extend(setup.failure_message.clone());
        says.extend(setup.manifest_errors().iter().map(|error| format!("app.json: {error}")));
        let code = setup.postdeploy.as_ref().and_then(|script| script.exit_code).filter(|code| *code != 0);
        says.extend(code.map(|code| format!("postdeploy ended with exit code {code}")));
    }
    // `error_status` is the state in which it failed, such as `creating`.
    let message = review_app.message.clone().filter(|message| !message.trim().is_empty());
    says.extend(message.or_else(|| review_app.error_status.clone()));
    if first_build.failed_release.is_some() {
        // Heroku says so of the release phase, too.
        says.retain(|text| bare(text) != "build failed");
    }
    each_once(&says)
}

/// Review app and app setup say much the same.
fn each_once(says: &[String]) -> Vec<String> {
    let mut once: Vec<String> = Vec::new();
    for text in says.iter().map(|text| text.trim()).filter(|text| !text.is_empty()) {
        if !once.iter().any(|said| bare(said) == bare(text)) {
            once.push(text.to_owned());
        }
    }
    once
}

/// A text without what makes no difference to it.
fn bare(text: &str) -> String {
    text.trim().trim_end_matches('.').to_lowercase()
}
