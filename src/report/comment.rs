//! The comment on a pull request.

use std::{fmt::Write, time::SystemTime};

use super::console::Console;
use super::markdown;
use super::times;
use super::words::trouble::Explanation;
use super::words::trouble::{OUTPUT_SHOWS_WHY, STILL_RUNS, explain_target};
use crate::{
    names::CommitSha,
    outcome::{Done, End, TargetReport, Trouble},
};

/// How many lines of a log the comment holds, how many of them unfolded, and how many bytes of them.
const LINES: usize = 30;
const UNFOLDED: usize = 3;
const BYTES: usize = 12_000;

/// How the headline of a destroyed app begins.
const GONE: &str = "🗑️";
/// The same if the work failed.
const NOT_DEPLOYED: &str = "➖";

/// The section of a pipeline's review app, in Markdown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentSection {
    /// With the end of a failing log.
    pub full: String,
    /// Without it, for a comment that has no room left.
    pub short: String,
}

/// What the section shows beside the result of the work.
#[derive(Debug)]
pub struct Around<'a> {
    /// The pipeline as its user names it.
    pub pipeline: &'a str,
    /// The page of the run.
    pub run_url: Option<&'a str>,
    /// The page of the commit.
    pub commit_url: Option<&'a str>,
    /// The first line of the commit's message.
    pub title: Option<&'a str>,
    /// The commit that the app still runs, if this one failed.
    pub still_runs: Option<&'a CommitSha>,
    /// The apps that merging deploys to, and the rule that says so.
    pub merging: Option<&'a Merging>,
    /// The time of day.
    pub now: SystemTime,
}

/// What merging a pull request deploys to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merging {
    /// The apps' names.
    pub apps: Vec<String>,
    /// The rule of the base branch.
    pub rule: String,
}

/// What a pipeline's section of the comment says.
#[must_use]
pub fn comment_section(report: &TargetReport, around: &Around<'_>, console: &Console) -> CommentSection {
    let explanation = explain_target(report).map(|explanation| explanation.redacted(console));
    let mut head =
        format!("{}\n\n{}", headline(report, around.pipeline, explanation.as_ref()), facts(report, around, console));
    let foot = foot(report, around);
    let Some(explanation) = explanation.filter(|_| !is_vanished(report)) else {
        let why = report.end.why().map(ToString::to_string);
        let reason = why.map(|why| markdown::sentence(&console.redacted(&why))).unwrap_or_default();
        let text = format!("{head}\n\n{reason}").trim_end().to_owned() + &foot;
        return CommentSection { full: text.clone(), short: text };
    };
    if let (Some(app), Some(commit)) = (&report.app, around.still_runs) {
        let _ = write!(head, "\n\n{} still runs `{}`.", markdown::inline(app), commit.short());
    }
    let reason = reason(&explanation, report);
    let log = log(&explanation.evidence);
    let says_what_runs = around.still_runs.is_some();
    let advice = |has_log: bool| {
        let told = [(OUTPUT_SHOWS_WHY, has_log), (STILL_RUNS, says_what_runs)];
        let told = told.iter().filter(|(_, is_told)| *is_told);
        let left = told.fold(explanation.advice.clone(), |advice, (sentence, _)| advice.replace(sentence, ""));
        if left.trim().is_empty() { String::new() } else { markdown::advice(left.trim()) }
    };
    let section =
        |log: &str| format!("{head}{reason}\n\n{log}{}", advice(!log.is_empty())).trim_end().to_owned() + &foot;
    CommentSection { full: section(&log), short: section("") }
}

/// What happened, if it is more than the headline says.
fn reason(explanation: &Explanation, report: &TargetReport) -> String {
    match report.trouble() {
        Some(Trouble::BuildFailed { .. }) => String::new(),
        _ => format!("\n\n{}", markdown::sentence(&explanation.reason)),
    }
}

/// Whether a section is about an app.
#[must_use]
pub(crate) fn tells_of(section: &str, app: &str) -> bool {
    [format!("[open {app}]("), format!("[{app}]("), format!(" {app}**")].iter().any(|name| section.contains(name))
}

/// Whether a section says that there is no app, or none of its commit.
#[must_use]
pub(crate) fn tells_of_none(section: &str) -> bool {
    section.lines().any(|line| line.starts_with(GONE) || line.starts_with(NOT_DEPLOYED))
}

fn headline(report: &TargetReport, pipeline: &str, explanation: Option<&Explanation>) -> String {
    let is_gone = matches!(report.end, End::Done(Done::Destroyed | Done::Swept)) || is_vanished(report);
    let has_link = !is_gone && !report.is_destruction() && !matches!(report.end, End::Skipped(_));
    let name = report.app.clone().unwrap_or_else(|| format!("in {pipeline}"));
    let named = |text: &str| match &report.url {
        Some(url) if has_link => markdown::link(text, url),
        _ => markdown::inline(text),
    };
    let app = named(&name);
    let is_going = matches!(report.aim, Done::Destroyed | Done::Swept);
    match (&report.end, explanation) {
        _ if is_gone => format!("{GONE} **Review app destroyed: {app}**"),
        (End::Failed(trouble), _) if trouble.is_cancellation() => format!("⏹️ **Cancelled: review app {app}**"),
        (End::Failed(_), Some(explanation)) => format!("❌ **{}: {app}**", markdown::inline(&explanation.title)),
        (End::Running, _) if is_going => format!("⏳ **Destroying review app {app}**"),
        (End::Running, _) => format!("⏳ **Building review app {app}**"),
        (End::Accepted, _) if is_going => format!("⏳ **Heroku is destroying review app {app}**"),
        (End::Accepted, _) => format!("⏳ **Heroku is building review app {app}**"),
        (End::Skipped(_), _) => format!("{NOT_DEPLOYED} **Not deployed: review app {app}**"),
        _ => format!("✅ **Review app ready: {}**", named(&format!("open {name}"))),
    }
}

/// Its destruction overtook its creation, which is no failure.
fn is_vanished(report: &TargetReport) -> bool {
    matches!(report.trouble(), Some(Trouble::Vanished))
}

/// Commit, times and links, in one line.
fn facts(report: &TargetReport, around: &Around<'_>, console: &Console) -> String {
    let is_over = !matches!(report.end, End::Running);
    let stages = times::of_stages(&report.seconds).into_iter().filter(|_| is_over);
    let stages = stages.map(|(stage, seconds)| format!("{} {}", stage.name(), times::spoken(seconds)));
    let release = report.release_version.filter(|_| is_over).map(|version| format!("v{version}"));
    let log = around.run_url.map(|url| markdown::link("log", url));
    let dashboard = |app: &String| markdown::link("Heroku", &format!("https://dashboard.heroku.com/apps/{app}"));
    let there = report.app.as_ref().filter(|_| !report.is_destruction() && !is_vanished(report)).map(dashboard);
    let all = commit(report, around, console).into_iter().chain(stages).chain(release);
    all.chain([times::of_day(around.now)]).chain(log).chain(there).collect::<Vec<_>>().join(" · ")
}

/// The commit, and the beginning of its title.
fn commit(report: &TargetReport, around: &Around<'_>, console: &Console) -> Option<String> {
    let short = report.commit.as_ref()?.short();
    let commit = around.commit_url.map_or_else(|| format!("`{short}`"), |url| markdown::link_of_code(short, url));
    let title = around.title.map(|title| markdown::title(&console.redacted(title))).filter(|title| !title.is_empty());
    Some(title.map_or_else(|| commit.clone(), |title| format!("{commit} {title}")))
}

/// What merging does, and which commands there are.
fn foot(report: &TargetReport, around: &Around<'_>) -> String {
    let mut foot = String::new();
    if let Some(Merging { apps, rule }) = around.merging {
        let apps: Vec<_> = apps.iter().map(|app| format!("**{}**", markdown::inline(app))).collect();
        let _ = write!(foot, "\n\nMerging deploys to {}, by {}.", listed(&apps), markdown::prose(rule));
    }
    if !matches!(report.end, End::Running) {
        foot.push_str(
            "\n\n<sub>Comment <code>/redeploy</code> or <code>/destroy</code>, if a workflow listens to comments · Branchline</sub>",
        );
    }
    foot
}

fn listed(names: &[String]) -> String {
    match names {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => names.concat(),
    }
}

/// The last lines, which usually say why, and those before them folded.
fn log(evidence: &[String]) -> String {
    let evidence = &evidence[evidence.len().saturating_sub(LINES)..];
    if evidence.iter().all(|line| line.trim().is_empty()) {
        return String::new();
    }
    let last = &evidence[evidence.len().saturating_sub(UNFOLDED)..];
    let mut text = format!("{}\n", markdown::block(last, BYTES));
    if evidence.len() > last.len() {
        let _ = write!(
            text,
            "<details><summary>More of the log</summary>\n\n{}\n</details>\n\n",
            markdown::block(evidence, BYTES)
        );
    }
    text
}
