use super::reference;
use super::undecided::Undecided;
use crate::{
    event::{Event, Runner},
    inputs::{Settings, spec},
    names::{AppName, GitRef},
    outcome::Why,
    rules::{Decision, Destination as Target},
};

const DEPENDABOT: &str = "dependabot[bot]";

/// Why the API key is missing although nobody made a mistake: GitHub gives no secrets to such runs.
///
/// # Errors
/// Where the key is missing by mistake.
pub(super) fn withheld(event: &Event, settings: &Settings, runner: &Runner) -> Result<Option<Why>, Undecided> {
    if settings.heroku_api_key.is_some() || settings.rehearse {
        return Ok(None);
    }
    let from_fork = matches!(event, Event::PullRequest { pull, .. } if pull.is_from_fork());
    if from_fork && runner.event_name == "pull_request" {
        return Ok(Some(Why::NoSecretsForFork));
    }
    if runner.actor.as_deref() == Some(DEPENDABOT) {
        if let Some(app) = app_of(event, settings, runner) {
            return Err(Undecided::of(
                &spec::HEROKU_API_KEY,
                format!(
                    "empty, since GitHub passes no Actions secrets to Dependabot's runs, and `{app}` stays behind. Add the key \
                     to the repository's Dependabot secrets too, and run this again, or start a run by hand"
                ),
            ));
        }
        return Ok(Some(Why::NoSecretsForDependabot));
    }
    Err(Undecided::of(
        &spec::HEROKU_API_KEY,
        "empty. Add a repository secret with a Heroku API token (`heroku authorizations:create`) and pass it: \
         `heroku-api-key: ${{ secrets.HEROKU_API_KEY }}`. A secret that does not exist arrives empty too, \
         so look at its name",
    ))
}

/// The first app that the rules name for the event's branch or tag, which stays undeployed without a key.
fn app_of(event: &Event, settings: &Settings, runner: &Runner) -> Option<AppName> {
    let reference = match event {
        Event::Push { reference, .. } | Event::Redeploy { reference, .. } => Some(reference.clone()),
        Event::Released { tag } => Some(GitRef::Tag(tag.clone())),
        Event::RunCompleted(run) if !run.is_of_pull_request() => Some(GitRef::Branch(run.head_branch.clone())),
        Event::Ignored(_) => reference::current(runner),
        _ => None,
    };
    match settings.rules.decide(&reference?) {
        Ok(Decision::Matched { target: Target::Apps(apps), .. }) => apps.into_iter().next(),
        _ => None,
    }
}
