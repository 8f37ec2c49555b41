//! HTML in Markdown: an open element hides, quotes or strikes out what follows, until it is closed.

/// Elements without content, which nothing closes. <https://html.spec.whatwg.org/multipage/syntax.html#void-elements>
const EMPTY: [&str; 13] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];

/// The open elements, and whether an HTML comment is open.
#[derive(Debug, Default)]
pub(super) struct OpenElements {
    names: Vec<String>,
    in_comment: bool,
}

impl OpenElements {
    /// Whether nothing is open.
    pub(super) fn is_empty(&self) -> bool {
        self.names.is_empty() && !self.in_comment
    }

    /// Reads the next piece of HTML.
    pub(super) fn read(&mut self, html: &str) {
        let mut rest = html;
        loop {
            if self.in_comment {
                let Some((_, after)) = rest.split_once("-->") else { return };
                (self.in_comment, rest) = (false, after);
            }
            let Some((_, after)) = rest.split_once('<') else { return };
            rest = match after.strip_prefix("!--") {
                // Browsers take `<!-->` and `<!--->` for whole comments.
                Some(comment) => comment.strip_prefix('>').or(comment.strip_prefix("->")).unwrap_or_else(|| {
                    self.in_comment = true;
                    comment
                }),
                None => self.read_tag(after),
            };
        }
    }

    /// Reads a tag after its `<`, and returns what follows its name.
    fn read_tag<'a>(&mut self, tag: &'a str) -> &'a str {
        let (closes, tag) = tag.strip_prefix('/').map_or((false, tag), |tag| (true, tag));
        let end =
            tag.find(|character: char| !character.is_ascii_alphanumeric() && character != '-').unwrap_or(tag.len());
        let (name, rest) = tag.split_at(end);
        let name = name.to_ascii_lowercase();
        if closes {
            if let Some(opened) = self.names.iter().rposition(|open| *open == name) {
                self.names.truncate(opened);
            }
        } else if name.starts_with(char::is_alphabetic) && !EMPTY.contains(&name.as_str()) {
            self.names.push(name);
        }
        rest
    }
}

#[cfg(test)]
mod tests {
    use super::OpenElements;

    fn open_after(html: &str) -> (Vec<String>, bool) {
        let mut open = OpenElements::default();
        open.read(html);
        (open.names, open.in_comment)
    }

    #[test]
    fn what_is_opened_stays_open_until_it_is_closed() {
        for (html, names, in_comment) in [
            ("", [].as_slice(), false),
            ("a < b <3 <", &[], false),
            ("<details><summary>x</summary>", &["details"], false),
            ("<DIV class=\"a\"><b></DIV>", &[], false),
            ("</div><br><img src=x/>", &[], false),
            ("<pre", &["pre"], false),
            ("<!-- <div> -->", &[], false),
            ("<!-- a --> <!-- b", &[], true),
            ("<!--><p>", &["p"], false),
            ("<!---><p>", &["p"], false),
            ("<?php <!x <![CDATA[", &[], false),
        ] {
            assert_eq!(open_after(html), (names.iter().map(ToString::to_string).collect(), in_comment), "{html}");
        }
    }

    #[test]
    fn a_comment_goes_on_in_the_next_piece() {
        let mut open = OpenElements::default();
        open.read("<!-- a");
        open.read("<div>");
        assert!(!open.is_empty());
        open.read("-->");
        assert!(open.is_empty());
    }
}
