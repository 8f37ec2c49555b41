use super::Undecided;
use crate::{
    event::{Event, Runner},
    inputs::{Settings, spec},
};

const DEPENDABOT: &str = "dependabot[bot]";

/// Why there is no API key, where that is nobody's mistake: GitHub gives no secrets to such runs.
///
/// # Errors
/// Where the key is missing by mistake.
pub(super) fn withheld(event: &Event, settings: &Settings, runner: &Runner) -> Result<Option<String>, Undecided> {
    if settings.heroku_api_key.is_some() || settings.rehearse {
        return Ok(None);
    }
    let from_fork = matches!(event, Event::PullRequest { pull, .. } if pull.is_from_fork());
    if from_fork && runner.event_name == "pull_request" {
        return Ok(Some(
            "GitHub gives no secrets to a fork's pull request, so there is no `heroku-api-key`".to_owned(),
        ));
    }
    if runner.actor.as_deref() == Some(DEPENDABOT) {
        return Ok(Some(
            "GitHub gives no Actions secrets to Dependabot's runs, so there is no `heroku-api-key`; \
             for a review app, add it to the repository's Dependabot secrets"
                .to_owned(),
        ));
    }
    Err(Undecided::of(
        &spec::HEROKU_API_KEY,
        "empty. Add a repository secret with a Heroku API token (`heroku authorizations:create`) and pass it: \
         `heroku-api-key: ${{ secrets.HEROKU_API_KEY }}`. A secret that does not exist arrives empty too, \
         so look at its name",
    ))
}
