//! What GitHub refuses in a workflow, but only after the push: misspelt triggers, and jobs that cannot run a container
//! action.

use super::{finding::Finding, subject::Subject};
use crate::{
    nearest::nearest,
    workflow::{
        file::EXPRESSION,
        node::{Node, Place},
    },
};

/// The events that matter for a deploy, each with its settings
/// (<https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#on>).
const SETTINGS: [(&str, &[&str]); 5] = [
    ("push", &["branches", "branches-ignore", "paths", "paths-ignore", "tags", "tags-ignore"]),
    ("pull_request", &["types", "branches", "branches-ignore", "paths", "paths-ignore"]),
    ("pull_request_target", &["types", "branches", "branches-ignore", "paths", "paths-ignore"]),
    ("workflow_run", &["types", "workflows", "branches", "branches-ignore"]),
    ("release", &["types"]),
];

/// The activity types of those events
/// (<https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows>).
const TYPES: [(&str, &[&str]); 5] = [
    ("pull_request", PULL_REQUEST),
    ("pull_request_target", PULL_REQUEST),
    ("workflow_run", &["completed", "requested", "in_progress"]),
    ("release", &["published", "unpublished", "created", "edited", "deleted", "prereleased", "released"]),
    ("issue_comment", &["created", "edited", "deleted"]),
];

const PULL_REQUEST: &[&str] = &[
    "opened",
    "reopened",
    "synchronize",
    "closed",
    "labeled",
    "unlabeled",
    "ready_for_review",
    "converted_to_draft",
    "edited",
    "assigned",
    "unassigned",
    "locked",
    "unlocked",
    "enqueued",
    "dequeued",
    "milestoned",
    "demilestoned",
    "review_requested",
    "review_request_removed",
    "auto_merge_enabled",
    "auto_merge_disabled",
];

/// Settings and types of triggers that do not exist.
pub(super) fn triggers(subject: &Subject<'_>) -> Vec<Finding> {
    let Some(on) = subject.file.root.get("on") else { return Vec::new() };
    let settings = SETTINGS.iter().flat_map(|(event, known)| unknown_settings(on, event, known));
    let types = TYPES.iter().flat_map(|(event, known)| unknown_types(on, event, known));
    settings.chain(types).chain(both_ways(on)).collect()
}

fn unknown_settings(on: &Node, event: &str, known: &[&str]) -> Vec<Finding> {
    let entries = on.get(event).map(Node::entries).unwrap_or_default();
    let unknown = entries.iter().filter(|(name, ..)| !known.contains(&name.as_str()));
    unknown.map(|(name, place, _)| no_such("setting", name, *place, event, known)).collect()
}

fn unknown_types(on: &Node, event: &str, known: &[&str]) -> Vec<Finding> {
    let Some(types) = on.get(event).and_then(|event| event.get("types")) else { return Vec::new() };
    let each: Vec<(&str, Place)> = match types.text() {
        Some(text) => vec![(text, types.place)],
        None => types.items().iter().filter_map(|item| Some((item.text()?, item.place))).collect(),
    };
    let unknown = each.into_iter().filter(|(name, _)| !known.contains(name) && !name.contains(EXPRESSION));
    unknown.map(|(name, place)| no_such("type", name, place, event, known)).collect()
}

/// A name that resembles no known one may be new at GitHub, so it is only a note.
fn no_such(what: &str, name: &str, place: Place, event: &str, known: &[&str]) -> Finding {
    if let Some(meant) = nearest(name, known.iter().copied()) {
        let words = format!("`{event}` has no {what} `{name}`, so GitHub refuses the workflow. Write `{meant}`");
        return Finding::at(place, words);
    }
    let known = known.join("`, `");
    Finding::note(place, format!("`{event}` has no known {what} `{name}`. There are `{known}`"))
}

/// GitHub accepts either a list of what to run for or one of what to leave out, not both.
fn both_ways(on: &Node) -> Vec<Finding> {
    let pairs = ["branches", "tags", "paths"];
    let of = |(event, _): &(&str, &[&str])| {
        let settings = on.get(event)?;
        pairs.iter().find_map(|name| {
            settings.get(name)?;
            let (place, _) = settings.entry(&format!("{name}-ignore"))?;
            let words = format!(
                "`{event}` has `{name}` and `{name}-ignore`, and GitHub takes only one of them. In `{name}`, write `'!x'` below the \
                 others to leave `x` out"
            );
            Some(Finding::at(place, words))
        })
    };
    SETTINGS.iter().filter_map(of).collect()
}

/// A job that cannot run the step: it has no runner, or one without Docker.
pub(super) fn runner(subject: &Subject<'_>) -> Vec<Finding> {
    let job = subject.step.job;
    let Some((place, runner)) = job.entry("runs-on") else {
        let words = "the job has no `runs-on`, so GitHub refuses the workflow. Add `runs-on: ubuntu-latest`";
        return vec![Finding::at(job.place, words)];
    };
    let is_other = |label: &&str| {
        let label = label.to_ascii_lowercase();
        ["windows", "macos"].iter().any(|system| label == *system || label.starts_with(&format!("{system}-")))
    };
    // A runner group may have labels in addition to its name.
    let labels = runner.get("labels").unwrap_or(runner).texts();
    let other = labels.into_iter().find(is_other);
    let words = |label: &str| {
        format!("Branchline runs in a container, and `{label}` runs none. Write `runs-on: ubuntu-latest`")
    };
    other.map(|label| Finding::at(place, words(label))).into_iter().collect()
}
