//! The job summary: what a person reads first, perhaps on a phone.

use std::{collections::BTreeMap, fmt::Write};

use super::{explain, markdown, outputs};
use crate::outcome::{Outcome, RunResult, Stage, TargetReport};

/// The runner drops a summary of more than 1 MiB whole.
const LARGEST: usize = 1024 * 1024 - 1024;

/// The summary in Markdown; none where there is nothing to tell.
#[must_use]
pub fn summary(outcome: &Outcome) -> String {
    let mut text = String::new();
    if outcome.rehearsal {
        text.push_str("> **Rehearsal**: nothing real was asked or written.\n\n");
    }
    match outcome.targets.as_slice() {
        [] => run(&mut text, outcome),
        targets => targets.iter().for_each(|target| app(&mut text, target)),
    }
    text.truncate(text.floor_char_boundary(LARGEST));
    text
}

fn run(text: &mut String, outcome: &Outcome) {
    let _ = writeln!(text, "### Branchline: {}\n", outcome.result.as_str());
    let Some(trouble) = &outcome.trouble else {
        let _ = writeln!(text, "{}\n", markdown::inline(&outputs::reason(outcome)));
        return;
    };
    let explanation = explain(trouble, None);
    let _ = writeln!(text, "{}\n", markdown::inline(&explanation.reason));
    for mistake in &explanation.mistakes {
        let _ = writeln!(text, "- {}", markdown::inline(mistake));
    }
    let _ = writeln!(text, "\n{}\n", markdown::inline(&explanation.advice));
}

fn app(text: &mut String, target: &TargetReport) {
    let name = markdown::inline(target.app.as_deref().unwrap_or("review app"));
    let _ = writeln!(text, "### {} {name}: {}\n", sign(target.result), target.result.as_str());
    if let Some(url) = &target.url {
        let _ = writeln!(text, "<{}>\n", markdown::address(url));
    }
    let _ = writeln!(text, "| | |\n| --- | --- |");
    let mut row = |name: &str, value: String| {
        let _ = writeln!(text, "| {name} | {} |", markdown::inline(&value));
    };
    if let Some(commit) = &target.commit {
        row("commit", commit.to_string());
    }
    if let (Some(id), Some(status)) = (&target.build_id, &target.build_status) {
        row("build", format!("{status} ({id})"));
    }
    if let (Some(version), Some(status)) = (target.release_version, &target.release_status) {
        row("release", format!("v{version} {status}"));
    }
    for (stage, seconds) in &target.seconds {
        row(stage.name(), format!("{seconds} s"));
    }
    text.push('\n');
    chart(text, &target.seconds);
    failure(text, target);
}

/// The stages in their order, as a chart that GitHub draws. One bar alone would tell nothing.
fn chart(text: &mut String, seconds: &BTreeMap<Stage, f64>) {
    let stages: Vec<_> = seconds.iter().filter(|(_, seconds)| **seconds > 0.0).collect();
    if stages.len() < 2 {
        return;
    }
    let _ = writeln!(text, "```mermaid\ngantt\n  dateFormat x\n  axisFormat %M:%S");
    let mut from = 0.0;
    for (stage, seconds) in stages {
        let to = from + seconds * 1000.0;
        let _ = writeln!(text, "  {} {seconds} s :{from:.0}, {to:.0}", stage.name());
        from = to;
    }
    let _ = writeln!(text, "```\n");
}

fn failure(text: &mut String, target: &TargetReport) {
    let Some(trouble) = &target.trouble else { return };
    let explanation = explain(trouble, target.app.as_deref());
    let _ = writeln!(text, "**{}**\n", markdown::inline(&explanation.reason));
    if !explanation.evidence.is_empty() {
        let _ = writeln!(text, "{}", markdown::block(&explanation.evidence));
    }
    let _ = writeln!(text, "{}\n", markdown::inline(&explanation.advice));
}

fn sign(result: RunResult) -> &'static str {
    match result {
        RunResult::Failed => "❌",
        RunResult::Cancelled => "⏹️",
        RunResult::Skipped | RunResult::Planned => "➖",
        RunResult::Started => "⏳",
        _ => "✅",
    }
}
