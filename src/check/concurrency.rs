//! Concurrency groups that unrelated runs share, and groups that cut deploys off.

use super::{finding::Finding, subject::Subject};
use crate::workflow::{
    file::{Step, WorkflowFile},
    node::{Node, Place},
};

/// Events whose runs GitHub starts at the default branch, whatever they are about.
const AT_DEFAULT_BRANCH: [&str; 2] = ["issue_comment", "workflow_run"];
/// Parts of a group's name that differ for such runs.
const TELLING: [&str; 3] = ["github.event_name", "github.event.issue", "github.event.workflow_run"];
const PUSHED: [&str; 3] = ["push", "pull_request", "pull_request_target"];

pub(super) fn shared(subject: &Subject<'_>) -> Vec<Finding> {
    let triggers = subject.file.triggers();
    let own = AT_DEFAULT_BRANCH.iter().find(|event| triggers.has(event));
    let (Some(event), true) = (own, subject.deploys()) else { return Vec::new() };
    let groups = groups_of(subject.file, &subject.step);
    let is_pushed = |file: &WorkflowFile| PUSHED.iter().any(|event| file.triggers().has(event));
    let shares = |group: &str| {
        let same = |(file, steps): &(&WorkflowFile, Vec<Step<'_>>)| {
            file.path != subject.file.path
                && is_pushed(file)
                && steps.iter().any(|step| groups_of(file, step).iter().any(|(_, other)| *other == group))
        };
        is_pushed(subject.file) && !tells_apart(group, event) || subject.all.iter().any(same)
    };
    let words = format!(
        "`{event}` shares this concurrency group with pushes. GitHub runs it on the default branch, so \
         it can replace a waiting deploy. Give it a workflow and a group of its own"
    );
    groups.into_iter().filter(|(_, group)| shares(group)).map(|(place, _)| Finding::at(place, words.clone())).collect()
}

/// Whether a group has a different name for runs of this event.
fn tells_apart(group: &str, event: &str) -> bool {
    let group: String = group.split_whitespace().collect();
    // A comparison with another event says nothing about this one.
    let is_about_event = |(at, name): (usize, &str)| {
        let behind = &group[at + name.len()..];
        !behind.starts_with("==") || behind[2..].trim_start_matches(['\'', '"']).starts_with(event)
    };
    TELLING.iter().any(|text| group.match_indices(text).any(is_about_event))
}

pub(super) fn cancelled(subject: &Subject<'_>) -> Vec<Finding> {
    if matches!(subject.command(), "test" | "sweep") || subject.step.known("dry-run") == Some("true") {
        return Vec::new();
    }
    let of = |node: &Node| {
        let (place, cancels) = node.get("concurrency")?.entry("cancel-in-progress")?;
        let words = "`cancel-in-progress: true` cuts deploys off half-way. Write `cancel-in-progress: false`";
        cancels.text().is_some_and(|text| text == "true").then(|| Finding::at(place, words))
    };
    [&subject.file.root, subject.step.job].into_iter().filter_map(of).collect()
}

/// The groups of a step's runs, each with its place.
fn groups_of<'a>(file: &'a WorkflowFile, step: &Step<'a>) -> Vec<(Place, &'a str)> {
    let of = |node: &'a Node| {
        let (place, concurrency) = node.entry("concurrency")?;
        match concurrency.entry("group") {
            Some((place, group)) => Some((place, group.text()?)),
            None => Some((place, concurrency.text()?)),
        }
    };
    [&file.root, step.job].into_iter().filter_map(of).collect()
}
