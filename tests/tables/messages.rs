//! The messages that the documents quote, so that a search finds them, are those that people see.

use std::{fs, path::Path};

use super::test_names::sources;

const DOCUMENT: &str = "docs/TROUBLESHOOTING.md";
/// Stands for what differs from one message to the next.
const ANYTHING: char = '…';

/// What a heading or the first cell of a row quotes, in a code span of two backticks.
fn quoted(line: &str) -> Option<&str> {
    let (_, after) = line.split_once("``")?;
    let (message, _) = after.split_once("``")?;
    let message = message.strip_prefix(' ').filter(|rest| rest.starts_with('`')).unwrap_or(message);
    Some(message.strip_suffix(' ').filter(|rest| rest.ends_with('`')).unwrap_or(message))
}

fn headings() -> Vec<String> {
    let text = fs::read_to_string(DOCUMENT).unwrap();
    let headings = text.lines().filter(|line| line.starts_with("### "));
    headings.map(|line| quoted(line).unwrap_or_else(|| panic!("{line} quotes no message")).to_owned()).collect()
}

fn rows() -> Vec<String> {
    let text = fs::read_to_string("README.md").unwrap();
    let (_, after) = text.split_once("<!-- messages -->\n").unwrap();
    let (table, _) = after.split_once("<!-- /messages -->").unwrap();
    table
        .lines()
        .skip(2)
        .map(|row| quoted(row).unwrap_or_else(|| panic!("{row} quotes no message")).to_owned())
        .collect()
}

/// What is said, as the fixtures have it and as the code has it: without tests, and without the words of the sandbox.
fn said() -> Vec<String> {
    let fixtures = fs::read_dir("tests/fixtures/messages").unwrap().map(|entry| entry.unwrap().path());
    let fixtures = fixtures.flat_map(|path| lines_of(&fs::read_to_string(path).unwrap()));
    let is_ours = |path: &Path| {
        let path = path.display().to_string();
        !path.contains("/tests") && !path.starts_with("src/sandbox/")
    };
    let code = sources(Path::new("src")).into_iter().filter(|path| is_ours(path));
    let code = code.flat_map(|path| {
        let text = fs::read_to_string(path).unwrap();
        let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        lines_of(&whole_literals(text).replace("\\\"", "\""))
    });
    fixtures.chain(code).collect()
}

fn lines_of(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

/// A backslash at the end of a line goes on with the literal behind the next line's indent.
fn whole_literals(text: &str) -> String {
    let mut parts = text.split("\\\n");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |whole, part| whole + part.trim_start())
}

fn says(line: &str, message: &str) -> bool {
    let mut rest = line;
    message.split(ANYTHING).all(|part| {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
        true
    })
}

fn assert_said(place: &str, messages: &[String]) {
    let said = said();
    for message in messages {
        let longest = message.split(ANYTHING).map(str::len).max().unwrap_or_default();
        assert!(longest >= 9, "{place}: {message:?} is too little to tell it from others");
        assert!(said.iter().any(|line| says(line, message)), "{place}: nothing says {message:?}");
    }
}

#[test]
fn every_message_that_the_troubleshooting_quotes_is_said() {
    let headings = headings();
    assert!(headings.len() > 60, "{}", headings.len());
    assert_said(DOCUMENT, &headings);
}

#[test]
fn every_message_that_the_readme_quotes_is_said_and_explained() {
    let (rows, headings) = (rows(), headings());
    assert!(rows.len() >= 10, "{}", rows.len());
    assert_said("README.md", &rows);
    let is_explained = |row: &str| headings.iter().any(|heading| says(heading, row));
    let missing: Vec<_> = rows.iter().filter(|row| !is_explained(row)).collect();
    assert!(missing.is_empty(), "{DOCUMENT} does not explain {missing:?}");
}

#[test]
fn a_message_with_gaps_is_found_in_its_order() {
    for (line, message, expected) in [
        ("no rule matches `main`. In rule", "no rule matches `…`", true),
        ("timed out after 4s; last seen: the build", "timed out after …; last seen:", true),
        ("last seen: x; timed out after 4s", "timed out after …; last seen:", false),
        ("no rule matched `main`", "no rule matches `…`", false),
    ] {
        assert_eq!(says(line, message), expected, "{message}");
    }
    assert_eq!(quoted("### `` `a` b``"), Some("`a` b"));
    assert_eq!(quoted("| ``c `…` `` | d |"), Some("c `…`"));
    assert_eq!(whole_literals("one \\\n     two"), "one two");
}
