//! Branchline: branches to Heroku apps, pull requests to review apps, in one GitHub Action.
//!
//! This page tells the whole run: it prepares, aims, observes, decides, shows, carries out, and tells.
//! `docs/ARCHITECTURE.md` says what each room has.

// The rooms of a run.
pub(crate) mod aim; // what the event asks for
pub(crate) mod announce; // what GitHub is told meanwhile
pub(crate) mod answers; // what an aim has to ask first
pub(crate) mod deeds; // what each deed looks at, and decides
pub mod event; // what happened
pub mod inputs; // what the workflow says
pub(crate) mod observe; // how things stand
pub mod outcome; // what came of it
pub(crate) mod plan; // what is going to be done
pub(crate) mod post; // what a killed step left open
pub(crate) mod progress; // how far the work is, and what is owed
pub mod report; // every word that people read
pub mod rules; // which branch goes where
pub(crate) mod run; // what the story below is told with
pub(crate) mod steps; // how each step is done

// The ground, which knows nothing of deeds.
pub(crate) mod archive;
pub(crate) mod clients;
pub(crate) mod foreign;
pub(crate) mod github;
pub mod heroku;
pub mod http;
pub mod names;
pub(crate) mod nearest;
pub(crate) mod ownership;
pub mod redact;
pub(crate) mod registry;
pub mod relay;
pub(crate) mod seal;
pub(crate) mod secret;
pub(crate) mod workflow;

// Workflow files without a run: checking them, and writing the one that replaces Heroku's integration.
pub(crate) mod check;
pub(crate) mod init;

// The edge: command lines, signals, fuzz targets, and the rehearsal with its stand-in for GitHub and Heroku.
pub mod cli;
pub mod fuzzing;
pub mod rehearsal;
pub mod sandbox;
mod signals;

pub use run::bug::bug;
pub use signals::stopped;

use std::future::Future;

use aim::aims::Aim;
use http::TlsError;
use inputs::Environment;
use outcome::{Exit, Outcome, Trouble};
use progress::state_file::StateFile;
use report::Console;
use run::{
    idle_inputs::warn_of_idle_inputs, peers::Peers, post_step::close_what_is_open, prepared::Prepared, secrets,
    stage::Stage, story::Story, tell,
};

/// The two steps that the runner makes of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Does the work.
    Main,
    /// Cleans up at the end of the job.
    Post,
}

/// Runs the action in `environment`, reports the outcome, and returns the exit code. The run is cancelled when
/// `cancelled` completes.
pub async fn run(
    step: Step,
    environment: &Environment,
    console: &Console,
    cancelled: impl Future<Output = ()>,
) -> Exit {
    if environment.get("RUNNER_DEBUG") == Some("1") {
        console.show_debug_lines();
    }
    if step == Step::Post {
        close_what_is_open(environment, console, cancelled).await;
        return Exit::Done;
    }
    let outcome = prepare_and_play(environment, console, cancelled).await;
    tell(&outcome, environment, console)
}

/// Uses the real GitHub and Heroku, or the sandbox under `rehearse`.
async fn prepare_and_play(
    environment: &Environment,
    console: &Console,
    cancelled: impl Future<Output = ()>,
) -> Outcome {
    secrets::keep(environment, console);
    let prepared = match Prepared::from(environment, None) {
        Ok(prepared) => prepared,
        Err(mistakes) => return Outcome::trouble(Trouble::Misconfigured(mistakes)),
    };
    let Prepared { settings, runner, .. } = &prepared;
    if !settings.rehearse {
        let state = StateFile::new(environment, settings.heroku_api_key.as_ref(), runner);
        let peers = || Peers::real(settings, runner, environment, console);
        return play(&prepared, peers, state, console, cancelled).await;
    }
    console.notice("Rehearsal", "GitHub and Heroku are inside this program: nothing real is asked or written.");
    match prepared.sandbox().await {
        Ok(sandbox) => {
            let peers = || Peers::on(&Stage::on(&sandbox), settings, console);
            play(&prepared, peers, StateFile::none(), console, cancelled).await
        }
        Err(error) => Outcome::trouble(Trouble::NoConnection(format!("no port for the rehearsal: {error}"))),
    }
}

/// Sends no request if there is nothing to do.
pub(crate) async fn play(
    prepared: &Prepared,
    peers: impl FnOnce() -> Result<Peers, TlsError>,
    state: StateFile,
    console: &Console,
    cancelled: impl Future<Output = ()>,
) -> Outcome {
    warn_of_idle_inputs(&prepared.settings, console);
    let outcome = match prepared.aim() {
        Err(outcome) => *outcome,
        Ok(aim) => match peers() {
            Err(error) => Outcome::trouble(Trouble::NoConnection(error.to_string())),
            Ok(peers) => {
                let run_url = prepared.runner.run_url();
                let clients = peers.clients(&prepared.runner.repository, run_url.as_deref());
                let story = Story::new(prepared, &peers, clients, console, state);
                let tale = story.until_stopped(cancelled, follow(&story, aim));
                let outcome = peers.tell_pauses(console, tale).await;
                peers.heroku.warnings().iter().for_each(|warning| console.warning("Heroku warns", warning));
                outcome
            }
        },
    };
    Outcome { rehearsal: prepared.settings.rehearse, ..outcome }
}

/// Follows an aim to its outcome.
async fn follow(story: &Story<'_>, aim: Aim) -> Result<Outcome, Box<Outcome>> {
    let deed = story.resolve(aim).await?;
    let achieve = async {
        let plan = story.observe_and_decide(&deed).await?;
        story.show(&plan);
        Ok(story.carry_out(&plan, &deed).await)
    };
    tokio::join!(achieve, story.react()).0
}
