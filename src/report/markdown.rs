//! Text that others wrote, put into Markdown as text.

use crate::relay::neutral_line;

/// Keeps a mention or a reference from being one. GitHub looks for both in the rendered text, where an escaped `@` is an `@`
/// (<https://github.com/github/cmark-gfm/issues/181>).
const NOTHING: &str = "&#8203;";

/// One line of text in which nothing is markup, a mention, or a reference to an issue.
pub(super) fn inline(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in neutral_line(text).chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '@' | '#' => {
                safe.push(character);
                safe.push_str(NOTHING);
            }
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

/// An address for use between angle brackets; what no address can hold is left out. Nothing is left of what is none: where no
/// scheme stands before it, Markdown takes it for text, markup and all.
pub(super) fn address(url: &str) -> String {
    if !["https://", "http://"].iter().any(|scheme| url.starts_with(scheme)) {
        return String::new();
    }
    let allowed = |character: &char| character.is_ascii_graphic() && !matches!(character, '<' | '>' | '"' | '`' | '\\');
    url.chars().filter(allowed).collect()
}

#[cfg(test)]
mod tests {
    use super::{address, block, inline};

    #[test]
    fn nothing_in_a_branch_name_is_markup() {
        assert_eq!(inline("a|b`c` @all #1 <img> [x](y)"), r"a\|b\`c\` @&#8203;all #&#8203;1 &lt;img&gt; \[x\](y)");
    }

    #[test]
    fn what_is_no_address_is_left_out() {
        for (url, expected) in [
            ("https://acme.example/?a=b", "https://acme.example/?a=b"),
            ("https://acme.example/a>b\\\n", "https://acme.example/ab"),
            ("acme.example ![x](y)", ""),
            ("javascript:alert(1)", ""),
        ] {
            assert_eq!(address(url), expected, "{url}");
        }
    }

    #[test]
    fn a_log_cannot_close_its_block() {
        let lines = ["```".to_owned(), "text `````` more".to_owned()];
        assert!(block(&lines).starts_with("```````text\n"));
    }
}
