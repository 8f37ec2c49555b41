//! Reads the payload's bytes.

mod comment;
mod pull_request;
mod push;
mod redeploy;
mod release;
mod workflow_run;

use super::{error::EventError, fields::Object, happened::Event, ignored::Ignored, runner::Runner};

/// The limit for a payload in bytes. GitHub's have at most 25 MB
/// (<https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap>).
pub(super) const LARGEST: usize = 32 * 1024 * 1024;

impl Event {
    /// Reads the payload of the event that started the run.
    ///
    /// # Errors
    ///
    /// If the payload is not JSON, or lacks what an event of its kind has. An unknown kind of event is never an error,
    /// whatever its payload.
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

/// No payload of such an event is an error, because it deploys nothing. But a review, or any other event about a pull
/// request, must be recognized: if it is a fork's, names in the inputs must not be looked up in this repository.
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
