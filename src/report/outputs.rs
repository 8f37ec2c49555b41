use std::{fmt::Write as _, fs::OpenOptions, io::Write as _, path::Path};

use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::words::{cut, explain, one_line};
use crate::outcome::{Outcome, RunResult, TargetReport, Trouble};

/// How many characters of the reasons are shown where several apps failed.
const LONGEST_REASON: usize = 2000;

/// All outputs, each with its value; empty where it is not known. The names are those of `action.yml`.
#[must_use]
pub fn outputs(outcome: &Outcome) -> Vec<(&'static str, String)> {
    let first = outcome.targets.first();
    let of = |value: fn(&TargetReport) -> Option<String>| first.and_then(value).unwrap_or_default();
    vec![
        ("result", outcome.result.as_str().to_owned()),
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
        ("deployment-id", of(|target| text(target.deployment_id.as_ref()))),
        ("targets", as_json(&targets(outcome))),
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
        None if outcome.result == RunResult::Skipped => {
            json!({ "plan": "skip", "reason": reason(outcome) }).to_string()
        }
        None => "null".to_owned(),
    }
}

/// Why skipped or failed, in one line.
#[must_use]
pub fn reason(outcome: &Outcome) -> String {
    match outcome.troubles().collect::<Vec<_>>().as_slice() {
        [] => one_line(&outcome.reason),
        [(app, trouble)] => explain(trouble, *app).in_one_line(),
        several => of_several(several, outcome),
    }
}

/// Each app is named, with as much of its reason as there is room for.
fn of_several(troubles: &[(Option<&str>, &Trouble)], outcome: &Outcome) -> String {
    let room = LONGEST_REASON / troubles.len();
    let each = troubles.iter().map(|(app, trouble)| {
        let reason = explain(trouble, None).in_one_line();
        cut(&format!("{}: {reason}", app.unwrap_or("review app")), room)
    });
    let what = if outcome.result == RunResult::Cancelled { "were cancelled or failed" } else { "failed" };
    let each = each.collect::<Vec<_>>().join("; ");
    format!("{} of {} apps {what}: {each}", troubles.len(), outcome.targets.len())
}

/// The reports with the reasons in words.
fn targets(outcome: &Outcome) -> Vec<TargetReport> {
    let with_reason = |target: &TargetReport| {
        let reason = match &target.trouble {
            Some(trouble) => explain(trouble, target.app.as_deref()).in_one_line(),
            None => one_line(&target.reason),
        };
        TargetReport { reason, ..target.clone() }
    };
    outcome.targets.iter().map(with_reason).collect()
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
