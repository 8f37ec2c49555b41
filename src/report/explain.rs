//! What is said of each failure: what happened, what was found, and what to do.

use super::{Console, advice::advice};
use crate::{
    http::{ApiError, Failure},
    outcome::Trouble,
    relay::neutral_line,
};

/// A failure in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// A few words for the head of an annotation.
    pub title: String,
    /// What happened, in one line.
    pub reason: String,
    /// The lines that show it: the end of a log, or each mistake.
    pub evidence: Vec<String>,
    /// What to do next.
    pub advice: String,
}

impl Explanation {
    /// The same without secrets. Once its words are put into Markdown, a secret may look different.
    #[must_use]
    pub fn redacted(self, console: &Console) -> Self {
        let evidence = self.evidence.iter().map(|line| console.redacted(line)).collect();
        Self { reason: console.redacted(&self.reason), evidence, ..self }
    }
}

/// Explains a trouble; `app` is the app that it is about, if it is about one.
#[must_use]
pub fn explain(trouble: &Trouble, app: Option<&str>) -> Explanation {
    let on = app.map(|app| format!(" of `{app}`")).unwrap_or_default();
    let (title, reason, evidence, advice) = match trouble {
        Trouble::Misconfigured(complaints) => misconfigured(complaints),
        Trouble::Api { doing, error } => {
            ("Refused", format!("{doing} failed: {}", in_one_line(error)), Vec::new(), advice(error))
        }
        Trouble::BuildFailed { tail } => (
            "Build failed",
            format!("the build{on} failed"),
            tail.clone(),
            "The end of the build's output shows why; nothing was released, so the app runs what it ran before."
                .to_owned(),
        ),
        Trouble::NoRelease => (
            "No release",
            format!("the build{on} succeeded, but Heroku made no release of it"),
            Vec::new(),
            "The app runs what it ran before. See the app's activity in Heroku's dashboard, and \
             https://status.heroku.com; then run the workflow again."
                .to_owned(),
        ),
        Trouble::ReleaseFailed { version, tail } => (
            "Release phase failed",
            format!("the release phase{on} failed (v{version}), although the build succeeded"),
            tail.clone(),
            "The output of the `release` process in the Procfile shows why; the app still runs the release before it."
                .to_owned(),
        ),
        Trouble::SetupFailed { says, tail } => (
            "Review app failed",
            format!("the review app could not be created: {}", nonempty(&says.join("; "), "Heroku does not say why")),
            tail.clone(),
            "The next push, or a run by hand, destroys it and makes another. A cause that stays is in `app.json`, \
             in the build, or in the config vars of the pipeline's review apps."
                .to_owned(),
        ),
        Trouble::Vanished => (
            "Review app destroyed",
            "the review app was destroyed by somebody else while it was being created".to_owned(),
            Vec::new(),
            "If its pull request is closed, that is as it should be; if not, run the workflow again.".to_owned(),
        ),
        Trouble::TimedOut { after, last_seen } => (
            "Time ran out",
            format!("time ran out after {}; last seen: {last_seen}", humantime::format_duration(*after)),
            Vec::new(),
            "What Heroku accepted goes on there. If it takes that long as a rule, set `timeout` higher.".to_owned(),
        ),
        Trouble::Cancelled { last_seen } => (
            "Cancelled",
            format!("the run was cancelled; last seen: {last_seen}"),
            Vec::new(),
            "Run the workflow again to deploy.".to_owned(),
        ),
        Trouble::NoConnection(why) => (
            "No connection",
            why.clone(),
            Vec::new(),
            "Check `SSL_CERT_FILE` and the proxy variables of the job.".to_owned(),
        ),
    };
    Explanation { title: title.to_owned(), reason: neutral_line(&reason).into_owned(), evidence, advice }
}

fn misconfigured(complaints: &[String]) -> (&'static str, String, Vec<String>, String) {
    let (reason, evidence) = match complaints {
        [only] => (only.clone(), Vec::new()),
        several => {
            let all = several.join("; ");
            (format!("{} mistakes in the configuration: {all}", several.len()), several.to_vec())
        }
    };
    let advice = "Nothing was touched. Mend the workflow file; the README has a table of all inputs.".to_owned();
    ("Wrong configuration", reason, evidence, advice)
}

fn nonempty<'a>(text: &'a str, otherwise: &'a str) -> &'a str {
    if text.trim().is_empty() { otherwise } else { text }
}

/// An API's error in one line, in its own words where it has some.
#[must_use]
pub fn in_one_line(error: &ApiError) -> String {
    let service = error.service;
    let line = match &error.failure {
        Failure::Unreachable(why) => format!("{service} could not be reached: {why}"),
        Failure::Lost(why) => format!("{service} did not answer: {why}"),
        Failure::Unreadable(why) => format!("{service} gave an answer that cannot be read: {why}"),
        Failure::Refused(refusal) => {
            let request = if refusal.request_id.is_empty() {
                String::new()
            } else {
                format!(" (Request-Id {})", refusal.request_id)
            };
            format!("{service} answered {refusal}{request}")
        }
    };
    neutral_line(&line).into_owned()
}
