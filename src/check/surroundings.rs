//! Findings about the job around a step.

use std::time::Duration;

use super::{finding::Finding, subject::Subject};
use crate::{
    inputs::{is_plain_word, spec},
    workflow::{
        file::EXPRESSION,
        node::{Node, Place},
    },
};

/// Expressions that people without write access control. In a script, their text becomes code.
const UNTRUSTED: [&str; 19] = [
    "toJSON(github)",
    "toJSON(github.event)",
    "toJson(github)",
    "toJson(github.event)",
    "github.event.discussion",
    "github.head_ref",
    "github.event.pull_request.title",
    "github.event.pull_request.body",
    "github.event.pull_request.head.ref",
    "github.event.pull_request.head.label",
    "github.event.issue.title",
    "github.event.issue.body",
    "github.event.comment.body",
    "github.event.review.body",
    "github.event.head_commit.message",
    "github.event.head_commit.author",
    "github.event.commits",
    "github.event.workflow_run.head_branch",
    "github.event.workflow_run.display_title",
];

/// Commands in a script that check out a repository.
const CLONING: [&str; 5] = ["git clone", "git fetch", "git checkout", "git pull", "gh repo clone"];

/// Variables that programs read a key from.
const KEYS: [&str; 4] = ["HEROKU_API_KEY", "HEROKU_API_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"];

/// A job's default time limit
/// (<https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idtimeout-minutes>).
const USUAL_MINUTES: f64 = 360.0;

pub(super) fn too_short(subject: &Subject<'_>) -> Vec<Finding> {
    if subject.step.known("rehearse") == Some("true") {
        return Vec::new();
    }
    let timeout = subject.step.input("timeout").unwrap_or(spec::TIMEOUT.default);
    let Ok(timeout) = humantime::parse_duration(timeout) else { return Vec::new() };
    let is_below = |minutes: f64| minutes * 60.0 < timeout.as_secs_f64();
    let enough = timeout.as_secs().div_ceil(60) + 10;
    let spoken = humantime::format_duration(Duration::from_secs(timeout.as_secs()));
    let of = |node: &Node, what: &str| {
        let (place, minutes) = node.entry("timeout-minutes")?;
        let minutes = minutes.text()?.parse().ok()?;
        is_below(minutes).then(|| {
            let words = format!(
                "`timeout-minutes` is below the step's `timeout` of {spoken}, so GitHub kills the {what} first. Write {enough}, or set \
                 `timeout` lower"
            );
            Finding::at(place, words)
        })
    };
    let unlimited = (subject.step.job.get("timeout-minutes").is_none() && is_below(USUAL_MINUTES)).then(|| {
        let words = format!(
            "GitHub kills a job without `timeout-minutes` after 6 hours, before the step's `timeout` of {spoken}. Add \
             `timeout-minutes: {enough}` to the job"
        );
        Finding::at(subject.step.place(), words)
    });
    of(subject.step.job, "job").into_iter().chain(of(subject.step.node, "step")).chain(unlimited).collect()
}

pub(super) fn nothing_checked_out(subject: &Subject<'_>) -> Vec<Finding> {
    let has = |step: &Node, key: &str, words: &[&str]| {
        step.get(key).and_then(Node::text).is_some_and(|text| words.iter().any(|word| text.contains(word)))
    };
    let checks_out = |step: &Node| has(step, "uses", &["checkout"]) || has(step, "run", &CLONING);
    if subject.step.before().iter().any(checks_out) {
        return Vec::new();
    }
    let is_local = subject.step.node.get("uses").and_then(Node::text).is_some_and(|uses| uses.starts_with("./"));
    let why = if is_local {
        "the action is a folder of the repository, and nothing is checked out"
    } else if subject.step.known("source") == Some("workspace") {
        "`source: workspace` deploys what is checked out, and nothing is"
    } else {
        return Vec::new();
    };
    vec![Finding::at(subject.step.place(), format!("{why}. Add `- uses: actions/checkout@v7` before this step"))]
}

/// Never shows the key itself.
pub(super) fn key_in_the_file(subject: &Subject<'_>) -> Vec<Finding> {
    let secrets = [spec::HEROKU_API_KEY.name, spec::GITHUB_TOKEN.name, spec::REGISTRY_PASSWORD.name];
    let written =
        subject.step.with().iter().filter(|(name, _, value)| {
            is_secret(value) && secrets.iter().any(|secret| name.eq_ignore_ascii_case(secret))
        });
    written.map(|(name, place, _)| revealed(name, *place)).collect()
}

fn revealed(name: &str, place: Place) -> Finding {
    let secret = name.to_uppercase().replace('-', "_");
    let words = format!(
        "{name}: the secret is written into the file. Revoke it, store a new one as a repository secret, and write \
         `${{{{ secrets.{secret} }}}}`"
    );
    Finding::at(place, words)
}

/// A key in the `env:` of the step, its job or the workflow.
pub(super) fn key_in_environment(subject: &Subject<'_>) -> Vec<Finding> {
    let places = [&subject.file.root, subject.step.job, subject.step.node].map(|node| node.get("env"));
    let variables = places.into_iter().flatten().flat_map(Node::entries);
    let written = variables.filter(|(name, _, value)| {
        KEYS.contains(&name.as_str()) && is_secret(value) && !value.text().is_some_and(is_plain_word)
    });
    written.map(|(name, place, _)| revealed(name, *place)).collect()
}

/// A job that waits for its own check waits until time runs out.
pub(super) fn waits_for_itself(subject: &Subject<'_>) -> Vec<Finding> {
    let job = subject.step.job;
    let own = job.get("name").and_then(Node::text).unwrap_or_else(|| subject.file.job_of(&subject.step));
    let name = spec::WAIT_FOR_CHECKS.name;
    if job.get("strategy").is_some() || own.contains(EXPRESSION) {
        return Vec::new();
    }
    let Some((place, _)) = subject.step.node.get("with").and_then(|with| with.entry(name)) else { return Vec::new() };
    let Some(text) = subject.step.known(name) else { return Vec::new() };
    let is_own = text.lines().any(|line| line.trim() == own);
    let words =
        format!("{name}: `{own}` is the job that this step is in, and would wait for itself. Take it off the list");
    is_own.then(|| Finding::at(place, words)).into_iter().collect()
}

/// Whether a value is neither an expression, nor a shell variable, nor a variable's name.
fn is_secret(value: &Node) -> bool {
    let is_name = |text: &str| text.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_');
    value.text().map(str::trim).is_some_and(|text| !text.contains('$') && !is_name(text))
}

pub(super) fn injected(subject: &Subject<'_>) -> Vec<Finding> {
    let steps = subject.step.job.get("steps").map(Node::items).unwrap_or_default();
    let scripts = steps.iter().filter_map(|step| step.entry("run"));
    let untrusted = scripts.filter_map(|(place, script)| Some((place, untrusted_in(script.text()?)?)));
    let words = |text: &str| {
        format!(
            "`{text}` in a script is code that others write, in a job that holds the Heroku key. Pass it through `env:`"
        )
    };
    untrusted.map(|(place, text)| Finding::at(place, words(text))).collect()
}

fn untrusted_in(script: &str) -> Option<&'static str> {
    let expressions = script.split(EXPRESSION).skip(1).filter_map(|rest| rest.split_once("}}"));
    let plain = |expression: &str| {
        expression.replace(' ', "").replace("['", ".").replace("[\"", ".").replace("']", "").replace("\"]", "")
    };
    let expressions: Vec<_> = expressions.map(|(expression, _)| plain(expression)).collect();
    UNTRUSTED.into_iter().find(|text| expressions.iter().any(|expression| expression.contains(text)))
}
