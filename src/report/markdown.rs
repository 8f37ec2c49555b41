//! Text that others wrote, put into Markdown as text.

use url::Url;

use crate::relay::neutral_line;

const ZERO_WIDTH_SPACE: char = '\u{200b}';

/// One line of text in which nothing is markup, a mention, or a reference to an issue.
pub(super) fn inline(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in neutral_line(text).chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            // GitHub looks for mentions and references in the text as it is shown, where no escape is left; only
            // something that stands between helps (https://github.com/github/cmark-gfm/issues/181).
            '@' | '#' => safe.extend([character, ZERO_WIDTH_SPACE]),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '|' | '~' | '!' => {
                safe.push('\\');
                safe.push(character);
            }
            _ => safe.push(character),
        }
    }
    safe
}

/// Lines as they are, in a block that they cannot close.
pub(super) fn block(lines: &[String]) -> String {
    let longest =
        lines.iter().flat_map(|line| line.split(|character| character != '`')).map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    let text: Vec<_> = lines.iter().map(|line| neutral_line(line)).collect();
    format!("{fence}text\n{}\n{fence}\n", text.join("\n"))
}

/// A web address for use between angle brackets; none where it is not one, since what stands there would be text, markup and
/// all.
pub(super) fn address(url: &str) -> Option<String> {
    let url = Url::parse(url).ok().filter(|url| matches!(url.scheme(), "https" | "http"))?;
    // What an address can hold that would keep the bracket from closing, or begin a code span.
    Some(url.as_str().replace('\\', "%5C").replace('`', "%60"))
}

#[cfg(test)]
mod tests {
    use super::{address, block, inline};

    #[test]
    fn nothing_in_a_branch_name_is_markup() {
        assert_eq!(
            inline("a|b`c` @all #1 <img> [x](y)"),
            "a\\|b\\`c\\` @\u{200b}all #\u{200b}1 &lt;img&gt; \\[x\\](y)"
        );
    }

    #[test]
    fn an_address_is_one_or_there_is_none() {
        for (url, expected) in [
            ("https://acme.example/?a=b\\", Some("https://acme.example/?a=b%5C")),
            ("https://acme.example/a>b <c", Some("https://acme.example/a%3Eb%20%3Cc")),
            ("acme ![x](y)", None),
            ("javascript:alert(1)", None),
        ] {
            assert_eq!(address(url).as_deref(), expected, "{url}");
        }
    }

    #[test]
    fn a_log_cannot_close_its_block() {
        let lines = ["```".to_owned(), "text `````` more".to_owned()];
        assert!(block(&lines).starts_with("```````text\n"));
    }
}
