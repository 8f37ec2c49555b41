//! What holds for the comment and the summary whatever others wrote: nothing of it is markup, and it mentions nobody.

use branchline::{
    outcome::{Outcome, TargetReport, Trouble},
    report::{comment_section, summary},
};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// The page of the run, to which the comment links.
const RUN: &str = "https://github.example/o/r/actions/runs/1";
const HTML: [&str; 2] = ["<details><summary>The end of the log</summary>", "</details>"];

/// Texts of which each comes from somewhere else: an app's name and address, an answer's words, lines of a log.
#[derive(Debug, Clone)]
pub(crate) struct Texts {
    pub(crate) app: String,
    pub(crate) url: String,
    pub(crate) words: String,
    pub(crate) log: Vec<String>,
}

#[track_caller]
pub(crate) fn check(texts: &Texts) {
    for trouble in [
        Trouble::BuildFailed { tail: texts.log.clone() },
        Trouble::SetupFailed { says: vec![texts.words.clone()], tail: texts.log.clone() },
        Trouble::Cancelled { last_seen: texts.words.clone() },
    ] {
        let mut report = TargetReport::begun(Some(texts.app.clone()), None);
        report.url = Some(texts.url.clone());
        report.trouble = Some(trouble);
        assert_plain(&comment_section(&report, Some(RUN)), &texts.log);
        assert_plain(&summary(&Outcome::of_targets(vec![report])), &texts.log);
    }
    assert_plain(&summary(&Outcome::skipped(format!("skipped: {}", texts.words))), &[]);
}

#[track_caller]
fn assert_plain(markdown: &str, log: &[String]) {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    let options = options | Options::ENABLE_TASKLISTS | Options::ENABLE_GFM;
    let (mut in_block, mut in_link) = (false, false);
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                assert_eq!(&*language, "text", "{markdown}");
                in_block = true;
            }
            Event::End(TagEnd::CodeBlock) => in_block = false,
            Event::Start(Tag::Link { dest_url, .. }) => {
                assert!(dest_url.bytes().all(|byte| byte.is_ascii_graphic()), "{dest_url} in {markdown}");
                in_link = true;
            }
            Event::End(TagEnd::Link) => in_link = false,
            Event::Text(text) if in_block => assert!(text.lines().count() <= log.len(), "{text:?} in {markdown}"),
            // What is a link already becomes no other.
            Event::Text(text) => assert!(in_link || mentions_nobody(&text), "{text:?} in {markdown}"),
            Event::Html(html) => assert!(HTML.contains(&html.trim()), "{html:?} in {markdown}"),
            Event::Start(tag) => assert!(is_ours(&tag), "{tag:?} in {markdown}"),
            Event::End(_) | Event::SoftBreak => {}
            other => panic!("{other:?} in {markdown}"),
        }
    }
    assert!(!in_block);
}

/// GitHub looks for mentions and references in the text that is shown.
fn mentions_nobody(text: &str) -> bool {
    let behind = text.match_indices(['@', '#']).filter_map(|(at, _)| text[at + 1..].chars().next());
    !behind.into_iter().any(char::is_alphanumeric)
}

fn is_ours(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Paragraph
            | Tag::Strong
            | Tag::Heading { .. }
            | Tag::HtmlBlock
            | Tag::Table(_)
            | Tag::TableHead
            | Tag::TableRow
            | Tag::TableCell
    )
}
