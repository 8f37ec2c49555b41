//! What is known before the first request.

use std::io;

use super::imagined::world_for;
use crate::{
    aim::{aim_at, aims::Aim, undecided::Undecided},
    event::{Event, Runner},
    inputs::{Complaints, Environment, Settings, is_misspelt, spec},
    outcome::{Mistakes, Outcome, Trouble},
    sandbox::Sandbox,
};

/// Everything that is known before the first request.
pub(crate) struct Prepared {
    pub(crate) settings: Settings,
    pub(crate) runner: Runner,
    pub(crate) event: Event,
}

impl Prepared {
    /// Reads inputs, facts and payload, or collects every mistake in them.
    pub(crate) fn from(environment: &Environment, payload: Option<Vec<u8>>) -> Result<Self, Mistakes> {
        match (Settings::parse(environment), happened(environment, payload)) {
            (Ok(settings), Ok((runner, event))) => Ok(Self { settings, runner, event }),
            (settings, happened) => {
                let missing =
                    happened.as_ref().ok().and_then(|(runner, event)| missing_key(environment, event, runner));
                let inputs = settings.err().map(|complaints| in_words(&complaints)).unwrap_or_default();
                let inputs = missing.into_iter().chain(inputs).collect();
                Err(Mistakes { inputs, surroundings: happened.err().into_iter().collect(), laptop: None })
            }
        }
    }

    /// What the event asks for, or an outcome if that is nothing or a mistake.
    pub(crate) fn aim(&self) -> Result<Aim, Box<Outcome>> {
        match aim_at(&self.event, &self.settings, &self.runner) {
            Ok(Aim::Nothing(why)) => Err(Box::new(Outcome::skipped(why))),
            Ok(aim) => Ok(aim),
            Err(undecided) => Err(Box::new(misconfigured(&undecided))),
        }
    }

    /// A sandbox in which this event has just happened.
    pub(crate) async fn sandbox(&self) -> io::Result<Sandbox> {
        Sandbox::start(world_for(&self.settings, &self.runner, &self.event)).await
    }
}

pub(crate) fn misconfigured(undecided: &Undecided) -> Outcome {
    let inputs = in_words(&undecided.0);
    Outcome::trouble(Trouble::Misconfigured(Mistakes { inputs, ..Mistakes::default() }))
}

fn in_words(complaints: &Complaints) -> Vec<String> {
    complaints.iter().map(ToString::to_string).collect()
}

/// The complaint about a missing key, among other mistakes; it does not depend on the other inputs.
fn missing_key(environment: &Environment, event: &Event, runner: &Runner) -> Option<String> {
    if is_misspelt(environment, &spec::HEROKU_API_KEY) {
        return None;
    }
    let settings = Settings::parse(&environment.only(&[spec::HEROKU_API_KEY, spec::REHEARSE])).ok()?;
    let undecided = aim_at(event, &settings, runner).err()?;
    let about_key = undecided.0.iter().find(|complaint| complaint.input == spec::HEROKU_API_KEY.name);
    about_key.map(ToString::to_string)
}

fn happened(environment: &Environment, payload: Option<Vec<u8>>) -> Result<(Runner, Event), String> {
    let runner = Runner::from_environment(environment).map_err(|error| error.to_string())?;
    let payload = match payload {
        Some(payload) => payload,
        None => payload_of(&runner)?,
    };
    let event = Event::read(&runner, &payload).map_err(|error| format!("event {}: {error}", runner.event_name))?;
    Ok((runner, event))
}

fn payload_of(runner: &Runner) -> Result<Vec<u8>, String> {
    let Some(path) = &runner.event_path else {
        return Err("GITHUB_EVENT_PATH is not set, so there is no payload that says what happened".to_owned());
    };
    std::fs::read(path)
        .map_err(|error| format!("GITHUB_EVENT_PATH names {}, which cannot be read: {error}", path.display()))
}
