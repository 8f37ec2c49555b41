//! Warnings in a build's output: Heroku's buildpacks begin such lines with ` !     `, perhaps in colour.

use memchr::memmem;

const MARK: &[u8] = b" !     ";
/// What GitHub shows of an annotation has no room for more.
const MOST_LINES: usize = 20;
const LONGEST_LINE: usize = 160;

/// Adds the text of the warning lines among whole lines of output, each of which begins with `prefix`.
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
            let text: String = plain(&String::from_utf8_lossy(&rest[..end])).chars().take(LONGEST_LINE).collect();
            found.extend(Some(text.trim().to_owned()).filter(|text| !text.is_empty()));
        }
    }
}

fn is_colour_only(bytes: &[u8]) -> bool {
    plain(&String::from_utf8_lossy(bytes)).is_empty()
}

/// Text without colours.
fn plain(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |plain, part| plain + part.split_once('m').map_or(part, |(_, rest)| rest))
}

#[cfg(test)]
mod tests {
    use super::{MOST_LINES, collect};

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
    }
}
