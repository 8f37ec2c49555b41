//! The payload's bytes, read as what happened.

mod comment;
mod pull_request;
mod push;
mod redeploy;
mod release;
mod workflow_run;

use super::{error::EventError, fields::Object, happened::Event, ignored::Ignored, runner::Runner};

/// GitHub's payloads have at most 25 MB
/// (<https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap>).
pub(super) const LARGEST: usize = 32 * 1024 * 1024;

impl Event {
    /// Reads the payload of the event that started the run.
    ///
    /// # Errors
    ///
    /// A payload that is not JSON, or lacks what an event of its kind has. An event of a kind that is not known is never
    /// an error, whatever its payload.
    pub fn read(runner: &Runner, payload: &[u8]) -> Result<Self, EventError> {
        let read: fn(&Runner, &Object<'_>) -> Result<Self, EventError> = match runner.event_name.as_str() {
            "push" => push::read_push,
            "delete" => push::read_delete,
            "pull_request" | "pull_request_target" => pull_request::read,
            "workflow_dispatch" | "schedule" | "repository_dispatch" => redeploy::read,
            "release" => release::read,
            "workflow_run" => workflow_run::read,
            "issue_comment" => comment::read,
            _ => return Ok(read_unknown(runner, payload)),
        };
        let value = parse(payload)?;
        read(runner, &Object::root(&value)?)
    }
}

/// Nothing that such an event has to tell can be wrong for a deploy. A review, and whatever else is about a pull request, is
/// known for that by its payload, since what the inputs name then must not be looked up here if that is a fork's.
fn read_unknown(runner: &Runner, payload: &[u8]) -> Event {
    let event = parse(payload).and_then(|value| {
        let payload = Object::root(&value)?;
        let is_of_pull_request = payload.value("pull_request").is_some() || runner.is_of_pull_request();
        Ok(is_of_pull_request.then(|| pull_request::read_other(runner, &payload)))
    });
    event.ok().flatten().unwrap_or_else(|| Event::Ignored(Ignored::Event(runner.event_name.clone())))
}

fn parse(payload: &[u8]) -> Result<serde_json::Value, EventError> {
    if payload.len() > LARGEST {
        return Err(EventError::TooLarge);
    }
    if payload.trim_ascii().is_empty() {
        return Err(EventError::Empty);
    }
    serde_json::from_slice(payload).map_err(|error| {
        if error.is_eof() { EventError::CutOff { bytes: payload.len() } } else { EventError::NotJson(error) }
    })
}
