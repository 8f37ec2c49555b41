//! Doors for fuzz targets and properties, into rooms that nobody outside needs otherwise.

use crate::{
    aim::aim_at,
    event::{Event, Runner},
    inputs::Settings,
};

/// Finds out what an event asks for; tells whether its workflow's configuration lets that be said.
#[must_use]
pub fn has_aim(event: &Event, settings: &Settings, runner: &Runner) -> bool {
    aim_at(event, settings, runner).is_ok()
}
