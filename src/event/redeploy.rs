//! Events that ask for a branch or tag as it is: by hand, by the clock, from elsewhere, for a release.

use super::fields::Object;
use super::{Event, EventError, Runner};
use crate::names::{Found, GitRef, NameError};

/// `workflow_dispatch`, `schedule`, `repository_dispatch`: the runner says which ref, whatever the payload has.
pub(super) fn read(runner: &Runner, payload: &Object<'_>) -> Result<Event, EventError> {
    let reference = match &runner.git_ref {
        Some(text) => text.parse().map_err(|_: NameError| not_deployable(text))?,
        None => payload.name("ref")?,
    };
    redeploy(runner, reference)
}

/// A release's tag. Where the release is of a draft, the runner's ref is no tag.
pub(super) fn read_release(runner: &Runner, payload: &Object<'_>) -> Result<Event, EventError> {
    let action = payload.text("action")?;
    if matches!(action, "deleted" | "unpublished") {
        return Ok(Event::ignored(format!("release/{action} leaves nothing to deploy")));
    }
    let of_runner = runner.git_ref.as_deref().and_then(|text| text.parse().ok());
    let reference = match of_runner {
        Some(tag @ GitRef::Tag(_)) => tag,
        _ => GitRef::Tag(payload.object("release")?.name("tag_name")?),
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
