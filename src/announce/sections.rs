//! One comment, shared by all pipelines that a pull request has review apps in: each has a section between markers of its own,
//! and leaves those of the others as they are.

/// Stands at the beginning of the comment, where nobody sees it.
pub(super) const MARKER: &str = "<!-- branchline -->";

/// GitHub takes no comment of more than 65 536 characters; some room is left for the others' sections.
const LONGEST_SECTION: usize = 20_000;

/// The comment with one section written anew, or added at the end.
pub(super) fn with_section(comment: &str, name: &str, section: &str) -> String {
    let (begin, end) = (format!("<!-- branchline:{name} -->"), format!("<!-- /branchline:{name} -->"));
    let short = &section[..section.floor_char_boundary(LONGEST_SECTION)];
    let written = format!("{begin}\n{short}\n{end}");
    let found = comment.find(&begin).and_then(|from| {
        let to = comment[from..].find(&end)? + from + end.len();
        Some((from, to))
    });
    match found {
        Some((from, to)) => format!("{}{written}{}", &comment[..from], &comment[to..]),
        None if comment.is_empty() => format!("{MARKER}\n{written}\n"),
        None => format!("{}\n{written}\n", comment.trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::with_section;

    #[test]
    fn a_section_is_written_anew_and_the_others_stay() {
        let both = with_section(&with_section("", "web", "one"), "api", "two");
        let changed = with_section(&both, "web", "three");
        assert_eq!(
            changed,
            "<!-- branchline -->\n<!-- branchline:web -->\nthree\n<!-- /branchline:web -->\n\
             <!-- branchline:api -->\ntwo\n<!-- /branchline:api -->\n"
        );
    }

    #[test]
    fn a_pipeline_whose_name_begins_like_anothers_has_its_own_section() {
        let both = with_section(&with_section("", "acme-web", "one"), "acme", "two");
        assert_eq!(with_section(&both, "acme", "three").matches("one").count(), 1);
    }
}
