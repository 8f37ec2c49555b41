//! Markdown as a person sees it, in a terminal.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// The lines of a Markdown text as GitHub shows them: without markup and hidden parts.
pub(super) fn lines_of(markdown: &str) -> Vec<String> {
    let mut text = String::new();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Text(words) | Event::Code(words) => text.push_str(&words),
            Event::Html(html) | Event::InlineHtml(html) => text.push_str(&without_tags(&html)),
            Event::Start(Tag::Item) => text.push_str("- "),
            Event::End(TagEnd::TableCell) => text.push_str("  "),
            Event::SoftBreak
            | Event::HardBreak
            | Event::End(
                TagEnd::Paragraph
                | TagEnd::Heading(_)
                | TagEnd::Item
                | TagEnd::TableHead
                | TagEnd::TableRow
                | TagEnd::HtmlBlock
                | TagEnd::BlockQuote(_)
                | TagEnd::CodeBlock,
            ) => text.push('\n'),
            _ => {}
        }
    }
    let shown = text.replace('\u{200b}', "");
    shown.lines().map(str::trim_end).filter(|line| !line.trim().is_empty()).map(ToOwned::to_owned).collect()
}

/// HTML without tags and comments, and with its entities decoded.
fn without_tags(html: &str) -> String {
    let (mut text, mut rest) = (String::new(), html);
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        let end = if after.starts_with("!--") { "-->" } else { ">" };
        rest = after.split_once(end).map_or("", |(_, rest)| rest);
    }
    text.push_str(rest);
    entities(&text)
}

fn entities(text: &str) -> String {
    let (mut plain, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once('&') {
        plain.push_str(before);
        let found = after.split_once(';').and_then(|(name, rest)| Some((entity(name)?, rest)));
        let (letter, behind) = found.unwrap_or(('&', after));
        plain.push(letter);
        rest = behind;
    }
    plain + rest
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        _ => char::from_u32(name.strip_prefix('#')?.parse().ok()?),
    }
}

#[cfg(test)]
mod tests {
    use super::lines_of;

    #[test]
    fn what_is_seen_is_left() {
        let markdown = "<!-- mark -->\n### ✅ [acme](<https://x>): **done**\n\n| App | Result |\n| --- | --- |\n| a | `b` |\n\n\
                        <pre>\n&#60;/pre> a &amp; b\n</pre>\n\n<sub><code>/x</code> y</sub>\n";
        assert_eq!(lines_of(markdown), ["✅ acme: done", "App  Result", "a  b", "</pre> a & b", "/x y"]);
    }
}
