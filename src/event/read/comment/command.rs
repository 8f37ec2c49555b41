//! The command in a comment: a line in a visible paragraph, and nothing else. Quoted text and code are somebody's
//! example, and hidden text is not a request.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{html::OpenElements, mail};
use crate::event::comment::ChatCommand;

const COMMANDS: [(&str, ChatCommand); 3] =
    [("/deploy", ChatCommand::Deploy), ("/redeploy", ChatCommand::Redeploy), ("/destroy", ChatCommand::Destroy)];

/// The first command.
pub(super) fn command(body: &str) -> Option<ChatCommand> {
    // Cheaper than parsing: most comments have no command.
    if !body.contains('/') {
        return None;
    }
    let body = mail::without_quotation(body);
    let mut place = Place::default();
    Parser::new_ext(body, as_github_does()).into_offset_iter().find_map(|(event, range)| match event {
        Event::Start(tag) => {
            place.enters(&tag, &body[range]);
            None
        }
        Event::End(tag) => {
            place.leaves(tag);
            None
        }
        Event::Html(html) | Event::InlineHtml(html) => {
            place.elements.read(&html);
            None
        }
        Event::Text(_) if place.is_plain() => command_on(line_at(body, &range)),
        _ => None,
    })
}

/// <https://github.github.com/gfm/>, and footnotes and mathematics, which GitHub adds to it.
fn as_github_does() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM
}

/// The place of a text in a comment.
#[derive(Default)]
struct Place {
    /// How many blocks and spans the text is in.
    depth: usize,
    /// Whether the text is in a paragraph that is in nothing else. A paragraph above a line of dashes, with which many
    /// signatures begin, is a heading in Markdown.
    in_paragraph: bool,
    /// The open HTML elements, which may hide what follows.
    elements: OpenElements,
}

impl Place {
    fn enters(&mut self, tag: &Tag<'_>, source: &str) {
        let is_paragraph = match tag {
            Tag::Paragraph => true,
            Tag::Heading { .. } => !source.starts_with('#'),
            _ => false,
        };
        self.in_paragraph |= self.depth == 0 && is_paragraph;
        self.depth += 1;
    }

    fn leaves(&mut self, tag: TagEnd) {
        self.depth = self.depth.saturating_sub(1);
        self.in_paragraph &= !matches!(tag, TagEnd::Paragraph | TagEnd::Heading(_));
    }

    fn is_plain(&self) -> bool {
        self.in_paragraph && self.depth == 1 && self.elements.is_empty()
    }
}

/// The whole line around a range, as written.
fn line_at<'a>(body: &'a str, range: &Range<usize>) -> &'a str {
    let is_end = |character: char| matches!(character, '\n' | '\r');
    let start = body[..range.start].rfind(is_end).map_or(0, |end| end + 1);
    let end = body[range.start..].find(is_end).map_or(body.len(), |end| range.start + end);
    &body[start..end]
}

fn command_on(line: &str) -> Option<ChatCommand> {
    let line = line.trim();
    COMMANDS.into_iter().find(|(word, _)| line.eq_ignore_ascii_case(word)).map(|(_, command)| command)
}

#[cfg(test)]
mod tests;
