//! A run of the action, as one line of thought: settings and event, intent, what is observed, plan, execution, report.

mod peers;
mod post;
mod prepared;
mod state;
mod told;
mod work;

use std::future::Future;

use crate::{
    inputs::{Environment, spec},
    outcome::{Exit, Outcome, Trouble},
    report::Console,
    sandbox::Sandbox,
};
use peers::Peers;
use prepared::Prepared;
use state::StateFile;
use work::Work;

/// What a run is to be carried out on, where that is not what the environment names.
#[derive(Default)]
pub(crate) struct Staged<'a> {
    /// The payload; none for the file at `GITHUB_EVENT_PATH`.
    pub payload: Option<Vec<u8>>,
    /// The GitHub and Heroku to talk to.
    pub sandbox: Option<&'a Sandbox>,
}

/// Runs the action in `environment`, tells what came of it, and gives the exit code. The run is cancelled when `stop` ends.
pub async fn run(environment: &Environment, console: &Console, stop: impl Future<Output = ()>) -> Exit {
    if environment.get("RUNNER_DEBUG") == Some("1") {
        console.show_debug_lines();
    }
    if environment.get(&format!("STATE_{}", state::MARK)).is_some() {
        return finish(environment, console).await;
    }
    let outcome = perform(environment, Staged::default(), console, stop).await;
    told::told(&outcome, console);
    told::written(&outcome, environment, console);
    outcome.exit()
}

/// The action's post step: harmless where the step came to an end of its own, and never a failure.
async fn finish(environment: &Environment, console: &Console) -> Exit {
    let open = state::left_open(environment);
    if open.is_empty() {
        return Exit::Done;
    }
    mask(environment, console);
    if let Ok(prepared) = Prepared::from(environment, None)
        && let Ok(peers) = Peers::of(&prepared, environment, None)
        && !prepared.settings.rehearse
    {
        post::close(&open, &prepared, &peers, console).await;
    }
    Exit::Done
}

fn mask(environment: &Environment, console: &Console) {
    for input in [&spec::HEROKU_API_KEY, &spec::GITHUB_TOKEN] {
        console.mask(environment.input(input).unwrap_or_default());
    }
}

/// Runs the action on a stage, and tells in the log what came of it.
pub(crate) async fn perform_on(environment: &Environment, staged: Staged<'_>, console: &Console) -> Outcome {
    let outcome = perform(environment, staged, console, std::future::pending()).await;
    told::told(&outcome, console);
    outcome
}

async fn perform(
    environment: &Environment,
    staged: Staged<'_>,
    console: &Console,
    stop: impl Future<Output = ()>,
) -> Outcome {
    mask(environment, console);
    let prepared = match Prepared::from(environment, staged.payload) {
        Ok(prepared) => prepared,
        Err(complaints) => return Outcome::trouble(Trouble::Misconfigured(complaints)),
    };
    let intent = match prepared.intent() {
        Ok(intent) => intent,
        Err(outcome) => return *outcome,
    };
    let rehearsal = match prepared.stage(staged.sandbox).await {
        Ok(rehearsal) => rehearsal,
        Err(error) => return Outcome::trouble(Trouble::NoConnection(format!("no port for the rehearsal: {error}"))),
    };
    if prepared.settings.rehearse && staged.sandbox.is_none() {
        console.notice("Rehearsal", "GitHub and Heroku are inside this program: nothing real is asked or written.");
    }
    let outcome = match Peers::of(&prepared, environment, staged.sandbox.or(rehearsal.as_ref())) {
        Ok(peers) => {
            let outcome =
                Work::new(&prepared, &peers, console, StateFile::new(environment)).until_stopped(intent, stop).await;
            for warning in peers.heroku.warnings() {
                console.warning("Heroku warns", &warning);
            }
            outcome
        }
        Err(error) => Outcome::trouble(Trouble::NoConnection(error.to_string())),
    };
    Outcome { rehearsal: prepared.settings.rehearse, ..outcome }
}
