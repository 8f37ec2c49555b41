//! What `command: sweep` asks for, whatever the event.

use super::{aims::Aim, asking::pipeline, undecided::Undecided};
use crate::{
    deeds::{Deed, sweep::Sweep},
    inputs::Settings,
};

/// Sweeps the whole pipeline.
pub(super) fn aim_at_all(settings: &Settings) -> Result<Aim, Undecided> {
    Ok(Aim::Do(Deed::Sweep(Sweep { pipeline: pipeline(settings)?, stale_days: settings.stale_days })))
}
