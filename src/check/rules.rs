//! Rules for branches and tags that no run starts for.

use super::{finding::Finding, subject::Subject};
use crate::{
    names::GitRef,
    rules::{Rule, RuleTarget, Rules},
    workflow::{
        file::EXPRESSION,
        triggers::{Triggers, samples_of},
    },
};

/// Events that start a run for any branch or tag, or for one that the workflow does not name.
const FOR_ANY: [&str; 5] = ["workflow_dispatch", "workflow_call", "workflow_run", "repository_dispatch", "schedule"];

pub(super) fn without_trigger(subject: &Subject<'_>) -> Vec<Finding> {
    let triggers = subject.file.triggers();
    let Some(text) = subject.step.input("rules").filter(|_| subject.deploys()) else { return Vec::new() };
    if FOR_ANY.iter().any(|event| triggers.has(event)) || subject.step.input("ref").is_some() {
        return Vec::new();
    }
    let known: Vec<_> = text.lines().map(|line| if line.contains(EXPRESSION) { "#" } else { line }).collect();
    let Some(rules) = right_ones(known) else { return Vec::new() };
    let silent = rules.iter().filter(|rule| rule.target != RuleTarget::Nothing && !is_started(rule, triggers));
    silent.filter_map(|rule| found(rule, subject)).collect()
}

/// The rules without the wrong ones, which have findings of their own.
fn right_ones(mut lines: Vec<&str>) -> Option<Rules> {
    let mistakes = match Rules::parse(&lines.join("\n")) {
        Ok(rules) => return Some(rules),
        Err(mistakes) => mistakes,
    };
    for number in mistakes.iter().filter_map(|mistake| mistake.line.as_ref()).map(|line| line.number) {
        *lines.get_mut(number.checked_sub(1)?)? = "#";
    }
    Rules::parse(&lines.join("\n")).ok()
}

fn found(rule: &Rule, subject: &Subject<'_>) -> Option<Finding> {
    let (.., value) = subject.step.with().iter().find(|(name, ..)| name.eq_ignore_ascii_case("rules"))?;
    let place = subject.file.place_of_line(value, rule.line.number);
    let pattern = rule.pattern.as_str();
    let tag = pattern.strip_prefix("refs/tags/");
    let short = tag.or(pattern.strip_prefix("refs/heads/")).unwrap_or(pattern);
    let filter = if tag.is_some() { "tags" } else { "branches" };
    let words = format!("no trigger starts a run for `{pattern}`. Add `'{short}'` to `{filter}` under `on: push`");
    Some(Finding::at(place, words))
}

fn is_started(rule: &Rule, triggers: Triggers<'_>) -> bool {
    let pattern = rule.pattern.as_str();
    let (full, is_both) = (pattern.strip_prefix("refs/"), pattern.starts_with("refs/*"));
    let tags = full.and_then(|rest| rest.strip_prefix("tags/"));
    let of_branches = tags.is_none() && {
        let short = full.and_then(|rest| rest.strip_prefix("heads/")).unwrap_or(pattern);
        let pulls = ["pull_request", "pull_request_target", "issue_comment"];
        let is_pulled = rule.target == RuleTarget::ReviewApp && pulls.iter().any(|event| triggers.has(event));
        is_pulled || triggers.pushes(&samples_of(short), &|name| is(rule, "refs/heads/", name), "branches")
    };
    let of_tags = (tags.is_some() || is_both) && {
        let short = tags.unwrap_or("**");
        is_released(triggers) || triggers.pushes(&samples_of(short), &|name| is(rule, "refs/tags/", name), "tags")
    };
    of_branches || of_tags
}

/// Whether a run for a published release starts. Where no types are named, all start one.
fn is_released(triggers: Triggers<'_>) -> bool {
    let named = triggers.named_types("release");
    let deploys =
        |kinds: Vec<&str>| kinds.iter().any(|kind| matches!(*kind, "published" | "released") || kind.contains("${{"));
    triggers.has("release") && named.is_none_or(deploys)
}

fn is(rule: &Rule, kind: &str, name: &str) -> bool {
    format!("{kind}{name}").parse::<GitRef>().is_ok_and(|reference| rule.pattern.matches(&reference))
}
