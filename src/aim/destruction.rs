//! What to destroy: the review app of a branch.

use super::aims::Aim;
use super::asking::pipeline;
use super::ended::{Because, Ending};
use super::question::Question;
use super::reference;
use super::undecided::Undecided;
use crate::{
    deeds::{Deed, destroy::Destroy},
    event::{Event, Runner},
    inputs::{Command, Settings, spec},
    names::GitRef,
    outcome::Why,
    ownership::subject::Subject,
    rules::{Decision, Destination as Target},
};

/// A branch that the input `ref` names. It may be gone, so only its name is needed.
pub(super) fn of_text(text: &str, event: &Event, settings: &Settings, runner: &Runner) -> Result<Aim, Undecided> {
    if let Some(mistake) = reference::mistake(text) {
        return Err(Undecided::of(&spec::REF, mistake));
    }
    let reference = text.parse().or_else(|_| text.parse().map(GitRef::Branch));
    let reference = reference.map_err(|error| Undecided::of(&spec::REF, error.to_string()))?;
    of_reference(&reference, event, settings, runner)
}

/// A branch that was deleted loses its review app, if its rule gave it one.
pub(super) fn of_reference(
    reference: &GitRef,
    event: &Event,
    settings: &Settings,
    runner: &Runner,
) -> Result<Aim, Undecided> {
    let GitRef::Branch(branch) = reference else {
        return Ok(Aim::Nothing(Why::TagToDestroy(reference.clone())));
    };
    if branch.is_of_merge_queue() {
        return Ok(Aim::Nothing(Why::OfMergeQueue));
    }
    let by_rule = settings.command == Command::Auto && matches!(event, Event::RefDeleted { .. });
    if by_rule && !has_review_app(reference, settings) {
        return Ok(Aim::Nothing(Why::DeletedWithoutReviewApp(branch.clone())));
    }
    let subject = Subject::of_branch(branch.clone(), &runner.repository);
    let destroy = Destroy { subject, head: None, pipeline: pipeline(settings)?, doubt: None };
    if by_rule {
        return Ok(Aim::Ask(Question::StillSo(Box::new(Ending { destroy, because: Because::Deleted }))));
    }
    Ok(Aim::Do(Deed::Destroy(destroy)))
}

fn has_review_app(reference: &GitRef, settings: &Settings) -> bool {
    matches!(settings.rules.decide(reference), Ok(Decision::Matched { target: Target::ReviewApp, .. }))
}
