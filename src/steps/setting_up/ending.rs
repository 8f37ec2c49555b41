//! The end of an app setup, and Heroku's words about it.

use std::time::Duration;

use super::first_build::setup_now;
use crate::{
    heroku::AppSetup,
    http::Instant,
    names::AppSetupId,
    outcome::Trouble,
    steps::{desk::Desk, poll::poll},
};

/// How many lines of a failed script's output to show with the failure.
const TAIL: usize = 40;

/// The app setup at its end, after waiting this long at most; `None` if it no longer exists.
pub(in crate::steps) async fn final_setup(
    desk: &Desk<'_>,
    id: &AppSetupId,
    patience: Option<Duration>,
) -> Result<Option<AppSetup>, Trouble> {
    let started = Instant::now();
    let ask = async || match setup_now(desk, id).await {
        Err(trouble) if trouble.is_hidden_at_heroku() => Ok(None),
        setup => setup.map(Some),
    };
    let is_final = |setup: &Option<AppSetup>| {
        setup.as_ref().is_none_or(|setup| setup.status.is_final())
            || patience.is_some_and(|patience| started.elapsed() > patience)
    };
    let line =
        |_: Option<&Option<AppSetup>>| Some(format!("Waiting for the end of {}'s setup", desk.ledger.app_name()));
    poll(desk, None, ask, is_final, line).await
}

/// Shows the output of `postdeploy`; returns its end if the script failed.
pub(in crate::steps) fn postdeploy(desk: &Desk<'_>, setup: &AppSetup) -> Vec<String> {
    let Some(script) = &setup.postdeploy else { return Vec::new() };
    let code = script.exit_code.map_or_else(|| "?".to_owned(), |code| code.to_string());
    let output = desk.console.foreign(script.output.as_deref().unwrap_or_default());
    desk.group(&format!("postdeploy ended with {code}"));
    output.lines().for_each(|line| desk.console.line(&format!("{}{line}", desk.prefix())));
    desk.end_group();
    if script.exit_code.unwrap_or_default() == 0 {
        return Vec::new();
    }
    let lines: Vec<_> = output.lines().map(ToOwned::to_owned).collect();
    lines[lines.len().saturating_sub(TAIL)..].to_vec()
}

/// Why an app setup failed, in Heroku's words.
pub(in crate::steps) fn why_failed(setup: &AppSetup) -> Vec<String> {
    let mut says: Vec<_> = setup.failure_message.clone().into_iter().collect();
    says.extend(setup.manifest_errors().iter().map(|error| format!("app.json: {error}")));
    let code = setup.postdeploy.as_ref().and_then(|script| script.exit_code).filter(|code| *code != 0);
    says.extend(code.map(|code| format!("postdeploy ended with exit code {code}")));
    says
}

/// Review app and app setup say much the same.
pub(in crate::steps) fn each_once(says: &[String]) -> Vec<String> {
    let mut once: Vec<String> = Vec::new();
    for text in says.iter().map(|text| text.trim()).filter(|text| !text.is_empty()) {
        if !once.iter().any(|said| bare(said) == bare(text)) {
            once.push(text.to_owned());
        }
    }
    once
}

/// A text in a form for comparison.
pub(in crate::steps) fn bare(text: &str) -> String {
    text.trim().trim_end_matches('.').to_lowercase()
}
