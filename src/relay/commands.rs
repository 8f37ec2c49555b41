//! Workflow commands hidden in foreign text, and how to make them harmless.
//!
//! The runner obeys `::name::` at the start of a line and the older `##[name]` anywhere in it; see
//! <https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs>.

use std::borrow::Cow;

use memchr::{memchr, memmem};

use crate::foreign::{is_ignorable, turns_text, without_escapes};

/// Breaks each command with a visible character, so that a reader still sees what was there.
pub(super) fn harmless(line: &str) -> Cow<'_, str> {
    let starts_command = starts_command(line);
    let mut marker = older_marker(line);
    if !starts_command && marker.is_none() {
        return Cow::Borrowed(line);
    }
    let mut text = String::from(if starts_command { "| " } else { "" });
    let mut rest = line;
    while let Some(at) = marker {
        text.push_str(&rest[..at]);
        text.push(' ');
        rest = &rest[at..];
        marker = older_marker(rest);
    }
    text.push_str(rest);
    Cow::Owned(text)
}

/// Whether one of these lines, all of printable ASCII and tabs, contains a command. Checks many lines at once, for
/// speed.
pub(super) fn any_in(lines: &str) -> bool {
    let older = memmem::find(lines.as_bytes(), b"##[");
    let mut pairs = memmem::find_iter(lines.as_bytes(), b"::");
    older.is_some() || pairs.any(|at| is_at_start(&lines[..at]))
}

/// Whether the last line of `before` has only blanks so far.
fn is_at_start(before: &str) -> bool {
    matches!(before.trim_end_matches([' ', '\t']).as_bytes().last(), None | Some(b'\n'))
}

/// Makes one line of foreign text that is not a log (a branch's name, a title, an error message) safe to print: removes
/// colors and characters that change the writing direction, replaces line breaks and control characters with spaces,
/// and makes workflow commands harmless.
#[must_use]
pub fn neutral_line(text: &str) -> Cow<'_, str> {
    if !text.contains(|character| breaks_line(character) || turns_text(character)) {
        return harmless(text);
    }
    let line = without_escapes(text).replace(turns_text, "").replace(breaks_line, " ");
    Cow::Owned(harmless(&line).into_owned())
}

fn breaks_line(character: char) -> bool {
    character.is_control() || matches!(character, '\u{2028}' | '\u{2029}')
}

fn starts_command(line: &str) -> bool {
    // Nearly every line starts with a letter after some blanks, which needs no decoding.
    let first = line.trim_ascii_start().as_bytes().first();
    if first.is_none_or(|&byte| byte.is_ascii_graphic() && byte != b':') {
        return false;
    }
    line.trim_start_matches(|character: char| character.is_whitespace() || is_ignorable(character))
        .strip_prefix(':')
        .is_some_and(|rest| rest.trim_start_matches(is_ignorable).starts_with(':'))
}

/// Where to break the first `##[`: right after its last `#`, not before the bracket, which may belong to a color
/// (`##\x1b[31m`, where the runner ignores the escape).
fn older_marker(line: &str) -> Option<usize> {
    let mut behind = memchr(b'#', line.as_bytes())? + 1;
    let mut hashes = 1;
    loop {
        let rest = line[behind..].trim_start_matches(is_ignorable);
        let at = line.len() - rest.len();
        match rest.as_bytes().first()? {
            b'[' if hashes > 1 => return Some(behind),
            b'#' => {
                hashes += 1;
                behind = at + 1;
            }
            _ => {
                hashes = 1;
                behind = at + memchr(b'#', rest.as_bytes())? + 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{any_in, harmless, neutral_line};
    use std::borrow::Cow;

    #[test]
    fn commands_become_plain_text() {
        for (line, expected) in [
            ("::error::x", "| ::error::x"),
            (" \t\u{3000}\u{a0}::error::x", "|  \t\u{3000}\u{a0}::error::x"),
            ("\u{1b}::error::x", "| \u{1b}::error::x"),
            ("\u{200b} \u{ad}:\u{feff}\u{e0001}:error::x", "| \u{200b} \u{ad}:\u{feff}\u{e0001}:error::x"),
            ("::", "| ::"),
            ("##[error]x", "## [error]x"),
            ("a ##[error]x", "a ## [error]x"),
            ("###[error]", "### [error]"),
            ("##[[error]", "## [[error]"),
            ("##[##[error]##[", "## [## [error]## ["),
            ("#\u{200b}#\u{ad}[error]", "#\u{200b}# \u{ad}[error]"),
            ("##\u{1b}[31m", "## \u{1b}[31m"),
            ("# ##\u{34f}#\u{591}[", "# ##\u{34f}# \u{591}["),
            ("::##[x]", "| ::## [x]"),
        ] {
            assert_eq!(harmless(line), expected, "{line:?}");
            assert_eq!(harmless(expected), expected, "done twice: {line:?}");
        }
    }

    #[test]
    fn text_that_the_runner_leaves_alone_is_not_touched() {
        for line in [
            "",
            "remote: -----> Node.js app detected",
            ": :error",
            ":\t:error",
            "a ::error::",
            "use std::fmt;",
            "#[derive(Debug)] ## # [x] # #[y] ##",
            "\u{1b}[32m::group::\u{1b}[0m",
            "👩\u{200d}🚀 #\u{200b}[",
        ] {
            assert!(matches!(harmless(line), Cow::Borrowed(same) if same == line), "{line:?}");
        }
    }

    #[test]
    fn a_command_is_found_in_any_of_many_lines() {
        for lines in ["::x\n", "a\n \t::x\n", "a:\n::x\nb\n", "a\nb ##[x\n", "a:: b\n:::\n"] {
            assert!(any_in(lines), "{lines:?}");
        }
        for lines in ["", "\n", "a\nb ::x\n", "a:\n:b\n", "a##\n[b\n", "std::fmt\n: :\n"] {
            assert!(!any_in(lines), "{lines:?}");
        }
    }

    #[test]
    fn a_neutral_line_is_one_line_without_commands() {
        for (text, expected) in [
            ("feature/login", "feature/login"),
            ("a\r\n::error::x", "a  ::error::x"),
            ("\n::error::x", "|  ::error::x"),
            ("a\u{2028}b\u{2029}c\u{85}d\u{1b}[31me\0\tf", "a b c de  f"),
            ("a\u{1b}b\u{202e}c\u{2066}\u{200f}d\u{61c}", "abcd"),
            (":\u{202e}:error::x", "| ::error::x"),
            ("#\u{1b}[0m#[error]x", "## [error]x"),
            ("##\n[x", "## [x"),
            ("\u{200b}::error::x", "| \u{200b}::error::x"),
        ] {
            assert_eq!(neutral_line(text), expected, "{text:?}");
        }
    }
}
