use std::{collections::BTreeMap, fmt::Write as _, fs::OpenOptions, io::Write as _, path::Path};

use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::words::{cut, explain, one_line};
use crate::{
    names::{AppId, BuildId, BuildStatus, CommitSha, ReleaseStatus, ReviewAppId, TestRunId},
    outcome::{Outcome, RunResult, Stage, TargetReport, Trouble, Why},
};

/// How many characters of the reasons are shown where several apps failed.
const LONGEST_REASON: usize = 2000;

/// All outputs, each with its value; empty where it is not known. The names are those of `action.yml`.
#[must_use]
pub fn outputs(outcome: &Outcome) -> Vec<(&'static str, String)> {
    let first = outcome.targets.first();
    let of = |value: fn(&TargetReport) -> Option<String>| first.and_then(value).unwrap_or_default();
    vec![
        ("result", outcome.result().as_str().to_owned()),
        ("reason", reason(outcome)),
        ("app", of(|target| target.app.clone())),
        ("app-id", of(|target| text(target.app_id.as_ref()))),
        ("url", of(|target| target.url.clone())),
        ("commit", of(|target| text(target.commit.as_ref()))),
        ("build-id", of(|target| text(target.build_id.as_ref()))),
        ("build-status", of(|target| text(target.build_status.as_ref()))),
        ("release-version", of(|target| text(target.release_version.as_ref()))),
        ("release-status", of(|target| text(target.release_status.as_ref()))),
        ("review-app-id", of(|target| text(target.review_app_id.as_ref()))),
        ("test-run-id", of(|target| text(target.test_run_id.as_ref()))),
        ("deployment-id", of(|target| text(target.deployment_id.as_ref()))),
        ("targets", as_json(&outcome.targets.iter().map(Target::of).collect::<Vec<_>>())),
        ("plan", plan(outcome)),
    ]
}

fn text<T: ToString>(value: Option<&T>) -> Option<String> {
    value.map(ToString::to_string)
}

fn as_json<T: Serialize + ?Sized>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// The plan, whatever came before it could be made, so that `fromJSON` always has something to read.
fn plan(outcome: &Outcome) -> String {
    match &outcome.plan {
        Some(plan) => as_json(plan),
        None if outcome.result() == RunResult::Skipped => {
            json!({ "plan": "skip", "reason": reason(outcome) }).to_string()
        }
        None => "null".to_owned(),
    }
}

/// Why skipped or failed, in one line.
#[must_use]
pub(crate) fn reason(outcome: &Outcome) -> String {
    match outcome.troubles().collect::<Vec<_>>().as_slice() {
        [] => in_words(outcome.why()),
        [(app, trouble)] => explain(trouble, *app).in_one_line(),
        several => of_several(several, outcome),
    }
}

fn in_words(why: Option<&Why>) -> String {
    why.map(|why| one_line(&why.to_string())).unwrap_or_default()
}

/// Each app is named, with as much of its reason as there is room for.
fn of_several(troubles: &[(Option<&str>, &Trouble)], outcome: &Outcome) -> String {
    let room = LONGEST_REASON / troubles.len();
    let each = troubles.iter().map(|(app, trouble)| {
        let reason = explain(trouble, None).in_one_line();
        cut(&format!("{}: {reason}", app.unwrap_or("review app")), room)
    });
    let what = if outcome.result() == RunResult::Cancelled { "were cancelled or failed" } else { "failed" };
    let each = each.collect::<Vec<_>>().join("; ");
    format!("{} of {} apps {what}: {each}", troubles.len(), outcome.targets.len())
}

/// One object of the output `targets`. The names are a promise: the table of outputs in the README has them.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Target<'a> {
    result: RunResult,
    reason: String,
    app: Option<&'a str>,
    app_id: Option<&'a AppId>,
    url: Option<&'a str>,
    commit: Option<&'a CommitSha>,
    build_id: Option<&'a BuildId>,
    build_status: Option<&'a BuildStatus>,
    release_version: Option<u64>,
    release_status: Option<&'a ReleaseStatus>,
    review_app_id: Option<&'a ReviewAppId>,
    test_run_id: Option<&'a TestRunId>,
    deployment_id: Option<u64>,
    seconds: &'a BTreeMap<Stage, f64>,
}

impl<'a> Target<'a> {
    fn of(report: &'a TargetReport) -> Self {
        let reason = match report.trouble() {
            Some(trouble) => explain(trouble, report.app.as_deref()).in_one_line(),
            None => in_words(report.end.why()),
        };
        Self {
            result: report.result(),
            reason,
            app: report.app.as_deref(),
            app_id: report.app_id.as_ref(),
            url: report.url.as_deref(),
            commit: report.commit.as_ref(),
            build_id: report.build_id.as_ref(),
            build_status: report.build_status.as_ref(),
            release_version: report.release_version,
            release_status: report.release_status.as_ref(),
            review_app_id: report.review_app_id.as_ref(),
            test_run_id: report.test_run_id.as_ref(),
            deployment_id: report.deployment_id,
            seconds: &report.seconds,
        }
    }
}

/// Appends outputs to the runner's file, each between delimiters that nothing in it can know beforehand.
/// <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#multiline-strings>
///
/// # Errors
/// Where the file cannot be written.
pub fn write_outputs(path: &Path, outputs: &[(&str, String)]) -> std::io::Result<()> {
    let mut text = String::new();
    for (name, value) in outputs {
        let delimiter = format!("ghadelimiter_{}", Uuid::new_v4());
        let _ = write!(text, "{name}<<{delimiter}\n{value}\n{delimiter}\n");
    }
    OpenOptions::new().append(true).create(true).open(path)?.write_all(text.as_bytes())
}
