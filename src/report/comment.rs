//! What the comment on a pull request says.

use std::fmt::Write;

use super::{explain, markdown};
use crate::outcome::{RunResult, TargetReport};

/// How many lines of a log the comment holds, folded.
const LINES: usize = 30;

/// The section of a pipeline's review app, in Markdown.
#[must_use]
pub fn comment_section(report: &TargetReport, run_url: Option<&str>) -> String {
    let name = markdown::inline(report.app.as_deref().unwrap_or("Review app"));
    let link = match &report.url {
        Some(url) if report.result != RunResult::Destroyed => format!("[{name}](<{}>)", markdown::address(url)),
        _ => name,
    };
    let log = run_url.map(|url| format!(" · [log](<{}>)", markdown::address(url))).unwrap_or_default();
    let commit = report.commit.as_ref().map(|commit| format!("`{}`", commit.short())).unwrap_or_default();
    let mut text = String::new();
    let _ = match report.result {
        RunResult::Failed | RunResult::Cancelled if report.trouble.is_some() => {
            failed(&mut text, report, &link, &commit, &log)
        }
        RunResult::Cancelled => writeln!(text, "⏳ **{link}** is being built from {commit}{log}"),
        RunResult::Started => writeln!(text, "⏳ **{link}**: Heroku accepted {commit}{log}"),
        RunResult::Destroyed => writeln!(text, "🗑️ **{link}** is destroyed{log}"),
        RunResult::Skipped => writeln!(text, "➖ **{link}**: {}{log}", markdown::inline(&report.reason)),
        _ => writeln!(text, "✅ **{link}** runs {commit}{}{log}", times(report)),
    };
    text.trim_end().to_owned()
}

fn failed(text: &mut String, report: &TargetReport, link: &str, commit: &str, log: &str) -> std::fmt::Result {
    let Some(trouble) = &report.trouble else { return Ok(()) };
    let explanation = explain(trouble, report.app.as_deref());
    let sign = if report.result == RunResult::Cancelled { "⏹️" } else { "❌" };
    writeln!(text, "{sign} **{link}** does not run {commit}: {}{log}\n", markdown::inline(&explanation.reason))?;
    if !explanation.evidence.is_empty() {
        let lines = &explanation.evidence[explanation.evidence.len().saturating_sub(LINES)..];
        writeln!(text, "<details><summary>The end of the log</summary>\n\n{}\n</details>\n", markdown::block(lines))?;
    }
    writeln!(text, "{}", markdown::inline(&explanation.advice))
}

fn times(report: &TargetReport) -> String {
    let stages: Vec<_> =
        report.seconds.iter().map(|(stage, seconds)| format!("{} {seconds} s", stage.name())).collect();
    if stages.is_empty() { String::new() } else { format!(" ({})", stages.join(", ")) }
}
