//! What to do, whatever it is done to.

use super::{choice, question::Work, reference, runs};
use crate::{
    event::{ChatCommand, Event, Ignored, PullChange, PullRequest, Runner},
    inputs::{Command, Drafts, Settings},
    names::{BranchName, GitRef},
    outcome::Why,
};

/// Events that Branchline reads. If it ignores one of these, that event asks for nothing.
const READ: [&str; 5] = ["push", "pull_request", "pull_request_target", "workflow_run", "release"];

/// Why there is nothing to do, even without a key: neither the event nor the inputs ask for a deploy.
pub(super) fn idle(event: &Event, settings: &Settings, runner: &Runner) -> Option<Why> {
    let is_at = reference::current(runner);
    let is_of_queue = |branch: &BranchName| branch.is_of_merge_queue();
    if runner.event_name == "merge_group"
        || event.branch().is_some_and(is_of_queue)
        || is_at.as_ref().and_then(GitRef::branch).is_some_and(is_of_queue)
    {
        return Some(Why::OfMergeQueue);
    }
    match event {
        Event::PullRequest { change: PullChange::Other(_), pull } if may_be_left(pull, settings, runner) => None,
        Event::Ignored(_) if is_of_untold_pull(event, runner) && is_said_by_inputs(settings, runner) => {
            Some(Why::PullUntold(runner.event_name.clone()))
        }
        Event::Ignored(ignored) | Event::PullRequest { change: PullChange::Other(ignored), .. } => {
            (!is_said_by_inputs(settings, runner)).then(|| Why::Ignored(ignored.clone()))
        }
        Event::RunCompleted(run) => runs::not_counted(run),
        _ => None,
    }
}

/// Whether an event is about a pull request that its payload does not describe. It may be a fork's, so nothing else is
/// done instead.
fn is_of_untold_pull(event: &Event, runner: &Runner) -> bool {
    runner.is_of_pull_request() || matches!(event, Event::Ignored(Ignored::Action { .. }))
}

/// Whether a closed pull request may still have its review app. GitHub keeps only the newest waiting run of a
/// concurrency group, so the run that had to destroy the app may never have started.
fn may_be_left(pull: &PullRequest, settings: &Settings, runner: &Runner) -> bool {
    let is_of_it = matches!(runner.event_name.as_str(), "pull_request" | "pull_request_target");
    is_of_it && !pull.open && is_about(pull, settings)
}

/// Whether the inputs leave the event's own pull request as what to act on.
fn is_about(pull: &PullRequest, settings: &Settings) -> bool {
    settings.reference.as_ref().is_none_or(|text| choice::is_own(text, pull))
        && settings.pull_request.is_none_or(|number| number == pull.number)
}

/// Whether the inputs say what an ignored event does not. If the event is one of [`READ`], they have to say both what
/// to do and to what: the ref that it runs at is not what it is about. Anybody can comment, so only a command in a
/// comment counts.
fn is_said_by_inputs(settings: &Settings, runner: &Runner) -> bool {
    let what = settings.command != Command::Auto;
    let of_what = settings.reference.is_some() || settings.pull_request.is_some();
    match runner.event_name.as_str() {
        "issue_comment" => false,
        name if READ.contains(&name) => what && of_what,
        _ => what || of_what,
    }
}

/// The work that the event asks for and `command` allows, or why there is none.
pub(super) fn asked_for(event: &Event, settings: &Settings) -> Result<Work, Why> {
    match (settings.command, event) {
        (command, Event::Comment(comment)) => said(comment.command, command),
        (Command::Destroy, _) | (Command::Auto, Event::RefDeleted { .. }) => Ok(Work::Destroy),
        (Command::Auto, Event::PullRequest { change, pull }) => changed(change, pull, settings),
        _ => no_ground(event).map_or(Ok(Work::Update), Err),
    }
}

/// Why an event cannot change what an app runs: its commit failed the tests, or its ref is gone.
pub(super) fn no_ground(event: &Event) -> Option<Why> {
    match event {
        Event::RunCompleted(run) if run.conclusion != "success" => Some(Why::RunEndedAs(run.conclusion.clone())),
        Event::RefDeleted { reference } => Some(Why::NothingToDeploy(reference.clone())),
        _ => None,
    }
}

/// A comment never does more than it says: a workflow may have one step for each command.
pub(super) fn said(word: ChatCommand, command: Command) -> Result<Work, Why> {
    match (word, command) {
        (ChatCommand::Deploy, Command::Auto | Command::Deploy) => Ok(Work::Update),
        (ChatCommand::Redeploy, Command::Auto | Command::Deploy) => Ok(Work::Recreate),
        (ChatCommand::Destroy, Command::Auto | Command::Destroy) => Ok(Work::Destroy),
        (ChatCommand::Destroy, Command::Deploy) => Err(Why::CommentDestroys),
        (_, Command::Destroy) => Err(Why::CommentDeploys),
        // People ask for every other command by hand, never by a comment.
        _ => Err(Why::NotByComment),
    }
}

/// A closed pull request gets no review app, whatever happens to it next: the run of its closing may never have
/// started. Inputs that name something else win.
fn changed(change: &PullChange, pull: &PullRequest, settings: &Settings) -> Result<Work, Why> {
    match change {
        PullChange::Closed => Ok(Work::Destroy),
        _ if !pull.open && is_about(pull, settings) => Ok(Work::Destroy),
        PullChange::Unlabeled(label) => unlabeled(label.as_deref(), pull, settings),
        PullChange::Drafted if settings.drafts == Drafts::Skip => Ok(Work::Destroy),
        PullChange::Drafted => Err(Why::DraftKeeps),
        PullChange::Opened
        | PullChange::Head
        | PullChange::Reopened
        | PullChange::Pushed
        | PullChange::Labeled(_)
        | PullChange::Other(_) => Ok(Work::Update),
    }
}

/// It does not matter which label came off: without the gate's label, there is no review app.
fn unlabeled(label: Option<&str>, pull: &PullRequest, settings: &Settings) -> Result<Work, Why> {
    match &settings.label {
        Some(gate) if !pull.carries(gate) => Ok(Work::Destroy),
        gate => Err(Why::LabelOff { label: label.map(ToOwned::to_owned), gate: gate.clone() }),
    }
}
