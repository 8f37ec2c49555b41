//! What `command: rollback` asks for: the apps that the rule of a branch or tag names.

use super::{aims::Aim, by_rules::matched, choice, choice::Choice, reference, undecided::Undecided};
use crate::{
    deeds::{Deed, roll_back::RollBack},
    event::{Event, Runner},
    inputs::{Settings, spec},
    names::GitRef,
    rules::Destination,
};

/// The branch or tag that `ref` names, or that the event is about.
pub(super) fn aim_back(event: &Event, settings: &Settings, runner: &Runner) -> Result<Aim, Undecided> {
    let reference = reference_of(event, settings, runner)?;
    Ok(match matched(&reference, settings)? {
        Err(why) => Aim::Nothing(why),
        Ok((rule, Destination::Apps(apps))) => {
            let version = settings.release;
            Aim::Do(Deed::RollBack(RollBack { reference, rule, apps, version }))
        }
        Ok((rule, _)) => {
            let text = format!("{rule} names no app, and only an app that a rule names can be rolled back");
            return Err(Undecided::of(&spec::COMMAND, text));
        }
    })
}

pub(super) fn reference_of(event: &Event, settings: &Settings, runner: &Runner) -> Result<GitRef, Undecided> {
    let reference = match choice::made(event, settings, runner)? {
        Choice::Own(_) => reference::of_commits(event, runner),
        Choice::Reference(text) => text.parse().or_else(|_| text.parse().map(GitRef::Branch)).ok(),
        Choice::PullRequest(..) => None,
    };
    reference.ok_or_else(|| {
        let text = "this event is about no branch or tag whose rule names an app. Set `ref` to the branch that the app is \
                    deployed from, or leave `command` out on such events";
        Undecided::of(&spec::COMMAND, text)
    })
}
