//! `issue_comment`: commands that people write into a pull request.

mod command;
mod html;
mod mail;

use command::command;

use crate::event::{
    comment::PullComment, error::EventError, fields::Object, happened::Event, ignored::Ignored, runner::Runner,
};

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
