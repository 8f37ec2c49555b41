//! `release`: a release has its own tag, whatever ref the run is at.

use crate::event::{error::EventError, fields::Object, happened::Event, ignored::Ignored, runner::Runner};

/// GitHub sends several of `created`, `published`, `prereleased` and `released` for the same release, and `edited` even
/// for an old one. Only these two always mean something new.
const NEW: [&str; 2] = ["published", "released"];

pub(super) fn read(_: &Runner, payload: &Object<'_>) -> Result<Event, EventError> {
    let action = payload.text("action")?;
    if !NEW.contains(&action) {
        return Ok(Event::Ignored(Ignored::ReleaseAction(action.to_owned())));
    }
    Ok(Event::Released { tag: payload.object("release")?.name("tag_name")? })
}
