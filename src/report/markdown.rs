//! Text that others wrote, put into Markdown as text.

use crate::relay::neutral_line;

/// One line of text in which nothing is markup, a mention, or a reference to an issue.
pub(super) fn inline(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in neutral_line(text).chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '@' => safe.push_str("&#64;"),
            '#' => safe.push_str("&#35;"),
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

/// An address for use between angle brackets; what no address can hold is left out.
pub(super) fn address(url: &str) -> String {
    let allowed = |character: &char| character.is_ascii_graphic() && !matches!(character, '<' | '>' | '"' | '`' | '\\');
    url.chars().filter(allowed).collect()
}

#[cfg(test)]
mod tests {
    use super::{block, inline};

    #[test]
    fn nothing_in_a_branch_name_is_markup() {
        assert_eq!(inline("a|b`c` @all #1 <img> [x](y)"), r"a\|b\`c\` &#64;all &#35;1 &lt;img&gt; \[x\](y)");
    }

    #[test]
    fn a_log_cannot_close_its_block() {
        let lines = ["```".to_owned(), "text `````` more".to_owned()];
        assert!(block(&lines).starts_with("```````text\n"));
    }
}
