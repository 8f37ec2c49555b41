//! Warnings in a build's output: Heroku's buildpacks begin such lines with ` !     `, perhaps in colour.

use memchr::memmem;

use crate::foreign::without_escapes;

const MARK: &[u8] = b" !     ";
/// What GitHub shows of an annotation has no room for more.
const MOST_LINES: usize = 20;
const LONGEST_LINE: usize = 160;

/// Adds the text of the warning lines among whole lines of relayed output, each of which begins with `prefix`.
pub(super) fn collect(lines: &[u8], prefix: &str, found: &mut Vec<String>) {
    for at in memmem::find_iter(lines, MARK) {
        if found.len() == MOST_LINES {
            return;
        }
        let begin = memchr::memrchr(b'\n', &lines[..at]).map_or(0, |newline| newline + 1);
        let before = lines[begin..at].strip_prefix(prefix.as_bytes());
        if before.is_some_and(is_colour_only) {
            let rest = &lines[at + MARK.len()..];
            let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            let text = shortened(plain(&rest[..end]).trim());
            found.extend(Some(text).filter(|text| !text.is_empty()));
        }
    }
}

fn is_colour_only(bytes: &[u8]) -> bool {
    plain(bytes).is_empty()
}

/// Text without colours.
fn plain(bytes: &[u8]) -> String {
    without_escapes(&String::from_utf8_lossy(bytes)).into_owned()
}

/// The beginning of a line, which holds no secret any more.
fn shortened(line: &str) -> String {
    match line.char_indices().nth(LONGEST_LINE) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_LINE, MOST_LINES, collect};

    fn found(lines: &str, prefix: &str) -> Vec<String> {
        let mut found = Vec::new();
        collect(lines.as_bytes(), prefix, &mut found);
        found
    }

    #[test]
    fn a_warning_is_told_by_its_mark_at_the_beginning_of_a_line() {
        let lines =
            "-----> Node\n !     Two lockfiles\n\u{1b}[1;33m !     Old stack\u{1b}[0m\n       no !     mark\n !     \n";
        assert_eq!(found(lines, ""), ["Two lockfiles", "Old stack"]);
        assert_eq!(found("acme | -----> Node\nacme |  !     Old\n", "acme | "), ["Old"]);
    }

    #[test]
    fn a_flood_of_warnings_is_cut() {
        assert_eq!(found(&" !     again\n".repeat(1000), "").len(), MOST_LINES);
        let long = "é".repeat(LONGEST_LINE + 1);
        assert_eq!(found(&format!(" !     {long}\n"), ""), [format!("{}…", "é".repeat(LONGEST_LINE))]);
    }
}
