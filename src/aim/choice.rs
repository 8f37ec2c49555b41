//! What the inputs choose instead of what the event is about.

use super::question::Instead;
use super::reference;
use super::undecided::Undecided;
use crate::{
    deeds::asked::Freshness,
    event::{CompletedRun, Event, PullRequest, Runner},
    inputs::{Command, Settings, spec},
    names::{BranchName, PullNumber},
};

/// What to act on.
pub(super) enum Choice {
    /// What the event is about.
    Own(Freshness),
    /// This pull request, and what the event is about, if that must be known first.
    PullRequest(PullNumber, Option<Instead>),
    /// What `ref` names.
    Reference(String),
}

/// The inputs' choice. An input that names what the event is about chooses nothing: the event knows more, such as which
/// fork a commit is from.
///
/// # Errors
/// Where an input makes no sense, or names something of this repository on a fork's event.
pub(super) fn made(event: &Event, settings: &Settings, runner: &Runner) -> Result<Choice, Undecided> {
    if let Some(number) = settings.pull_request {
        return pull_request(number, event, runner);
    }
    match &settings.reference {
        None => Ok(Choice::Own(unchosen(runner))),
        Some(text) => reference(text, event, settings, runner),
    }
}

fn pull_request(number: PullNumber, event: &Event, runner: &Runner) -> Result<Choice, Undecided> {
    let other = |instead| Ok(Choice::PullRequest(number, instead));
    match event {
        Event::PullRequest { pull, .. } if pull.number == number => Ok(Choice::Own(unchosen(runner))),
        Event::RunCompleted(run) if run.pull == Some(number) => Ok(Choice::Own(unchosen(runner))),
        Event::PullRequest { pull, .. } if pull.is_from_fork() => Err(refused(&spec::PULL_REQUEST)),
        Event::RunCompleted(run) => other(Some(Instead::OfRun(Box::new(run.clone())))),
        Event::Comment(comment) => other(Some(comment.pull).filter(|own| *own != number).map(Instead::Of)),
        _ => other(None),
    }
}

fn reference(text: &str, event: &Event, settings: &Settings, runner: &Runner) -> Result<Choice, Undecided> {
    let chosen = match event {
        Event::PullRequest { pull, .. } => of_pull_request(text, pull, settings, runner)?,
        Event::RunCompleted(run) => of_run(text, run, runner)?,
        // The payload does not name the pull request's branch.
        Event::Comment(comment) => Some(Choice::PullRequest(comment.pull, Some(Instead::Named(text.to_owned())))),
        _ => None,
    };
    match (chosen, reference::mistake(text)) {
        (Some(own @ Choice::Own(_)), _) => Ok(own),
        (_, Some(mistake)) => Err(Undecided::of(&spec::REF, mistake)),
        (Some(chosen), None) => Ok(chosen),
        (None, None) => Ok(Choice::Reference(text.to_owned())),
    }
}

fn of_pull_request(
    text: &str,
    pull: &PullRequest,
    settings: &Settings,
    runner: &Runner,
) -> Result<Option<Choice>, Undecided> {
    if is_branch(text, &pull.head_branch) {
        return Ok(Some(Choice::Own(unchosen(runner))));
    }
    if reference::is_hash_of(text, &pull.head_commit) {
        return Ok(Some(Choice::Own(Freshness::AsAsked)));
    }
    if pull.is_from_fork() {
        return Err(refused(&spec::REF));
    }
    let is_of_it = matches!(runner.event_name.as_str(), "pull_request" | "pull_request_target");
    if is_of_it && settings.command == Command::Auto { Err(not_its_own(pull)) } else { Ok(None) }
}

/// An event about one of our pull requests deploys that pull request.
pub(super) fn not_its_own(pull: &PullRequest) -> Undecided {
    let number = pull.number;
    let words =
        format!("this event is about pull request #{number}, and Branchline deploys its head. Leave `ref` empty");
    Undecided::of(&spec::REF, words)
}

/// A completed run tested only what it ran for.
fn of_run(text: &str, run: &CompletedRun, runner: &Runner) -> Result<Option<Choice>, Undecided> {
    if is_branch(text, &run.head_branch) || is_tag(text, run) || reference::is_hash_of(text, &run.commit) {
        return Ok(Some(Choice::Own(unchosen(runner))));
    }
    if run.is_from_fork(&runner.repository) { Err(refused(&spec::REF)) } else { Ok(None) }
}

fn is_branch(text: &str, branch: &BranchName) -> bool {
    text == branch.as_str() || text.strip_prefix("refs/heads/") == Some(branch.as_str())
}

/// Whether `ref` names the head of a pull request.
pub(super) fn is_own(text: &str, pull: &PullRequest) -> bool {
    is_branch(text, &pull.head_branch) || reference::is_hash_of(text, &pull.head_commit)
}

/// The payload of a tag's run has the tag's name in the branch field.
fn is_tag(text: &str, run: &CompletedRun) -> bool {
    !run.is_of_pull_request() && text.strip_prefix("refs/tags/") == Some(run.head_branch.as_str())
}

/// A stranger chooses the branch name in a fork, so Branchline must not look that name up in this repository.
pub(super) fn refused(input: &crate::inputs::spec::Input) -> Undecided {
    let words = "this event is about a fork's pull request, which can only get a review app of its own head. \
                 Leave the input empty on such events, or use another step";
    Undecided::of(input, words)
}

/// A person who starts a run for a branch means exactly that commit.
fn unchosen(runner: &Runner) -> Freshness {
    if runner.event_name == "workflow_dispatch" { Freshness::AsAsked } else { Freshness::MustBeHead }
}
