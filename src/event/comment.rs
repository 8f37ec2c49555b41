//! `issue_comment`: commands that people write into a pull request.

use super::fields::Object;
use super::{Event, EventError, Runner};
use crate::names::{Found, PullNumber};

/// A comment on a pull request that holds a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PullComment {
    /// The pull request; the payload says nothing about its commits.
    pub pull: PullNumber,
    /// The comment's number.
    pub comment_id: u64,
    /// The login of who wrote it, whatever their rights.
    pub author: String,
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
        let reason = format!("issue_comment/{}: only new comments are read", Found(action));
        return Ok(Event::ignored(reason));
    }
    let issue = payload.object("issue")?;
    if issue.value("pull_request").is_none() {
        return Ok(Event::ignored("issue_comment/created: it is on an issue, not on a pull request"));
    }
    let comment = payload.object("comment")?;
    let Some(command) = command(comment.text("body")?) else {
        let reason = "issue_comment/created: no line of it is /deploy, /redeploy or /destroy";
        return Ok(Event::ignored(reason));
    };
    Ok(Event::Comment(PullComment {
        pull: issue.pull_number("number")?,
        comment_id: comment.number("id")?,
        author: comment.object("user")?.text("login")?.to_owned(),
        command,
    }))
}

/// The first line that is a command and nothing else. What is quoted or shown as code is somebody's example.
fn command(body: &str) -> Option<ChatCommand> {
    let mut fence: Option<&str> = None;
    for line in body.lines().map(str::trim) {
        match fence {
            Some(open) if closes(line, open) => fence = None,
            Some(_) => {}
            None => fence = opened_by(line),
        }
        match line {
            _ if fence.is_some() => {}
            "/deploy" => return Some(ChatCommand::Deploy),
            "/redeploy" => return Some(ChatCommand::Redeploy),
            "/destroy" => return Some(ChatCommand::Destroy),
            _ => {}
        }
    }
    None
}

/// The backticks or tildes, three or more, that start a block of code (<https://spec.commonmark.org/0.31.2/#fenced-code-blocks>).
fn opened_by(line: &str) -> Option<&str> {
    let end = |mark: char| line.len() - line.trim_start_matches(mark).len();
    let length = end('`').max(end('~'));
    (length >= 3).then(|| &line[..length])
}

/// The same mark, at least as long, and nothing else, ends it.
fn closes(line: &str, open: &str) -> bool {
    line.starts_with(open) && line.trim_start_matches(&open[..1]).is_empty()
}
