//! What `command: rollback` asks for: the apps that the rule of a branch or tag names.

use super::{aims::Aim, matching::matched, undecided::Undecided};
use crate::{
    deeds::{Deed, roll_back::RollBack},
    event::Runner,
    inputs::{Settings, spec},
    names::GitRef,
    rules::Destination,
};

/// The aim for a branch or tag: its rule names the apps.
pub(super) fn aim_back(reference: GitRef, settings: &Settings, _: &Runner) -> Result<Aim, Undecided> {
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
