//! `pull_request` and `pull_request_target`, which have the same payload.

use crate::event::{
    error::EventError,
    fields::Object,
    happened::Event,
    ignored::Ignored,
    pull_request::{PullChange, PullRequest, label_name},
    runner::Runner,
};

pub(super) fn read(runner: &Runner, payload: &Object<'_>) -> Result<Event, EventError> {
    match change(payload.text("action")?, payload)? {
        Some(change) => {
            let pull = PullRequest::read(&payload.object("pull_request")?)?;
            Ok(Event::PullRequest { change, pull })
        }
        None => Ok(read_other(runner, payload)),
    }
}

/// An event about a pull request that does not change what is deployed, such as a review. A malformed field is no
/// error.
pub(super) fn read_other(runner: &Runner, payload: &Object<'_>) -> Event {
    let action = payload.text("action").unwrap_or_default().to_owned();
    let ignored = Ignored::Action { event: runner.event_name.clone(), action };
    match payload.object("pull_request").and_then(|pull| PullRequest::read(&pull)) {
        Ok(pull) => Event::PullRequest { change: PullChange::Other(ignored), pull },
        Err(_) => Event::Ignored(ignored),
    }
}

fn change(action: &str, payload: &Object<'_>) -> Result<Option<PullChange>, EventError> {
    let label = || label_name(&payload.object("label")?);
    Ok(match action {
        "opened" => Some(PullChange::Opened),
        "ready_for_review" => Some(PullChange::Head),
        "reopened" => Some(PullChange::Reopened),
        "synchronize" => Some(PullChange::Pushed),
        "edited" if has_another_base(payload)? => Some(PullChange::Head),
        "closed" => Some(PullChange::Closed),
        "labeled" => Some(PullChange::Labeled(label()?)),
        "unlabeled" => {
            let label = payload.optional_object("label")?;
            Some(PullChange::Unlabeled(label.as_ref().map(label_name).transpose()?))
        }
        "converted_to_draft" => Some(PullChange::Drafted),
        _ => None,
    })
}

/// An edit of the title or text does not change what is deployed. An edit of the base is in `changes`.
fn has_another_base(payload: &Object<'_>) -> Result<bool, EventError> {
    let changes = payload.optional_object("changes")?;
    Ok(changes.is_some_and(|changes| changes.value("base").is_some()))
}
