//! The job summary: what a person reads first, perhaps on a phone.

use std::{collections::BTreeMap, fmt::Write};

use serde_json::Value;

use super::console::Console;
use super::markdown;
use super::outputs;
use super::times;
use super::words::trouble::Explanation;
use super::words::trouble::explain;
use super::words::trouble::explain_target;
use crate::outcome::{Done, End, Outcome, RunResult, Stage, TargetReport, Trouble};

/// The runner drops a summary of more than 1 MiB whole; a step that ran before may have written to the same one.
const LARGEST: usize = 900 * 1024;
/// How many bytes of a log are shown, as far as all apps have room for so much.
const LOG: usize = 48 * 1024;
/// How many bytes are left for all but the logs.
const WORDS: usize = 200 * 1024;

/// The summary in Markdown; none where there is nothing to tell.
#[must_use]
pub fn summary(outcome: &Outcome, console: &Console) -> String {
    let mut text = String::new();
    if outcome.rehearsal {
        text.push_str("> **Rehearsal**: nothing real was asked or written.\n\n");
    }
    let reference = outcome.plan.as_ref().and_then(reference);
    let room = LOG.min((LARGEST - WORDS) / outcome.targets.len().max(1));
    match outcome.targets.as_slice() {
        [] => run(&mut text, outcome, console),
        targets => targets.iter().for_each(|target| app(&mut text, target, reference, room, console)),
    }
    // A secret that only these pages made whole goes too, before anything is cut.
    text = console.redacted(&text);
    text.truncate(text.floor_char_boundary(LARGEST));
    text
}

/// The branch or tag of a plan, and which of the two it is.
fn reference(plan: &Value) -> Option<(&'static str, &str)> {
    if let Some(branch) = plan["branch"].as_str() {
        return Some(("Branch", branch));
    }
    let reference = plan["reference"].as_str()?;
    let tag = reference.strip_prefix("refs/tags/").map(|name| ("Tag", name));
    tag.or_else(|| Some(("Branch", reference.strip_prefix("refs/heads/")?)))
}

/// A run that did not come to working on apps.
fn run(text: &mut String, outcome: &Outcome, console: &Console) {
    let Some(trouble) = outcome.end.as_ref().and_then(End::trouble) else {
        let reason = console.redacted(&outputs::reason(outcome));
        let _ = writeln!(text, "### ➖ Nothing to do\n\n{}\n", markdown::sentence(&reason));
        return;
    };
    let explanation = explain(trouble, None).redacted(console);
    let _ = writeln!(
        text,
        "### {} Branchline {}: {}\n",
        sign(outcome.result()),
        outcome.result().as_str(),
        markdown::inline(&explanation.title_in_sentence())
    );
    // A complaint begins with the name of an input, which has no capital.
    let words = if matches!(trouble, Trouble::Misconfigured(_)) { markdown::prose } else { markdown::sentence };
    let _ = writeln!(text, "{}\n", words(&explanation.reason));
    for line in &explanation.mistakes {
        let _ = writeln!(text, "- {}", words(line));
    }
    let _ = writeln!(text, "\n{}\n", markdown::advice(&explanation.advice));
}

fn app(
    text: &mut String,
    target: &TargetReport,
    reference: Option<(&'static str, &str)>,
    room: usize,
    console: &Console,
) {
    let name = target.app.as_deref().unwrap_or(if target.aim == Done::Tested { "Heroku CI" } else { "Review app" });
    let there = target.url.as_ref().filter(|_| !matches!(target.result(), RunResult::Destroyed | RunResult::Swept));
    let name = there.map_or_else(|| markdown::inline(name), |url| markdown::link(name, url));
    let explanation = explain_target(target).map(|explanation| explanation.redacted(console));
    let what = explanation.as_ref().map_or_else(|| what(target.result()).to_owned(), Explanation::title_in_sentence);
    // "Review app: review app not created" is one too many.
    let what = what.strip_prefix("review app ").filter(|_| target.app.is_none()).unwrap_or(&what);
    let _ = writeln!(text, "### {} {name}: {}\n", sign(target.result()), markdown::inline(what));
    let why = target.end.why().map(ToString::to_string).unwrap_or_default();
    let reason = explanation.as_ref().map_or_else(|| console.redacted(&why), |it| it.reason.clone());
    if !reason.is_empty() {
        let _ = writeln!(text, "{}\n", markdown::sentence(&reason));
    }
    table(text, target, reference);
    chart(text, &target.seconds);
    if let Some(explanation) = &explanation {
        end(text, explanation, room);
    }
}

fn what(result: RunResult) -> &'static str {
    match result {
        RunResult::Started => "accepted by Heroku",
        RunResult::Planned => "planned, nothing was done",
        result => result.as_str(),
    }
}

fn table(text: &mut String, target: &TargetReport, reference: Option<(&'static str, &str)>) {
    let took = |stage: Stage| {
        let seconds = target.seconds.get(&stage).map(|seconds| format!(" · {}", times::spoken(*seconds)));
        seconds.unwrap_or_default()
    };
    let commit = target.commit.as_ref().map(|commit| format!("`{}`", commit.short()));
    let build = target
        .build_status
        .as_ref()
        .map(|status| format!("{}{}", markdown::inline(status.as_str()), took(Stage::Build)));
    let version = target.release_version.zip(target.release_status.as_ref());
    let release = version
        .map(|(version, status)| format!("v{version} {}{}", markdown::inline(status.as_str()), took(Stage::Release)));
    let total: f64 = target.seconds.values().sum();
    let total = (!target.seconds.is_empty()).then(|| times::spoken(total));
    let (kind, name) = reference.unzip();
    let rows = [
        ("Commit", commit),
        (kind.unwrap_or_default(), name.map(markdown::code)),
        ("Build", build),
        ("Release", release),
        ("In all", total),
    ];
    let rows: Vec<_> = rows.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    if rows.is_empty() {
        return;
    }
    let _ = writeln!(text, "| | |\n| --- | --- |");
    for (name, value) in rows {
        let _ = writeln!(text, "| {name} | {value} |");
    }
    text.push('\n');
}

/// The stages in their order, as a chart that GitHub draws. One bar alone would tell nothing.
fn chart(text: &mut String, seconds: &BTreeMap<Stage, f64>) {
    let stages = times::of_stages(seconds);
    if stages.len() < 2 {
        return;
    }
    let _ = writeln!(text, "```mermaid\ngantt\n  dateFormat x\n  axisFormat %M:%S");
    let mut from = 0.0;
    for (stage, seconds) in stages {
        let to = from + seconds * 1000.0;
        let _ = writeln!(text, "  {} {} :{from:.0}, {to:.0}", stage.name(), times::spoken(seconds));
        from = to;
    }
    let _ = writeln!(text, "```\n");
}

/// What shows the cause, and, last, what to do.
fn end(text: &mut String, explanation: &Explanation, room: usize) {
    if !explanation.evidence.is_empty() {
        let _ = writeln!(text, "The end of the log:\n\n{}", markdown::block(&explanation.evidence, room));
    }
    let _ = writeln!(text, "{}\n", markdown::advice(&explanation.advice));
}

fn sign(result: RunResult) -> &'static str {
    match result {
        RunResult::Failed => "❌",
        RunResult::Cancelled => "⏹️",
        RunResult::Skipped | RunResult::Planned => "➖",
        RunResult::Started => "⏳",
        RunResult::Destroyed | RunResult::Swept => "🗑️",
        _ => "✅",
    }
}
