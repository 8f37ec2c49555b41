//! Text that others wrote, put into Markdown as text.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::links;
use crate::relay::neutral_line;

/// No line shown is longer than this many characters.
const LONGEST_LINE: usize = 500;
/// More than this many characters of a sentence nobody reads.
const LONGEST_SENTENCE: usize = 1000;
/// More of a commit's title nobody reads.
const LONGEST_TITLE: usize = 72;
/// Keeps a mention, a reference or a link from being one. GitHub looks for them in the rendered text, where an escaped `@` is an
/// `@`.
const NOTHING: &str = "&#8203;";

/// A name on one line, in which nothing is markup, a link, a mention, or a reference to an issue.
pub(super) fn inline(text: &str) -> String {
    let text = neutral_line(text);
    escaped(&text, &links::breaks(&text))
}

/// The same for words that others may have chosen, in which nothing is the hash of a commit either.
fn words(text: &str) -> String {
    let text = neutral_line(text);
    let mut breaks = links::breaks(&text);
    breaks.extend(links::breaks_of_hashes(&text));
    escaped(&text, &breaks)
}

/// A line in which nothing is markup, with something that nobody sees at these places.
fn escaped(line: &str, breaks: &BTreeSet<usize>) -> String {
    let mut safe = String::with_capacity(line.len());
    for (at, character) in line.char_indices() {
        if breaks.contains(&at) {
            safe.push_str(NOTHING);
        }
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '|' | '~' | '!' | '$' => {
                safe.push('\\');
                safe.push(character);
            }
            _ => safe.push(character),
        }
    }
    if breaks.contains(&line.len()) {
        safe.push_str(NOTHING);
    }
    safe
}

/// How a text may stand in a page, for who looks for it there.
pub(super) fn shown(text: &str) -> Vec<String> {
    vec![inline(text), words(text), verbatim(text)]
}

/// The beginning of a title that somebody else wrote, as text.
pub(super) fn title(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default().trim();
    match line.char_indices().nth(LONGEST_TITLE) {
        Some((end, _)) => format!("{}…", words(line[..end].trim_end())),
        None => words(line),
    }
}

/// A sentence in which backticks stand around names: those are shown as code.
pub(super) fn prose(text: &str) -> String {
    with_code(text, words)
}

fn with_code(text: &str, plain: impl Fn(&str) -> String) -> String {
    let parts: Vec<_> = text.split('`').collect();
    if parts.len().is_multiple_of(2) || parts.iter().skip(1).step_by(2).any(|name| name.trim().is_empty()) {
        return plain(text);
    }
    let shown = |(index, part): (usize, &&str)| match index % 2 {
        0 => plain(part),
        _ => code(part),
    };
    parts.iter().enumerate().map(shown).collect()
}

/// A whole sentence of prose, of which a beginning is enough.
pub(super) fn sentence(text: &str) -> String {
    prose(&whole(text))
}

/// A sentence of our own, whose links to Heroku's and GitHub's pages are some.
pub(super) fn advice(text: &str) -> String {
    with_code(&whole(text), |part| links::with_ours(part, words, link_to_itself))
}

/// With a capital at the beginning and a point at the end.
fn whole(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().collect::<String>()).unwrap_or_default();
    let rest: String = letters.by_ref().take(LONGEST_SENTENCE - 1).collect();
    let end = match letters.next() {
        Some(_) => "…",
        None if rest.ends_with(['.', '!', '?', '…', ')']) => "",
        None => ".",
    };
    format!("{first}{rest}{end}")
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

fn link_to_itself(url: &str) -> String {
    format!("<{}>", address(url))
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

/// A link whose text is code: a hash, in which nothing needs an escape.
pub(super) fn link_of_code(text: &str, url: &str) -> String {
    format!("[`{text}`](<{}>)", address(url))
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
    use super::{advice, block, code, inline, link, prose, sentence};

    #[test]
    fn nothing_in_a_branch_name_is_markup() {
        assert_eq!(
            inline("a|b`c` @all #1 GH-2 <img> [x](y)"),
            r"a\|b\`c\` @&#8203;all #&#8203;1 GH&#8203;-2 &lt;img&gt; \[x\](y)"
        );
    }

    #[test]
    fn nothing_in_foreign_words_is_a_link() {
        for (text, expected) in [
            ("https://evil.example/x", "https:&#8203;//evil.example/x"),
            ("ftp://x HTTP://y", "ftp:&#8203;//x HTTP:&#8203;//y"),
            ("www.evil.example WWW.x", "www&#8203;.evil.example WWW&#8203;.x"),
            ("a@b.example", "a@&#8203;b.example"),
            ("cost $5 or $x$", r"cost \$&#8203;5 or \$&#8203;x\$&#8203;"),
            ("see deadbeef", "see deadbe&#8203;ef"),
            ("acme/shop@0123456789abcdef", "acme/shop@&#8203;012345&#8203;6789ab&#8203;cdef"),
            ("Request-Id 9aa4ab2f-1b6e-4d0e-8f3c-6d2c0a6f8b11", "Request-Id 9aa4ab2f-1b6e-4d0e-8f3c-6d2c0a6f8b11"),
            ("abcdef defaced_x facadesx", r"abcdef defaced\_x facadesx"),
            ("a\u{202e}b\u{2066}c\u{1b}[1md", "abcd"),
            ("`deadbeef` std::fmt a:b", "<code>deadbeef</code> std::fmt a:b"),
        ] {
            assert_eq!(prose(text), expected, "{text}");
        }
    }

    #[test]
    fn links_of_our_own_lead_somewhere() {
        for (text, expected) in [
            ("see https://status.heroku.com, and `x`", "See <https://status.heroku.com>, and <code>x</code>."),
            (
                "see https://dashboard.heroku.com/apps/a/activity.",
                "See <https://dashboard.heroku.com/apps/a/activity>.",
            ),
            ("https://status.heroku.com.evil.example/", "Https:&#8203;//status.heroku.com.evil.example/."),
            ("see https://user@status.heroku.com/", "See https:&#8203;//user@&#8203;status.heroku.com/."),
            ("see https://evil.example", "See https:&#8203;//evil.example."),
        ] {
            assert_eq!(advice(text), expected, "{text}");
        }
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
        assert!(sentence(&"x".repeat(1001)).ends_with("x…") && sentence(&"x".repeat(1000)).ends_with("x."));
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
