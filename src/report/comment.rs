//! What the comment on a pull request says.

use std::fmt::Write;

use super::console::Console;
use super::markdown;
use super::times;
use super::words::trouble::Explanation;
use super::words::trouble::explain_target;
use crate::outcome::{Done, End, TargetReport, Trouble};

/// How many lines of a log the comment holds, folded, and how many bytes of them.
const LINES: usize = 30;
const BYTES: usize = 12_000;

/// What the headline of an app that is gone begins with.
const GONE: &str = "🗑️";
/// The same where nothing came of it.
const NOT_DEPLOYED: &str = "➖";

/// The section of a pipeline's review app, in Markdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentSection {
    /// With the end of a failing log.
    pub full: String,
    /// Without, for a comment in which there is no room left.
    pub short: String,
}

/// What a pipeline's section of the comment says.
#[must_use]
pub fn comment_section(
    report: &TargetReport,
    pipeline: &str,
    run_url: Option<&str>,
    console: &Console,
) -> CommentSection {
    let explanation = explain_target(report).map(|explanation| explanation.redacted(console));
    let head = format!("{}\n\n{}", headline(report, pipeline, explanation.as_ref()), facts(report, run_url));
    let Some(explanation) = explanation.filter(|_| !is_vanished(report)) else {
        let why = report.end.why().map(ToString::to_string);
        let reason = why.map(|why| markdown::sentence(&console.redacted(&why))).unwrap_or_default();
        let text = format!("{head}\n\n{reason}").trim_end().to_owned();
        return CommentSection { full: text.clone(), short: text };
    };
    let reason = markdown::sentence(&explanation.reason);
    let advice = markdown::advice(&explanation.advice);
    CommentSection {
        full: format!("{head}\n\n{reason}\n\n{}{advice}", log(&explanation.evidence)),
        short: format!("{head}\n\n{reason}\n\n{advice}"),
    }
}

/// Whether a section tells of an app.
#[must_use]
pub(crate) fn tells_of(section: &str, app: &str) -> bool {
    [format!("**[{app}]("), format!("**{app}**")].iter().any(|name| section.contains(name))
}

/// Whether a section says that there is no app, or none of its commit.
#[must_use]
pub(crate) fn tells_of_none(section: &str) -> bool {
    section.lines().any(|line| line.starts_with(GONE) || line.starts_with(NOT_DEPLOYED))
}

fn headline(report: &TargetReport, pipeline: &str, explanation: Option<&Explanation>) -> String {
    let is_gone = matches!(report.end, End::Done(Done::Destroyed | Done::Swept)) || is_vanished(report);
    let has_link = !is_gone && !report.is_destruction() && !matches!(report.end, End::Skipped(_));
    let name = report.app.clone().unwrap_or_else(|| format!("Review app in {pipeline}"));
    let app = match &report.url {
        Some(url) if has_link => markdown::link(&name, url),
        _ => markdown::inline(&name),
    };
    let what = match report.aim {
        Done::Destroyed | Done::Swept => "is being destroyed",
        Done::RolledBack => "is being rolled back",
        Done::Promoted => "is being promoted to",
        Done::Tested => "is being tested",
        Done::Deployed | Done::Created | Done::Updated => "is being built",
    };
    match (&report.end, explanation) {
        _ if is_gone => format!("{GONE} **{app}** is destroyed"),
        (End::Failed(trouble), _) if trouble.is_cancellation() => format!("⏹️ **{app}**: cancelled"),
        (End::Failed(_), Some(explanation)) => format!("❌ **{app}**: {}", explanation.title_in_sentence()),
        (End::Running, _) => format!("⏳ **{app}** {what}"),
        (End::Accepted, _) => format!("⏳ **{app}** {what}: Heroku accepted it"),
        (End::Skipped(_), _) => format!("{NOT_DEPLOYED} **{app}**: not deployed"),
        _ => format!("✅ **{app}** is live"),
    }
}

/// Its creation was overtaken by its destruction, which is nothing to worry about.
fn is_vanished(report: &TargetReport) -> bool {
    matches!(report.trouble(), Some(Trouble::Vanished))
}

/// Commit, times and log, in one line.
fn facts(report: &TargetReport, run_url: Option<&str>) -> String {
    let commit = report.commit.as_ref().map(|commit| format!("`{}`", commit.short()));
    let is_over = !matches!(report.end, End::Running);
    let stages = times::of_stages(&report.seconds).into_iter().filter(|_| is_over);
    let stages = stages.map(|(stage, seconds)| format!("{} {}", stage.name(), times::spoken(seconds)));
    let log = run_url.map(|url| markdown::link("log", url));
    commit.into_iter().chain(stages).chain(log).collect::<Vec<_>>().join(" · ")
}

fn log(evidence: &[String]) -> String {
    if evidence.is_empty() {
        return String::new();
    }
    let lines = &evidence[evidence.len().saturating_sub(LINES)..];
    let mut text = String::from("<details><summary>The end of the log</summary>\n\n");
    let _ = write!(text, "{}\n</details>\n\n", markdown::block(lines, BYTES));
    text
}
