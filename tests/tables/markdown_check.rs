//! What holds for the comment and the summary whatever others wrote: nothing of it is markup, and it mentions nobody.

use branchline::{
    outcome::{Done, End, Outcome, TargetReport, Trouble, Waiting, Why},
    report::{Around, Console, Merging, Style, comment_section, summary},
};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// The page of the run, to which the comment links.
const RUN: &str = "https://github.example/o/r/actions/runs/1";
/// All the HTML that we write.
const HTML: [&str; 9] = [
    "<details><summary>More of the log</summary>",
    "<details><summary>The end of the log</summary>",
    "</details>",
    "<pre>",
    "</pre>",
    "<code>",
    "</code>",
    "<sub>",
    "</sub>",
];

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
    let console = Console::on(Style::Workflow, Box::new(std::io::sink()));
    let merging = Merging { apps: vec![texts.app.clone()], rule: texts.words.clone() };
    for trouble in [
        Trouble::BuildFailed { tail: texts.log.clone() },
        Trouble::SetupFailed { says: vec![texts.words.clone()], tail: texts.log.clone() },
        Trouble::Cancelled { waiting_for: Waiting::LabelRemoval(texts.words.clone()) },
    ] {
        let mut report = TargetReport::begun(Done::Created, Some(texts.app.clone()), None);
        report.url = Some(texts.url.clone());
        report.end = End::from(trouble);
        let section = comment_section(&report, &around(texts, &merging), &console);
        assert_plain(&section.full);
        assert_plain(&section.short);
        assert_plain(&summary(&Outcome::of_targets(vec![report]), &console));
    }
    assert_plain(&summary(&Outcome::skipped(red_check(&texts.words)), &console));
}

fn around<'a>(texts: &'a Texts, merging: &'a Merging) -> Around<'a> {
    Around {
        pipeline: "acme",
        run_url: Some(RUN),
        commit_url: Some(RUN),
        title: Some(&texts.words),
        still_runs: None,
        merging: Some(merging),
        now: std::time::UNIX_EPOCH,
    }
}

fn red_check(what: &str) -> Why {
    let commit = "1".repeat(40).parse().unwrap_or_else(|_| unreachable!("it is one"));
    Why::RedCheck { what: format!("the check `{what}`"), commit, word: what.to_owned() }
}

#[track_caller]
fn assert_plain(markdown: &str) {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    let options = options | Options::ENABLE_TASKLISTS | Options::ENABLE_GFM;
    let (mut in_log, mut in_link) = (false, false);
    let mut shown = String::new();
    for event in Parser::new_ext(markdown, options) {
        if !matches!(event, Event::Text(_)) {
            shown.push('\n');
        }
        match event {
            Event::Html(html) | Event::InlineHtml(html) => {
                let is_ours = HTML.contains(&html.trim());
                assert!(is_ours || in_log && !html.contains(['<', '@']), "{html:?} in {markdown}");
                in_log = html.trim() == "<pre>" || in_log && html.trim() != "</pre>";
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                assert!(dest_url.bytes().all(|byte| byte.is_ascii_graphic()), "{dest_url} in {markdown}");
                assert!(!dest_url.contains(turns_text), "{dest_url} in {markdown}");
                in_link = true;
            }
            Event::End(TagEnd::Link) => in_link = false,
            // What is a link already becomes no other.
            Event::Text(text) if !in_link => shown.push_str(&text),
            Event::Start(tag) => assert!(is_ours(&tag), "{tag:?} in {markdown}"),
            Event::Text(_) | Event::End(_) | Event::SoftBreak => {}
            other => panic!("{other:?} in {markdown}"),
        }
    }
    assert!(!in_log && mentions_nobody(&shown), "{markdown}");
    assert!(leads_nowhere(&shown), "{shown} is shown for {markdown}");
    assert!(!markdown.contains(turns_text), "{markdown}");
}

/// GitHub makes a link of an address, and a formula of what stands between two dollars.
fn leads_nowhere(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let is_address = text.contains("://") || text.contains("www.");
    !is_address && !text.split('$').skip(1).any(|behind| !behind.starts_with('\u{200b}'))
}

fn turns_text(character: char) -> bool {
    matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// GitHub looks for mentions and references in the text that is shown.
fn mentions_nobody(text: &str) -> bool {
    let mut behind = text.match_indices(['@', '#']).filter_map(|(at, _)| text[at + 1..].chars().next());
    !behind.any(char::is_alphanumeric)
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
