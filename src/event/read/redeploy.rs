//! Events that ask for a branch or tag as it is: started by a person, a schedule, or another system.

use crate::event::{error::EventError, fields::Object, happened::Event, runner::Runner};
use crate::names::{Found, GitRef, NameError};

/// `workflow_dispatch`, `schedule`, `repository_dispatch`: the runner names the ref, whatever the payload says.
pub(super) fn read(runner: &Runner, payload: &Object<'_>) -> Result<Event, EventError> {
    let reference = match &runner.git_ref {
        Some(text) => text.parse().map_err(|_: NameError| not_deployable(text))?,
        None => payload.name("ref")?,
    };
    redeploy(runner, reference)
}

fn redeploy(runner: &Runner, reference: GitRef) -> Result<Event, EventError> {
    let commit = runner.sha.clone().ok_or_else(|| EventError::Variable {
        variable: "GITHUB_SHA",
        wanted: "the full SHA of the commit that the run is for",
        found: "missing".to_owned(),
    })?;
    Ok(Event::Redeploy { reference, commit })
}

fn not_deployable(found: &str) -> EventError {
    EventError::Variable {
        variable: "GITHUB_REF",
        wanted: "refs/heads/… or refs/tags/…",
        found: Found(found).to_string(),
    }
}
