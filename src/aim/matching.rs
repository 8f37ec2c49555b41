//! The rule that matches a branch or tag.

use super::undecided::Undecided;
use crate::{
    inputs::{Settings, spec},
    names::{BranchName, GitRef},
    outcome::Why,
    rules::{Decision, Destination},
};

/// The rule that matches and its destination, or why none does.
///
/// # Errors
/// Where there are no rules, or the matching rule's app name is impossible.
pub(super) fn matched(
    reference: &GitRef,
    settings: &Settings,
) -> Result<Result<(String, Destination), Why>, Undecided> {
    if reference.branch().is_some_and(BranchName::is_of_merge_queue) {
        return Ok(Err(Why::OfMergeQueue));
    }
    if settings.rules.is_empty() {
        return Err(Undecided::of(&spec::RULES, "empty. Write where each branch goes, as in `main: my-app`"));
    }
    match settings.rules.decide(reference) {
        Ok(Decision::Matched { rule, target }) => Ok(Ok((rule.to_string(), target))),
        Ok(Decision::NoRule) => {
            Ok(Err(Why::NoRule { reference: as_in_rules(reference), hint: settings.rules.near_miss(reference) }))
        }
        Err(error) => Err(Undecided::of(&spec::RULES, error.to_string())),
    }
}

/// Rules match a tag only by its full name, so messages show that.
fn as_in_rules(reference: &GitRef) -> String {
    match reference {
        GitRef::Branch(branch) => branch.to_string(),
        GitRef::Tag(_) => reference.full(),
    }
}
