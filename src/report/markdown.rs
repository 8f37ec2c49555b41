//! Text that others wrote, put into Markdown as text.

use std::fmt::Write;

use crate::relay::neutral_line;

/// No line shown is longer than this many characters.
const LONGEST_LINE: usize = 500;
/// More than this many characters of a sentence nobody reads.
const LONGEST_SENTENCE: usize = 1000;
/// Keeps a mention or a reference from being one. GitHub looks for both in the rendered text, where an escaped `@` is an `@`.
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
    safe.replace("GH-", &format!("GH{NOTHING}-"))
}

/// The same for a sentence in which backticks stand around names: those are shown as code.
pub(super) fn prose(text: &str) -> String {
    let parts: Vec<_> = text.split('`').collect();
    if parts.len().is_multiple_of(2) || parts.iter().skip(1).step_by(2).any(|name| name.trim().is_empty()) {
        return inline(text);
    }
    let shown = |(index, part): (usize, &&str)| match index % 2 {
        0 => inline(part),
        _ => format!("<code>{}</code>", inline(part)),
    };
    parts.iter().enumerate().map(shown).collect()
}

/// A whole sentence of prose, of which a beginning is enough.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars().take(LONGEST_SENTENCE);
    let first = letters.next().map(|first| first.to_uppercase().collect::<String>()).unwrap_or_default();
    let rest: String = letters.collect();
    let end = if rest.ends_with(['.', '!', '?', '…', ')']) { "" } else { "." };
    prose(&format!("{first}{rest}{end}"))
}

/// A name as code, where nothing is a link or a mention either.
pub(super) fn code(name: &str) -> String {
    format!("<code>{}</code>", inline(name))
}

/// The last of these lines, at most so many bytes, in a block that they cannot close.
pub(super) fn block(lines: &[String], bytes: usize) -> String {
    let mut room = bytes;
    let fits = |line: &String| {
        let left = room.checked_sub(line.len() + 1);
        room = left.unwrap_or(0);
        left.is_some()
    };
    let mut shown: Vec<_> = lines.iter().rev().map(|line| verbatim(line)).take_while(fits).collect();
    shown.reverse();
    format!("<pre>\n{}\n</pre>\n", shown.join("\n"))
}

/// A line between `<pre>` and `</pre>`. Tags and entities are all that is not text there; the rest is for readers of the
/// source, such as mails and other tools, that do not know where they are.
fn verbatim(line: &str) -> String {
    let mut safe = String::with_capacity(line.len());
    for character in neutral_line(line).chars().take(LONGEST_LINE) {
        match character {
            '&' | '<' | '@' | '#' | '`' | '*' | '[' | ']' => {
                let _ = write!(safe, "&#{};", u32::from(character));
            }
            _ => safe.push(character),
        }
    }
    safe
}

/// A link whose text is no markup; the text alone where there is no web address to lead to.
pub(super) fn link(text: &str, url: &str) -> String {
    let text = inline(text);
    if ["https://", "http://"].iter().any(|scheme| url.starts_with(scheme)) {
        format!("[{text}](<{}>)", address(url))
    } else {
        text
    }
}

/// An address for use between angle brackets: what no address can hold is left out, what could be markup encoded.
fn address(url: &str) -> String {
    let allowed = |character: &char| character.is_ascii_graphic() && !matches!(character, '<' | '>' | '"' | '`' | '\\');
    let mut safe = String::with_capacity(url.len());
    for character in url.chars().filter(allowed) {
        match character {
            // An entity is one between angle brackets too.
            '&' => safe.push_str("&amp;"),
            '[' | ']' | '(' | ')' | '*' | '|' | '@' => {
                let _ = write!(safe, "%{:02X}", u32::from(character));
            }
            _ => safe.push(character),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::{block, code, inline, link, prose, sentence};

    #[test]
    fn nothing_in_a_branch_name_is_markup() {
        assert_eq!(
            inline("a|b`c` @all #1 GH-2 <img> [x](y)"),
            r"a\|b\`c\` @&#8203;all #&#8203;1 GH&#8203;-2 &lt;img&gt; \[x\](y)"
        );
    }

    #[test]
    fn what_stands_between_backticks_is_code() {
        assert_eq!(prose("set `comment: false` now"), "set <code>comment: false</code> now");
        assert_eq!(prose("`a_b`"), r"<code>a\_b</code>");
        assert_eq!(code("</code>@all"), "<code>&lt;/code&gt;@&#8203;all</code>");
        for odd in ["a ` b", "``", "a ``` b", "` `"] {
            assert!(!prose(odd).contains("<code>"), "{odd}");
        }
    }

    #[test]
    fn a_sentence_begins_and_ends_as_one() {
        assert_eq!(sentence("the build of `a` failed"), "The build of <code>a</code> failed.");
        assert_eq!(sentence("Done."), "Done.");
        assert!(sentence(&"x".repeat(9999)).len() < 1010);
    }

    #[test]
    fn a_log_cannot_close_its_block() {
        let lines = ["</pre>```".to_owned(), "--> @all".to_owned()];
        assert_eq!(block(&lines, 100), "<pre>\n&#60;/pre>&#96;&#96;&#96;\n--> &#64;all\n</pre>\n");
    }

    #[test]
    fn the_end_of_a_log_is_what_fits() {
        let lines = ["a".repeat(10), "b".repeat(10), "c".repeat(5000)];
        assert_eq!(block(&lines, 520), format!("<pre>\n{}\n{}\n</pre>\n", "b".repeat(10), "c".repeat(500)));
        assert_eq!(block(&lines, 10), "<pre>\n\n</pre>\n");
    }

    #[test]
    fn what_is_no_web_address_is_no_link() {
        for url in ["", "javascript:alert(1)", "../settings", "//evil.example", "![x](https://evil.example)"] {
            assert_eq!(link("a", url), "a", "{url}");
        }
    }

    #[test]
    fn an_address_cannot_leave_its_link() {
        assert_eq!(link("a]b", "https://x/> (\n"), r"[a\]b](<https://x/%28>)");
        assert_eq!(link("a", "https://x/?b=c&#32;d"), "[a](<https://x/?b=c&amp;#32;d>)");
    }
}
