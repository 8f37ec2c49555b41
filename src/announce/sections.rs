//! One comment for all pipelines in which a pull request has review apps. Each pipeline has a section between its own
//! markers, and leaves the others' as they are.

use std::ops::Range;

use super::later::RunNumber;
use crate::report::CommentSection;

/// The invisible beginning of the comment.
pub(super) const MARKER: &str = "<!-- branchline -->";

/// These surround the run that wrote a section, after the section's first marker. That marker must not change: another
/// branch may use an older version of this action.
const RUN: &str = "<!-- run ";
const END: &str = " -->";

/// Precedes the seal, right after the marker.
const SEAL: &str = "<!-- seal ";

/// GitHub's limit for a comment is 65 536 characters. There are never fewer bytes than characters.
const LONGEST_COMMENT: usize = 65_536;

/// The comment with one section rewritten, or added at the end; without the log if that is too long, or `None` if even
/// that does not fit.
pub(super) fn with_section(
    comment: &str,
    name: &str,
    section: &CommentSection,
    run: Option<RunNumber>,
) -> Option<String> {
    let forms = [&section.full, &section.short];
    forms.into_iter().map(|form| with_text(comment, name, form, run)).find(|text| text.len() <= LONGEST_COMMENT)
}

fn with_text(comment: &str, name: &str, section: &str, run: Option<RunNumber>) -> String {
    let (begin, end) = markers(name);
    let mark = run.map(|run| format!("{RUN}{run}{END}")).unwrap_or_default();
    let written = format!("{begin}{mark}\n{section}\n{end}");
    match found(comment, name) {
        Some(there) => format!("{}{written}{}", &comment[..there.start], &comment[there.end..]),
        None if comment.is_empty() => format!("{MARKER}\n{written}\n"),
        None => format!("{}\n\n{written}\n", comment.trim_end()),
    }
}

/// The comment with this seal instead of any other.
pub(super) fn with_seal(comment: &str, code: &str) -> String {
    let rest = comment.strip_prefix(MARKER).unwrap_or(comment);
    let rest = rest.strip_prefix(SEAL).and_then(|sealed| sealed.split_once(END)).map_or(rest, |(_, rest)| rest);
    format!("{MARKER}{SEAL}{code}{END}{rest}")
}

/// A comment's seal.
pub(super) fn seal_of(comment: &str) -> Option<&str> {
    let (code, _) = comment.strip_prefix(MARKER)?.strip_prefix(SEAL)?.split_once(END)?;
    Some(code)
}

/// A section of the comment, empty if there is none of that name.
pub(super) fn section_of<'a>(comment: &'a str, name: &str) -> &'a str {
    found(comment, name).map_or("", |there| &comment[there])
}

/// The run that wrote this section. Versions before this mark wrote none.
pub(super) fn writer_of(section: &str, name: &str) -> Option<RunNumber> {
    let (mark, _) = section.strip_prefix(&markers(name).0)?.strip_prefix(RUN)?.split_once(END)?;
    RunNumber::in_mark(mark)
}

fn found(comment: &str, name: &str) -> Option<Range<usize>> {
    let (begin, end) = markers(name);
    let start = comment.find(&begin)?;
    let length = comment[start..].find(&end)? + end.len();
    Some(start..start + length)
}

fn markers(name: &str) -> (String, String) {
    (format!("<!-- branchline:{name} -->"), format!("<!-- /branchline:{name} -->"))
}

#[cfg(test)]
mod tests {
    use super::{seal_of, with_seal, with_section};
    use crate::report::CommentSection;

    fn with(comment: &str, name: &str, text: &str) -> String {
        let section = CommentSection { full: text.to_owned(), short: text.to_owned() };
        with_section(comment, name, &section, None).unwrap()
    }

    #[test]
    fn a_section_is_written_anew_and_the_others_stay() {
        let both = with(&with("", "web", "one"), "api", "two");
        assert_eq!(
            with(&both, "web", "three"),
            "<!-- branchline -->\n<!-- branchline:web -->\nthree\n<!-- /branchline:web -->\n\n\
             <!-- branchline:api -->\ntwo\n<!-- /branchline:api -->\n"
        );
    }

    #[test]
    fn a_seal_stands_behind_the_marker_and_takes_the_place_of_another() {
        let plain = with("", "web", "one");
        assert_eq!(seal_of(&plain), None);
        let sealed = with_seal(&with_seal(&plain, "abc"), "def");
        assert_eq!(seal_of(&sealed), Some("def"));
        assert_eq!(sealed.replace("<!-- seal def -->", ""), plain);
        assert_eq!(seal_of(&with(&sealed, "web", "<!-- seal x -->")), Some("def"));
    }

    #[test]
    fn a_pipeline_whose_name_begins_like_anothers_has_its_own_section() {
        let both = with(&with("", "acme-web", "one"), "acme", "two");
        assert_eq!(with(&both, "acme", "three").matches("one").count(), 1);
    }

    #[test]
    fn no_comment_is_ever_too_long_and_the_log_is_what_gives_way() {
        let section = CommentSection { full: "f".repeat(30_000), short: "s".repeat(3_000) };
        let mut comment = String::new();
        for pipeline in ["a", "b", "c"] {
            comment = with_section(&comment, pipeline, &section, None).unwrap();
        }
        assert_eq!((comment.matches("fff").count(), comment.matches("sss").count()), (20_000, 1000));
        assert_eq!(with_section(&comment, "d", &section, None), None);
        assert!(with_section(&comment, "a", &section, None).is_some());
    }
}
