//! What is to be done, whatever it is done of.

use super::Work;
use crate::{
    event::{ChatCommand, Event, PullChange, Runner, is_same_label},
    inputs::{Command, Settings},
};

/// Events of which an ignored one was read, and says nothing.
const READ: [&str; 5] = ["push", "pull_request", "pull_request_target", "workflow_run", "release"];

/// Whether the inputs say what an ignored event does not say. One that was read needs both said, what is to be done and
/// of what: where it runs is not what it is about. Anybody can comment, so only a command in a comment counts.
pub(super) fn is_said_by_inputs(settings: &Settings, runner: &Runner) -> bool {
    let what = settings.command != Command::Auto;
    let of_what = settings.reference.is_some() || settings.pull_request.is_some();
    match runner.event_name.as_str() {
        "issue_comment" => false,
        name if READ.contains(&name) => what && of_what,
        _ => what || of_what,
    }
}

/// What the event asks for as far as `command` lets it; or, in one line, why it is nothing.
pub(super) fn asked_for(event: &Event, settings: &Settings) -> Result<Work, String> {
    match (settings.command, event) {
        (command, Event::Comment(comment)) => said(comment.command, command),
        (Command::Destroy, _) | (Command::Auto, Event::RefDeleted { .. }) => Ok(Work::Destroy),
        (_, Event::RunCompleted(run)) if run.conclusion != "success" => {
            Err(format!("the workflow run before this one ended as `{}`", run.conclusion))
        }
        (Command::Deploy, Event::RefDeleted { reference }) => {
            Err(format!("{reference} was deleted, so there is nothing to deploy"))
        }
        (Command::Auto, Event::PullRequest { change, .. }) => changed(change, settings.label.as_deref()),
        _ => Ok(Work::Update),
    }
}

/// A comment is never taken for more than it says: one workflow may have a step for each command.
fn said(word: ChatCommand, command: Command) -> Result<Work, String> {
    match (word, command) {
        (ChatCommand::Deploy, Command::Auto | Command::Deploy) => Ok(Work::Update),
        (ChatCommand::Redeploy, Command::Auto | Command::Deploy) => Ok(Work::Recreate),
        (ChatCommand::Destroy, Command::Auto | Command::Destroy) => Ok(Work::Destroy),
        (ChatCommand::Destroy, Command::Deploy) => Err("the comment says /destroy, and `command` is deploy".to_owned()),
        (_, Command::Destroy) => Err("the comment asks for a deploy, and `command` is destroy".to_owned()),
    }
}

fn changed(change: &PullChange, gate: Option<&str>) -> Result<Work, String> {
    match change {
        PullChange::Closed => Ok(Work::Destroy),
        PullChange::Unlabeled(label) if gate.is_some_and(|gate| is_same_label(gate, label)) => Ok(Work::Destroy),
        PullChange::Unlabeled(label) => Err(format!("label `{label}` came off, which decides nothing")),
        PullChange::Opened | PullChange::Head | PullChange::Reopened | PullChange::Pushed | PullChange::Labeled(_) => {
            Ok(Work::Update)
        }
    }
}
