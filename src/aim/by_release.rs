//! The commands that give apps another release instead of a build.

use super::{aims::Aim, promote, roll_back, undecided::Undecided};
use crate::{
    event::Runner,
    inputs::{Command, Settings},
    names::GitRef,
};

/// Makes an aim of a branch or tag if its rule names apps.
pub(super) type ByRelease = fn(GitRef, &Settings, &Runner) -> Result<Aim, Undecided>;

/// The function for `command`, if it is one of these commands.
pub(super) fn by_release(command: Command) -> Option<ByRelease> {
    match command {
        Command::Promote => Some(promote::aim_on),
        Command::Rollback => Some(roll_back::aim_back),
        _ => None,
    }
}
