use std::io;

use crate::{
    event::{Event, Runner},
    inputs::{Environment, Settings},
    outcome::{Outcome, Trouble},
    plan::{Intent, Undecided, intent},
    rehearsal::world_for,
    sandbox::Sandbox,
};

/// All that is known before anything is asked of anybody.
pub(super) struct Prepared {
    pub(super) settings: Settings,
    pub(super) runner: Runner,
    pub(super) event: Event,
}

impl Prepared {
    /// Reads inputs, facts and payload, or collects every mistake in them.
    pub(super) fn from(environment: &Environment, payload: Option<Vec<u8>>) -> Result<Self, Vec<String>> {
        let settings = Settings::parse(environment);
        let happened = happened(environment, payload);
        match (settings, happened) {
            (Ok(settings), Ok((runner, event))) => Ok(Self { settings, runner, event }),
            (settings, happened) => {
                let inputs = settings
                    .err()
                    .into_iter()
                    .flat_map(|mistakes| mistakes.iter().map(ToString::to_string).collect::<Vec<_>>());
                Err(inputs.chain(happened.err()).collect())
            }
        }
    }

    /// What the event asks for; an outcome where that is nothing, or a mistake.
    pub(super) fn intent(&self) -> Result<Intent, Box<Outcome>> {
        match intent(&self.event, &self.settings, &self.runner) {
            Ok(Intent::Skip(reason)) => Err(Box::new(Outcome::skipped(reason))),
            Ok(intent) => Ok(intent),
            Err(undecided) => Err(Box::new(misconfigured(&undecided))),
        }
    }

    /// A sandbox of its own, where a rehearsal is asked for and none is there yet.
    pub(super) async fn stage(&self, there: Option<&Sandbox>) -> io::Result<Option<Sandbox>> {
        if !self.settings.rehearse || there.is_some() {
            return Ok(None);
        }
        let world = world_for(&self.settings, &self.runner, &self.event);
        Sandbox::start(world).await.map(Some)
    }
}

pub(super) fn misconfigured(undecided: &Undecided) -> Outcome {
    Outcome::trouble(Trouble::Misconfigured(undecided.0.iter().map(ToString::to_string).collect()))
}

fn happened(environment: &Environment, payload: Option<Vec<u8>>) -> Result<(Runner, Event), String> {
    let runner = Runner::from_environment(environment).map_err(|error| error.to_string())?;
    let payload = match payload {
        Some(payload) => payload,
        None => payload_of(&runner)?,
    };
    let event =
        Event::read(&runner, &payload).map_err(|error| format!("the payload of `{}`: {error}", runner.event_name))?;
    Ok((runner, event))
}

fn payload_of(runner: &Runner) -> Result<Vec<u8>, String> {
    let Some(path) = &runner.event_path else {
        return Err("GITHUB_EVENT_PATH is not set, so there is no payload that says what happened".to_owned());
    };
    std::fs::read(path).map_err(|error| format!("the payload at {} cannot be read: {error}", path.display()))
}
