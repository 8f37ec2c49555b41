//! What `command: promote` and `command: rollback` are about: the branch or tag whose rule names the apps.

use super::{
    aims::Aim,
    by_release::ByRelease,
    choice::{self, Choice},
    question::Work,
    reference, runs,
    undecided::Undecided,
};
use crate::{
    event::{Event, Runner},
    inputs::{Settings, spec},
    names::GitRef,
    rules::{Decision, Destination},
};

const ABOUT_NOTHING: &str = "this event points to no branch or tag whose rule names an app. Set `ref` to the branch that the app is \
                             deployed from, or leave `command` out on such events";

/// The branch or tag that `ref` names, that another workflow ran for, or that the event is about.
pub(super) fn aim_at(
    event: &Event,
    aim_by_release: ByRelease,
    settings: &Settings,
    runner: &Runner,
) -> Result<Aim, Undecided> {
    let reference = match (choice::made(event, settings, runner)?, event) {
        (Choice::Own(freshness), Event::RunCompleted(run))
            if !run.is_of_pull_request() && !run.is_from_fork(&runner.repository) =>
        {
            return runs::completed(run, Work::Update, freshness, settings, runner);
        }
        (Choice::Own(_), _) => reference::of_commits(event, runner),
        (Choice::Reference(text), _) => named(&text, settings),
        (Choice::PullRequest(..), _) => None,
    };
    match reference {
        Some(reference) => aim_by_release(reference, settings, runner),
        None => Err(Undecided::of(&spec::COMMAND, ABOUT_NOTHING)),
    }
}

/// What the input `ref` means, going by the rules alone: GitHub is not asked, since it may be down. A branch comes
/// before a tag.
fn named(text: &str, settings: &Settings) -> Option<GitRef> {
    if let Ok(reference) = text.parse() {
        return Some(reference);
    }
    let names_apps = |reference: &GitRef| {
        matches!(settings.rules.decide(reference), Ok(Decision::Matched { target: Destination::Apps(_), .. }))
    };
    let (branch, tag) = (text.parse().map(GitRef::Branch).ok(), text.parse().map(GitRef::Tag).ok());
    let is_tag = tag.as_ref().is_some_and(names_apps) && !branch.as_ref().is_some_and(names_apps);
    if is_tag { tag } else { branch }
}
