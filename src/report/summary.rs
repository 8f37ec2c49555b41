//! The job summary: what a person reads first, perhaps on a phone.

use std::fmt::Write;

use serde_json::Value;

use super::console::Console;
use super::markdown;
use super::outputs;
use super::times;
use super::words::trouble::Explanation;
use super::words::trouble::explain;
use super::words::trouble::{OUTPUT_SHOWS_WHY, explain_target};
use crate::outcome::{Done, End, Outcome, RunResult, TargetReport, Trouble};

/// The runner drops a summary of more than 1 MiB whole; a step that ran before may have written to the same one.
const LARGEST: usize = 900 * 1024;
/// How many bytes of a log to show, if there is room for all apps.
const LOG: usize = 48 * 1024;
/// How many bytes to reserve for everything but the logs.
const WORDS: usize = 200 * 1024;

/// The summary in Markdown; `None` if there is nothing to report.
#[must_use]
pub fn summary(outcome: &Outcome, console: &Console) -> String {
    let mut text = String::new();
    if outcome.rehearsal {
        text.push_str("> **Rehearsal**: nothing real was asked or written.\n\n");
    }
    let room = LOG.min((LARGEST - WORDS) / outcome.targets.len().max(1));
    match outcome.targets.as_slice() {
        [] => run(&mut text, outcome, console),
        targets => {
            let _ = writeln!(text, "### {}\n", headline(outcome));
            table(&mut text, targets, console);
            text.push_str(&facts(outcome, targets));
            if outcome.result() == RunResult::Planned {
                let plan: Vec<_> = outcome.plan_in_words.iter().map(|line| console.redacted(line)).collect();
                let _ = writeln!(text, "The plan:\n\n{}", markdown::block(&plan, LOG));
            }
            for target in targets {
                failure(&mut text, target, targets.len() > 1, room, console);
            }
        }
    }
    // Also removes a secret that only this page has put together, before anything is cut.
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

/// A run that ended before work on any app.
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

/// The result of the run, in one line.
fn headline(outcome: &Outcome) -> String {
    let (result, targets) = (outcome.result(), &outcome.targets);
    let well = targets.iter().filter(|target| target.trouble().is_none()).count();
    let reference = outcome.plan.as_ref().and_then(reference);
    let of = reference.map(|(_, name)| format!("{} ", markdown::code(name))).unwrap_or_default();
    match targets.as_slice() {
        [only] => format!("{} {}: {}", sign(result), name(only), what_came(only)),
        _ if well == targets.len() => format!("{} {of}{} on {} apps", sign(result), what(result), targets.len()),
        _ => format!("{} {of}{} on {} of {} apps", sign(result), what(result), targets.len() - well, targets.len()),
    }
}

fn name(target: &TargetReport) -> String {
    let name = target.app.as_deref().unwrap_or(if target.aim == Done::Tested { "Heroku CI" } else { "Review app" });
    let there =
        target.url.as_ref().filter(|_| !matches!(target.result(), RunResult::Done(Done::Destroyed | Done::Swept)));
    there.map_or_else(|| markdown::inline(name), |url| markdown::link(name, url))
}

/// How the work on an app ended, in a few words.
fn what_came(target: &TargetReport) -> String {
    let what = explain_target(target).map_or_else(|| what(target.result()).to_owned(), |it| it.title_in_sentence());
    // "Review app: review app not created" is one too many.
    markdown::inline(what.strip_prefix("review app ").filter(|_| target.app.is_none()).unwrap_or(&what))
}

fn what(result: RunResult) -> &'static str {
    match result {
        RunResult::Started => "accepted by Heroku",
        RunResult::Planned => "planned, nothing was done",
        result => result.as_str(),
    }
}

/// All apps, a line each; three columns fit on a phone.
fn table(text: &mut String, targets: &[TargetReport], console: &Console) {
    let _ = writeln!(text, "| App | Result | Time |\n| --- | --- | --- |");
    for target in targets {
        let version = target.release_version.map(|version| format!(", v{version}")).unwrap_or_default();
        let why = target.end.why().map(|why| markdown::sentence(&console.redacted(&why.to_string())));
        let why = why.map(|why| format!(". {}", why.replace('|', "\\|"))).unwrap_or_default();
        let result = format!("{} {}{version}{why}", sign(target.result()), what_came(target));
        let _ = writeln!(text, "| {} | {result} | {} |", name(target), times_of(target));
    }
    text.push('\n');
}

/// The total time, and the time of each stage if there are several.
fn times_of(target: &TargetReport) -> String {
    let stages = times::of_stages(&target.seconds);
    let total = times::spoken(target.seconds.values().sum());
    match stages.as_slice() {
        [] => String::new(),
        [_] => total,
        several => {
            let each: Vec<_> = several
                .iter()
                .map(|(stage, seconds)| format!("{} {}", stage.name(), times::spoken(*seconds)))
                .collect();
            format!("{total} ({})", each.join(", "))
        }
    }
}

/// The subject of the run: commit, branch and rule.
fn facts(outcome: &Outcome, targets: &[TargetReport]) -> String {
    let commit = targets.iter().find_map(|target| target.commit.as_ref());
    let commit = commit.map(|commit| format!("Commit `{}`", commit.short()));
    let plan = outcome.plan.as_ref();
    let reference = plan.and_then(reference).map(|(kind, name)| format!("{kind} {}", markdown::code(name)));
    let rule = plan.and_then(|plan| plan["rule"].as_str()).map(markdown::prose);
    let all: Vec<_> = commit.into_iter().chain(reference).chain(rule).collect();
    if all.is_empty() { String::new() } else { format!("{}\n\n", all.join(" · ")) }
}

/// Why the work on an app failed, the end of its log, and what to do.
fn failure(text: &mut String, target: &TargetReport, is_one_of_several: bool, room: usize, console: &Console) {
    let Some(explanation) = explain_target(target).map(|explanation| explanation.redacted(console)) else { return };
    if is_one_of_several {
        let _ = writeln!(text, "#### {}\n", name(target));
    }
    // The table says already that a build failed.
    if !matches!(target.trouble(), Some(Trouble::BuildFailed { .. })) {
        let _ = writeln!(text, "{}\n", markdown::sentence(&explanation.reason));
    }
    end(text, &explanation, room);
}

/// The evidence, and then what to do.
fn end(text: &mut String, explanation: &Explanation, room: usize) {
    let mut advice = explanation.advice.clone();
    if !explanation.evidence.is_empty() {
        let _ = writeln!(text, "The end of the log:\n\n{}", markdown::block(&explanation.evidence, room));
        advice = advice.replace(OUTPUT_SHOWS_WHY, "");
    }
    let _ = writeln!(text, "{}\n", markdown::advice(advice.trim()));
}

fn sign(result: RunResult) -> &'static str {
    match result {
        RunResult::Failed => "❌",
        RunResult::Cancelled => "⏹️",
        RunResult::Skipped | RunResult::Planned => "➖",
        RunResult::Started => "⏳",
        RunResult::Done(Done::Destroyed | Done::Swept) => "🗑️",
        RunResult::Done(_) => "✅",
    }
}
