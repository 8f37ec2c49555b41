//! `release`: a release has its own tag, whatever ref the run is at.

use super::fields::Object;
use super::{Event, EventError, Runner, word};

/// GitHub sends some of `created`, `published`, `prereleased` and `released` for the same release, and `edited` for one of
/// long ago: only these two say that there is something new.
const NEW: [&str; 2] = ["published", "released"];

pub(super) fn read(_: &Runner, payload: &Object<'_>) -> Result<Event, EventError> {
    let action = payload.text("action")?;
    if !NEW.contains(&action) {
        let reason = format!("release/{} deploys nothing; published and released do", word(action));
        return Ok(Event::ignored(reason));
    }
    Ok(Event::Released { tag: payload.object("release")?.name("tag_name")? })
}
