//! The message for each failure: what happened, what was found, and what to do.

use std::time::Duration;

use super::{
    advice::{activity, advice, by_words, of_limit, of_setup},
    api_error::{in_one_line, title_of},
    lines::nonempty,
    new_app,
    test_run::{Words, of_tests},
};
use crate::http::Cause;
use crate::http::Service;
use crate::names::{BuildStatus, ReleaseStatus};
use crate::outcome::Aftermath;
use crate::outcome::End;
use crate::outcome::Mistakes;
use crate::outcome::Outcome;
use crate::outcome::ReleaseOrigin;
use crate::outcome::TargetReport;
use crate::outcome::Trouble;
use crate::outcome::Waiting;
use crate::relay::neutral_line;
use crate::report::console::Console;
use crate::report::pauses::cause_in_words;

/// A failure in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// A few words for the head of an annotation.
    pub title: String,
    /// What happened, in one line.
    pub reason: String,
    /// Each mistake in one line, where there are several.
    pub mistakes: Vec<String>,
    /// The end of the log that shows it.
    pub evidence: Vec<String>,
    /// What to do next.
    pub advice: String,
}

impl Explanation {
    /// The whole failure in one line.
    #[must_use]
    pub fn in_one_line(&self) -> String {
        match self.mistakes.as_slice() {
            [] => self.reason.clone(),
            mistakes => format!("{}: {}", self.reason, mistakes.join("; ")),
        }
    }

    /// The title after a colon, where only names have a capital.
    #[must_use]
    pub fn title_in_sentence(&self) -> String {
        let is_name = ["GitHub", "Heroku"].iter().any(|name| self.title.starts_with(name));
        let mut letters = self.title.chars();
        match letters.next() {
            Some(first) if !is_name => first.to_lowercase().chain(letters).collect(),
            _ => self.title.clone(),
        }
    }

    /// The same with its app's name, unless the reason has it already.
    fn naming(self, app: Option<&str>) -> Self {
        match app {
            Some(app) if !self.reason.contains(app) => Self { reason: format!("`{app}`: {}", self.reason), ..self },
            _ => self,
        }
    }

    /// The same without secrets. Once its words are put into Markdown, a secret may look different.
    #[must_use]
    pub fn redacted(self, console: &Console) -> Self {
        let clean = |lines: Vec<String>| lines.iter().map(|line| console.redacted(line)).collect();
        Self {
            reason: console.redacted(&self.reason),
            evidence: clean(self.evidence),
            mistakes: clean(self.mistakes),
            advice: console.redacted(&self.advice),
            ..self
        }
    }
}

/// Where to look for the cause of a failed build.
pub(in crate::report) const OUTPUT_SHOWS_WHY: &str = "The end of the build's output shows why.";
/// What a failed deploy leaves as it is.
pub(in crate::report) const STILL_RUNS: &str = "The app still runs its previous release.";

/// Explains a trouble; `app` is the app that it is about, if it is about one.
#[must_use]
pub(crate) fn explain(trouble: &Trouble, app: Option<&str>) -> Explanation {
    let on = app.map(|app| format!(" of `{app}`")).unwrap_or_default();
    let (title, reason, evidence, advice) = match trouble {
        Trouble::Misconfigured(mistakes) => return misconfigured(mistakes),
        Trouble::Api { doing, error } => {
            (title_of(error), format!("could not {doing}: {}", in_one_line(error)), Vec::new(), advice(doing, error))
        }
        Trouble::BuildFailed { tail } => (
            "Build failed",
            format!("the build{on} failed"),
            tail.clone(),
            format!(
                "{} {STILL_RUNS}",
                cause(tail, OUTPUT_SHOWS_WHY, app)
            ),
        ),
        Trouble::NoRelease => (
            "No release",
            format!("Heroku made no release{on}, although it accepted the work"),
            Vec::new(),
            "The app still runs its previous release. Look at the app's activity in Heroku's dashboard and at \
             https://status.heroku.com, then run the workflow again."
                .to_owned(),
        ),
        Trouble::ReleaseFailed { of, version, status, tail } => (
            "Release phase failed",
            release_failed(*of, &on, *version, status),
            tail.clone(),
            after_release_phase(*of, tail, app),
        ),
        Trouble::NotPromoted(says) => (
            "Not promoted",
            format!("the promotion{on} failed: {}", nonempty(says, "Heroku does not say why")),
            Vec::new(),
            "The app still runs its previous release. Fix what Heroku names, then run the workflow again.".to_owned(),
        ),
        Trouble::RunFailed { command, how, tail, now } => (
            "Command failed",
            format!("`{command}`{on} {how}"),
            tail.clone(),
            format!("{}{}", hint(command), what_runs(now)),
        ),
        Trouble::Unhealthy { why, tail, now } => {
            ("Health check failed", format!("the health check{on} failed: {why}"), tail.clone(), what_runs(now))
        }
        Trouble::AppNotSetUp { says, tail } => not_set_up(says, tail, app),
        Trouble::TestsFailed { .. } | Trouble::TestsErrored { .. } | Trouble::TestsVanished => of_tests(trouble),
        Trouble::SetupFailed { says, tail } => (
            "Review app not created",
            format!("the review app could not be created: {}", what_heroku_says(says)),
            tail.clone(),
            of_setup(&says.join("; ")).to_owned(),
        ),
        Trouble::Vanished => (
            "Review app destroyed",
            "somebody else destroyed the review app during the deploy".to_owned(),
            Vec::new(),
            "If its pull request is closed, there is nothing to do. If it is open, run the workflow again.".to_owned(),
        ),
        Trouble::Superseded(why) => ("Superseded", why.to_string(), Vec::new(), String::new()),
        Trouble::TimedOut { after, waiting_for, limit, now } => {
            let now = now.as_ref().map_or_else(|| "Work that Heroku accepted continues there.".to_owned(), what_runs);
            let advice = format!("{now} {}", more_time(*limit));
            ("Time ran out", time_ran_out(*after, *limit, waiting_for), Vec::new(), advice)
        }
        Trouble::TimedOutEarly { after, waiting_for, limit } => (
            "Time ran out",
            time_ran_out(*after, *limit, waiting_for),
            Vec::new(),
            format!("Heroku was not asked for anything yet. {}", more_time(*limit)),
        ),
        Trouble::Cancelled { waiting_for } => (
            "Cancelled",
            format!("the run was cancelled; last seen: {waiting_for}"),
            Vec::new(),
            "Run the workflow again to deploy.".to_owned(),
        ),
        Trouble::Bug { place, report_to } => (
            "Bug in Branchline",
            format!("Branchline failed unexpectedly at {place}"),
            Vec::new(),
            format!("Check the state of the deploy in Heroku's dashboard, and please report this {report_to}."),
        ),
        Trouble::NotPacked(why) => (
            "Source not packed",
            why.clone(),
            Vec::new(),
            "Nothing was changed. Run the workflow again. If it fails the same way, check the free space on the runner."
                .to_owned(),
        ),
        Trouble::NoConnection(why) => (
            "No connection",
            why.clone(),
            Vec::new(),
            "Check `SSL_CERT_FILE` and the job's proxy variables.".to_owned(),
        ),
    };
    let [reason, advice] = [reason, advice].map(|words| neutral_line(&words).into_owned());
    Explanation { title: title.to_owned(), reason, mistakes: Vec::new(), evidence, advice }
}

fn release_failed(of: ReleaseOrigin, on: &str, version: u64, status: &ReleaseStatus) -> String {
    let after = match of {
        ReleaseOrigin::Build => ", although the build succeeded",
        ReleaseOrigin::ConfigVars => " when config vars were set",
        ReleaseOrigin::Earlier | ReleaseOrigin::Images | ReleaseOrigin::Promotion => "",
    };
    format!("the release phase{on} {} (v{version}){after}", status.as_str())
}

fn after_release_phase(of: ReleaseOrigin, tail: &[String], app: Option<&str>) -> String {
    let cause = cause(tail, "The output of the Procfile's `release` process shows why.", app);
    match of {
        ReleaseOrigin::ConfigVars => format!(
            "{cause} Heroku also runs the release phase when config vars change, with the code that is already there. Nothing was built."
        ),
        ReleaseOrigin::Build | ReleaseOrigin::Earlier | ReleaseOrigin::Images | ReleaseOrigin::Promotion => {
            format!("{cause} {STILL_RUNS}")
        }
    }
}

/// The message for an app that could not be set up.
fn not_set_up(says: &[String], tail: &[String], app: Option<&str>) -> Words {
    let says = says.join("; ");
    let app = app.map(|app| format!(" `{app}`")).unwrap_or_default();
    let reason = format!("the app{app} could not be created: {}", nonempty(&says, "Heroku does not say why"));
    ("App not created", reason, tail.to_vec(), by_words(&says).unwrap_or_else(|| new_app::failed(&says)).to_owned())
}

/// A hint that migrations have a better place.
fn hint(command: &str) -> &'static str {
    if command.to_lowercase().contains("migrat") {
        "Consider running migrations in the release phase (`release: …` in the Procfile): a failure there keeps the previous \
         release. "
    } else {
        ""
    }
}

fn what_runs(now: &Aftermath) -> String {
    match now {
        Aftermath::Stays => {
            "The app runs the new release all the same. Set `rollback: true` to have it return to the previous release, if there \
             is one."
                .to_owned()
        }
        Aftermath::BackTo(version) => format!("The app runs v{version} again."),
        Aftermath::CannotGoBack(why) => format!("The app could not return to its previous release, so it runs the new one: {why}."),
    }
}

fn time_ran_out(after: Duration, limit: Option<(Service, Cause)>, waiting_for: &Waiting) -> String {
    let limit = limit.map(|(service, limit)| format!(": {}", cause_in_words(service, limit))).unwrap_or_default();
    format!("timed out after {}{limit}; last seen: {waiting_for}", humantime::format_duration(after))
}

fn more_time(limit: Option<(Service, Cause)>) -> &'static str {
    limit.map_or("If deploys normally take this long, raise `timeout`.", |(service, limit)| of_limit(service, limit))
}

/// Heroku's words, without those that our sentence already has.
fn what_heroku_says(says: &[String]) -> String {
    const ECHO: &str = "the review app could not be created";
    let text = says.join("; ");
    let is_echo = text.get(..ECHO.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(ECHO));
    let rest = if is_echo { text[ECHO.len()..].trim_start_matches([':', '.', ';', ' ']) } else { &text };
    nonempty(rest, "Heroku does not say why").to_owned()
}

/// Explains what went wrong with the work on an app, if something did.
#[must_use]
pub(crate) fn explain_target(target: &TargetReport) -> Option<Explanation> {
    let trouble = target.trouble()?;
    let explanation = explain(trouble, target.app.as_deref());
    let build = target.build_id.as_ref().filter(|_| target.build_status == Some(BuildStatus::Pending));
    match (trouble, build) {
        (Trouble::Api { .. }, Some(build)) => {
            let app = target.app.as_deref();
            let there = app.map_or_else(|| activity(app), |_| format!("{}/builds/{build}", activity(app)));
            let advice = format!("The build continues at Heroku: see {there}. {}", explanation.advice);
            Some(Explanation { advice: neutral_line(&advice).into_owned(), ..explanation })
        }
        _ => Some(explanation),
    }
}

/// All that went wrong, the run's own trouble first.
pub fn explanations(outcome: &Outcome) -> impl Iterator<Item = Explanation> {
    let own = outcome.end.iter().filter_map(End::trouble).map(|trouble| explain(trouble, None));
    let several = outcome.targets.len() > 1;
    let of_targets = outcome.targets.iter().filter_map(move |target| {
        let explanation = explain_target(target)?;
        Some(if several { explanation.naming(target.app.as_deref()) } else { explanation })
    });
    own.chain(of_targets)
}

/// Where to find the cause. If there was no output, the log does not show it.
fn cause(tail: &[String], words: &str, app: Option<&str>) -> String {
    if tail.iter().all(|line| line.trim().is_empty()) {
        return format!("It printed nothing. See {}.", activity(app));
    }
    words.to_owned()
}

fn misconfigured(mistakes: &Mistakes) -> Explanation {
    let all: Vec<_> = mistakes.inputs.iter().chain(&mistakes.surroundings).map(|text| neutral_line(text)).collect();
    let (reason, each) = match all.as_slice() {
        [only] => (only.to_string(), Vec::new()),
        several => (format!("{} mistakes", several.len()), several.iter().map(ToString::to_string).collect()),
    };
    let advice = match &mistakes.laptop {
        Some(laptop) if mistakes.inputs.is_empty() => {
            format!("{} has to hold what GitHub sends for this event. Check the file, and the event's name.", laptop.payload)
        }
        Some(laptop) => format!("Correct {}. The README lists all inputs.", laptop.inputs),
        None if mistakes.inputs.is_empty() => {
            "Nothing was changed. The runner sets the `GITHUB_` variables and writes the payload. Make sure that neither the \
             workflow nor an earlier step changes them. If the runner did this by itself, please report this message."
                .to_owned()
        }
        None => "Nothing was changed. Correct the step's `with:` in the workflow file. The README lists all inputs.".to_owned(),
    };
    Explanation { title: "Wrong configuration".to_owned(), reason, mistakes: each, evidence: Vec::new(), advice }
}
