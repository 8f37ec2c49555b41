//! `issue_comment`: commands that people write into a pull request.

mod command;
mod html;
mod mail;

use std::time::SystemTime;

use super::Event;
use super::error::EventError;
use super::fields::Object;
use super::ignored::Ignored;
use super::runner::Runner;
use crate::names::PullNumber;
use command::command;

/// A comment on a pull request that holds a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PullComment {
    /// The pull request; the payload says nothing about its commits.
    pub pull: PullNumber,
    /// The comment's number.
    pub comment_id: u64,
    /// The login of who wrote it, whatever their rights.
    pub author: String,
    /// When they wrote it.
    pub written: Option<SystemTime>,
    /// What they ask for.
    pub command: ChatCommand,
}

/// What can be asked for in a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChatCommand {
    /// `/deploy`: create the review app, or update it.
    Deploy,
    /// `/redeploy`: destroy the review app and create it anew.
    Redeploy,
    /// `/destroy`: destroy the review app.
    Destroy,
}

pub(super) fn read(_: &Runner, payload: &Object<'_>) -> Result<Event, EventError> {
    let action = payload.text("action")?;
    if action != "created" {
        return Ok(Event::Ignored(Ignored::CommentAction(action.to_owned())));
    }
    let issue = payload.object("issue")?;
    if issue.value("pull_request").is_none() {
        return Ok(Event::Ignored(Ignored::OnIssue));
    }
    let comment = payload.object("comment")?;
    let body = if comment.value("body").is_some() { comment.text("body")? } else { "" };
    let Some(command) = command(body) else {
        return Ok(Event::Ignored(Ignored::NoCommand));
    };
    Ok(Event::Comment(PullComment {
        pull: issue.pull_number("number")?,
        comment_id: comment.number("id")?,
        author: comment.object("user")?.text("login")?.to_owned(),
        written: comment.time("created_at"),
        command,
    }))
}
