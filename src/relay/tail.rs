//! The end of a log, for annotations and summaries.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::{mem, str};

use memchr::memrchr;

use super::commands::harmless;
use crate::foreign::without_escapes;

/// How many lines are kept.
const LINES: usize = 40;
/// How many characters of each line are kept.
const CHARACTERS: usize = 500;

/// The last lines of a log, without blank ones at the end.
#[derive(Debug, Default)]
pub(super) struct Tail {
    lines: VecDeque<String>,
    /// Blank lines after the last of `lines`. They count only if another line follows.
    blank: usize,
}

impl Tail {
    /// Keeps the last lines of a batch. Each ends with a line feed and starts with a prefix of `prefix` bytes. Secrets
    /// are hidden and commands harmless by now, so the lines can be cut.
    pub(super) fn record(&mut self, batch: &[u8], prefix: usize) {
        for line in batch[last_lines(batch, prefix)..].split_inclusive(|&byte| byte == b'\n') {
            self.record_line(text(line, prefix));
        }
    }

    fn record_line(&mut self, line: &str) {
        let line = plain(line);
        if is_blank(&line) {
            self.blank = LINES.min(self.blank + 1);
            return;
        }
        for _ in 0..mem::take(&mut self.blank) {
            self.push("");
        }
        self.push(&line);
    }

    /// The lines, oldest first.
    pub(super) fn lines(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(String::as_str)
    }

    /// Reuses the oldest line's memory.
    fn push(&mut self, line: &str) {
        let mut entry =
            if self.lines.len() < LINES { String::new() } else { self.lines.pop_front().unwrap_or_default() };
        entry.clear();
        match cut(line) {
            Some(start) => entry.extend([start, "…"]),
            None => entry.push_str(line),
        }
        self.lines.push_back(entry);
    }
}

/// Where the last lines of a batch start. Skips the others, which are most of a large batch.
fn last_lines(batch: &[u8], prefix: usize) -> usize {
    let mut start = batch.len();
    let mut count = 0;
    while start > 0 && count < LINES {
        let end = start;
        start = memrchr(b'\n', &batch[..end - 1]).map_or(0, |at| at + 1);
        if count > 0 || !is_blank(&plain(text(&batch[start..end], prefix))) {
            count += 1;
        }
    }
    start
}

fn text(line: &[u8], prefix: usize) -> &str {
    let line = line.get(prefix..line.len() - 1).unwrap_or_default();
    str::from_utf8(line).unwrap_or_default()
}

fn is_blank(line: &str) -> bool {
    line.trim_start().is_empty()
}

/// The beginning of a line that is too long, leaving room for an ellipsis.
fn cut(line: &str) -> Option<&str> {
    if line.len() <= CHARACTERS {
        return None;
    }
    line.char_indices().nth(CHARACTERS)?;
    let (end, _) = line.char_indices().nth(CHARACTERS - 1)?;
    Some(&line[..end])
}

/// The line without colors and other escape sequences, which a page does not show. Without them, what is left may be a
/// command.
fn plain(line: &str) -> Cow<'_, str> {
    match without_escapes(line) {
        Cow::Borrowed(line) => Cow::Borrowed(line),
        Cow::Owned(line) => Cow::Owned(harmless(&line).into_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::{CHARACTERS, LINES, Tail};

    fn tail(lines: impl IntoIterator<Item = impl AsRef<str>>) -> Vec<String> {
        let lines = lines.into_iter().map(|line| format!("> {}\n", line.as_ref()));
        let lines: Vec<String> = lines.collect();
        let [by_line, in_pairs, at_once] = [1, 2, 1000].map(|size| {
            let mut tail = Tail::default();
            for batch in lines.chunks(size) {
                tail.record(batch.concat().as_bytes(), 2);
            }
            tail.lines().map(str::to_owned).collect::<Vec<_>>()
        });
        assert_eq!(by_line, in_pairs);
        assert_eq!(by_line, at_once);
        by_line
    }

    #[test]
    fn only_the_last_lines_are_remembered() {
        let expected: Vec<String> = (60..100).map(|number| number.to_string()).collect();
        assert_eq!(expected.len(), LINES);
        assert_eq!(tail((0..100).map(|number| number.to_string())), expected);
    }

    #[test]
    fn blank_lines_at_the_end_do_not_push_out_the_error() {
        let blank = vec![" \t"; 3 * LINES];
        assert_eq!(tail([&["error"], blank.as_slice()].concat()), ["error"]);
        assert_eq!(tail(["", "error", "", "\u{1b}[0m", "hint", ""]), ["", "error", "", "", "hint"]);
    }

    #[test]
    fn a_long_line_is_cut_at_a_character() {
        for (length, expected) in
            [(CHARACTERS, "é".repeat(CHARACTERS)), (CHARACTERS + 1, "é".repeat(CHARACTERS - 1) + "…")]
        {
            assert_eq!(tail(["é".repeat(length)]), [expected]);
        }
    }

    #[test]
    fn colours_go_and_hide_no_command() {
        for (line, expected) in [
            ("\u{1b}[1;31merror\u{1b}[0m: no", "error: no"),
            ("\u{1b}[K\u{1b}[?25l\u{1b}[2 qdone", "done"),
            ("a\u{1b}b\u{1b}", "ab"),
            ("\u{1b}[12é", "[12é"),
            ("\u{1b}[1m::error::x", "| ::error::x"),
            ("#\u{1b}[0m#[error]x", "## [error]x"),
        ] {
            assert_eq!(tail([line]), [expected], "{line:?}");
        }
    }
}
