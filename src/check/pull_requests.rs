//! Pull request events that a step with review apps needs, and one that GitHub blocks.

use super::{finding::Finding, subject::Subject};
use crate::workflow::file::{Step, WorkflowFile};

const EVENTS: [&str; 2] = ["pull_request", "pull_request_target"];

pub(super) fn incomplete(subject: &Subject<'_>) -> Vec<Finding> {
    let triggers = subject.file.triggers();
    let has_review_app = subject.has_review_app() && !matches!(subject.step.known("dry-run"), Some("true"));
    let Some(event) = EVENTS.into_iter().find(|event| has_review_app && triggers.has(event)) else { return Vec::new() };
    let Some(place) = triggers.place(event) else { return Vec::new() };
    let types: Vec<_> = EVENTS.iter().filter(|event| triggers.has(event)).flat_map(|it| triggers.types(it)).collect();
    let lacks = |name: &&str| !types.contains(name) && !types.iter().any(|named| named.contains("${{"));
    let mut needed = Vec::new();
    if !is_seen_elsewhere("closed", subject) {
        needed.push(("closed", "review apps stay, and cost money, after their pull request"));
    }
    if subject.step.input("label").is_some() {
        needed.push(("labeled", "the label creates no review app when it is added"));
        needed.push(("unlabeled", "the review app stays when the label is taken off"));
    }
    if subject.step.known("drafts") == Some("skip") {
        needed.push(("ready_for_review", "a draft gets no review app once it is ready"));
    }
    let words = |(name, why): (&str, &str)| format!("`{event}` lacks the type `{name}`: {why}. Add it to `types`");
    let missing = needed.into_iter().filter(|(name, _)| lacks(name));
    let findings = missing.map(|it| Finding::at(place, words(it)));
    let drafted = ("converted_to_draft", "a pull request that becomes a draft keeps its review app");
    let is_noted = subject.step.known("drafts") == Some("skip") && lacks(&drafted.0);
    let pushed = ("synchronize", "a push to the pull request does not update its review app");
    let is_stale = (!triggers.has("push") && lacks(&pushed.0) && !is_seen_elsewhere(pushed.0, subject))
        .then(|| Finding::note(place, words(pushed)));
    findings.chain(is_stale).chain(is_noted.then(|| Finding::note(place, words(drafted)))).collect()
}

/// Whether another workflow of the folder runs on this activity type of pull requests.
fn is_seen_elsewhere(what: &str, subject: &Subject<'_>) -> bool {
    let sees_to_it = |(file, steps): &(&WorkflowFile, Vec<Step<'_>>)| {
        let triggers = file.triggers();
        !steps.is_empty()
            && file.path != subject.file.path
            && EVENTS.iter().any(|event| triggers.has(event) && triggers.types(event).contains(&what))
    };
    subject.all.iter().any(sees_to_it)
}

pub(super) fn of_target(subject: &Subject<'_>) -> Vec<Finding> {
    let triggers = subject.file.triggers();
    let Some(place) = triggers.place("pull_request_target").filter(|_| triggers.has("pull_request_target")) else {
        return Vec::new();
    };
    let lets_forks_in = subject.step.input("forks").is_some_and(|forks| forks != "skip");
    let blocked = "GitHub blocks `pull_request_target` in public repositories, unless a policy under Settings → Actions → Policies \
                   allows it";
    if lets_forks_in {
        return vec![Finding::note(place, format!("{blocked}. Add one for this workflow"))];
    }
    vec![Finding::at(place, format!("{blocked}, and without `forks` it has no use here. Write `pull_request`"))]
}
