//! What came of a creation. The app setup knows more than the review app does.

use std::time::Duration;

use super::first_build::{FirstBuild, note, setup_now};
use crate::{
    execute::{Context, Ledger, context::Patience},
    heroku::{AppSetup, ReviewApp},
    http::{Instant, Pace},
    names::{AppSetupId, BuildStatus, ReviewAppStatus},
    outcome::Trouble,
};

/// For so long an app setup may say `pending` after its review app says that all is over.
const SETUP_FINAL_WITHIN: Duration = Duration::from_secs(20);
/// So many lines of a failed script's output go with the failure.
const TAIL: usize = 40;

/// Tells whether the review app is as it should be, and shows what its `postdeploy` printed.
pub(super) async fn reached(
    context: &Context<'_>,
    ledger: &Ledger,
    review_app: &ReviewApp,
    setup: Option<&AppSetupId>,
    first_build: FirstBuild,
) -> Result<(), Trouble> {
    let setup = match setup {
        Some(id) => final_setup(context, ledger, id).await?,
        None => None,
    };
    let mut script = Vec::new();
    if let Some(setup) = &setup {
        note(ledger, setup);
        script = postdeploy(context, setup);
    }
    let failed = setup.as_ref().is_some_and(|setup| setup.status == BuildStatus::Failed);
    if review_app.status == ReviewAppStatus::Created && !failed && first_build.failed_release.is_none() {
        if let Some(message) = &review_app.message {
            context.console.line(&format!("Heroku says: {}", context.console.foreign(message)));
        }
        return Ok(());
    }
    let says = what_heroku_says(review_app, setup.as_ref(), &first_build);
    let says = says.iter().map(|text| context.console.foreign(text)).collect();
    let tail = if script.is_empty() { first_build.tail } else { script };
    Err(Trouble::SetupFailed { says, tail })
}

/// The app setup in the end; none where there is no such thing any more.
async fn final_setup(context: &Context<'_>, ledger: &Ledger, id: &AppSetupId) -> Result<Option<AppSetup>, Trouble> {
    let (started, mut pace, mut patience) = (Instant::now(), Pace::new(), Patience::default());
    loop {
        let setup = match setup_now(context, id, &mut patience).await {
            Err(trouble) if trouble.is_hidden_at_heroku() => return Ok(None),
            setup => setup?,
        };
        let is_final = setup.as_ref().is_some_and(|setup| setup.status.is_final());
        if is_final || (setup.is_some() && started.elapsed() > SETUP_FINAL_WITHIN) {
            return Ok(setup);
        }
        context.wait(&mut pace, ledger, || format!("Waiting for the end of {}'s setup", ledger.app_name())).await;
    }
}

/// Shows the output of `postdeploy`; returns its end where the script failed.
fn postdeploy(context: &Context<'_>, setup: &AppSetup) -> Vec<String> {
    let Some(script) = &setup.postdeploy else { return Vec::new() };
    let code = script.exit_code.map_or_else(|| "?".to_owned(), |code| code.to_string());
    let output = context.console.foreign(script.output.as_deref().unwrap_or_default());
    context.console.group(&format!("postdeploy ended with {code}"));
    context.console.line(&output);
    context.console.end_group();
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
