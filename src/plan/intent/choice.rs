//! What the inputs choose instead of what the event is about.

use super::Undecided;
use crate::{
    event::Event,
    inputs::{Settings, spec},
    names::{CommitSha, GitRef, PullNumber},
};

/// What is to be acted on.
pub(super) enum Choice {
    PullRequest(PullNumber),
    Reference(String),
}

/// The inputs' choice. Naming what the event is about anyway is none: the event knows more of it, such as from which
/// fork a commit is.
///
/// # Errors
/// Where `ref` cannot be meant.
pub(super) fn made(event: &Event, settings: &Settings) -> Result<Option<Choice>, Undecided> {
    if let Some(number) = settings.pull_request {
        return Ok(Some(Choice::PullRequest(number)).filter(|_| own_pull_request(event) != Some(number)));
    }
    let Some(text) = &settings.reference else { return Ok(None) };
    if own_commit(event).is_some_and(|own| text.parse::<CommitSha>().as_ref() == Ok(own)) {
        return Ok(None);
    }
    if matches!(event, Event::Comment(_)) {
        let text = "a comment is about its own pull request: for `issue_comment`, this has to be empty";
        return Err(Undecided::of(&spec::REF, text));
    }
    match text.parse::<GitRef>() {
        Err(error) if text.starts_with("refs/") => Err(Undecided::of(&spec::REF, error.to_string())),
        _ => Ok(Some(Choice::Reference(text.clone()))),
    }
}

fn own_pull_request(event: &Event) -> Option<PullNumber> {
    match event {
        Event::PullRequest { pull, .. } => Some(pull.number),
        Event::RunCompleted(run) => run.pull,
        Event::Comment(comment) => Some(comment.pull),
        _ => None,
    }
}

fn own_commit(event: &Event) -> Option<&CommitSha> {
    match event {
        Event::Push { commit, .. } | Event::Redeploy { commit, .. } => Some(commit),
        Event::PullRequest { pull, .. } => Some(&pull.head_commit),
        Event::RunCompleted(run) => Some(&run.commit),
        _ => None,
    }
}
