//! `issue_comment`: commands that people write into a pull request.

use super::fields::Object;
use super::{Event, EventError, Runner, word};
use crate::names::PullNumber;

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
        let reason = format!("issue_comment/{}: only new comments are read", word(action));
        return Ok(Event::ignored(reason));
    }
    let issue = payload.object("issue")?;
    if issue.value("pull_request").is_none() {
        return Ok(Event::ignored("issue_comment/created: it is on an issue, not on a pull request"));
    }
    let comment = payload.object("comment")?;
    let body = if comment.value("body").is_some() { comment.text("body")? } else { "" };
    let Some(command) = command(body) else {
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

/// The first line that is a command and nothing else. What is quoted or shown as code is somebody's example, and what
/// nobody sees is nobody's wish.
fn command(body: &str) -> Option<ChatCommand> {
    let mut fence: Option<&str> = None;
    let mut hidden = false;
    for line in body.lines().map(str::trim) {
        match fence {
            _ if hidden => hidden = is_hidden_after(line, true),
            Some(open) if closes(line, open) => fence = None,
            Some(_) => {}
            None => {
                fence = opened_by(line);
                hidden = fence.is_none() && is_hidden_after(line, false);
            }
        }
        match line {
            _ if fence.is_some() || hidden => {}
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
    let length = |mark: char| line.len() - line.trim_start_matches(mark).len();
    let (open, rest) = line.split_at(length('`').max(length('~')));
    let is_inline = open.starts_with('`') && rest.contains('`');
    (open.len() >= 3 && !is_inline).then_some(open)
}

/// Whether an HTML comment is open at a line's end, which may have begun in it or before
/// (<https://spec.commonmark.org/0.31.2/#html-comment>). One in a code span counts too: rather no command than a hidden one.
fn is_hidden_after(line: &str, mut hidden: bool) -> bool {
    let mut rest = line;
    loop {
        let mark = if hidden { "-->" } else { "<!--" };
        let Some((_, after)) = rest.split_once(mark) else { return hidden };
        // `<!-->` is a whole comment: its two dashes are those of its beginning and of its end.
        let begins_and_ends = !hidden && (after.starts_with('>') || after.starts_with("->"));
        hidden = !hidden && !begins_and_ends;
        rest = after;
    }
}

/// The same mark, at least as long, and nothing else, ends it.
fn closes(line: &str, open: &str) -> bool {
    line.starts_with(open) && line.trim_start_matches(&open[..1]).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_is_a_command_and_nothing_else_counts() {
        for (body, expected) in [
            ("/deploy", Some(ChatCommand::Deploy)),
            ("Thanks!\r\n\r\n  /redeploy\t\r\nbye", Some(ChatCommand::Redeploy)),
            ("/destroy\n/deploy", Some(ChatCommand::Destroy)),
            ("", None),
            ("please /deploy", None),
            ("/deploy now", None),
            ("/Deploy", None),
            ("/deployed", None),
            ("> /deploy", None),
            ("`/deploy`", None),
        ] {
            assert_eq!(command(body), expected, "{body:?}");
        }
    }

    #[test]
    fn a_command_that_nobody_sees_does_not_count() {
        for (body, expected) in [
            ("<!-- /deploy -->", None),
            ("<!--\n/deploy\n-->", None),
            ("Thanks! <!-- a\n\n/deploy\nb --> Bye", None),
            ("<!--\n/deploy\n-->\n/destroy", Some(ChatCommand::Destroy)),
            ("<!-- a -->\n/deploy", Some(ChatCommand::Deploy)),
            ("<!-- a --> b <!-- c\n/deploy", None),
            ("<!-->\n/deploy\n-->", Some(ChatCommand::Deploy)),
            ("<!--->\n/deploy\n-->", Some(ChatCommand::Deploy)),
            ("<!--\n```\n-->\n/deploy", Some(ChatCommand::Deploy)),
            ("```\n<!--\n```\n/deploy", Some(ChatCommand::Deploy)),
            ("<!-- -- >\n/deploy", None),
        ] {
            assert_eq!(command(body), expected, "{body:?}");
        }
    }

    #[test]
    fn a_command_shown_as_code_is_an_example() {
        for (body, expected) in [
            ("```\n/deploy\n```", None),
            ("```sh\n/deploy\n```\n/destroy", Some(ChatCommand::Destroy)),
            ("~~~\n/deploy\n```\n/deploy\n~~~", None),
            ("````\n```\n/deploy\n````\n/destroy", Some(ChatCommand::Destroy)),
            ("```\n/deploy", None),
            ("``\n/deploy", Some(ChatCommand::Deploy)),
            ("```/deploy```\n/destroy", Some(ChatCommand::Destroy)),
        ] {
            assert_eq!(command(body), expected, "{body:?}");
        }
    }
}
