//! A run of the action, as one line of thought: settings and event, intent, what is observed, plan, execution, report.

mod conduct;
mod finish;
pub(crate) mod imagined;
mod peers;
mod prepared;
mod secrets;
pub(crate) mod stage;
mod story;

use std::{future::Future, time::Duration};

use crate::{
    event::Runner,
    http::{TlsError, pause},
    inputs::{Environment, Settings, spec},
    outcome::{Exit, Outcome, Trouble},
    post,
    progress::state_file::{StateFile, left_open},
    report::Console,
};
use peers::Peers;
use prepared::Prepared;
use stage::Stage;
use story::Story;

/// How long the post step may take.
const LONGEST_CLOSING: Duration = Duration::from_mins(2);
/// What it says where that was not enough.
const TOO_LATE: &str =
    "What the step left open could not be closed within two minutes. Look at the build in Heroku's dashboard.";

/// The two steps that the runner makes of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The one that does the work.
    Main,
    /// The one at the end of the job.
    Post,
}

/// Runs the action in `environment`, tells what came of it, and gives the exit code. The run is cancelled when `stop` ends.
pub async fn run(which: Step, environment: &Environment, console: &Console, stop: impl Future<Output = ()>) -> Exit {
    if environment.get("RUNNER_DEBUG") == Some("1") {
        console.show_debug_lines();
    }
    if which == Step::Post {
        tokio::select! {
            () = finish(environment, console) => {}
            () = pause(LONGEST_CLOSING) => console.warning("Not closed", TOO_LATE),
            () = stop => {}
        }
        return Exit::Done;
    }
    let outcome = perform(environment, console, stop).await;
    finish::print_results(&outcome, console);
    finish::write_files(&outcome, environment, console);
    outcome.exit()
}

/// The action's post step: harmless where the step came to an end of its own, and never a failure. It needs few inputs, and
/// no other may keep it from closing what is open.
async fn finish(environment: &Environment, console: &Console) {
    let needed = [spec::HEROKU_API_KEY, spec::GITHUB_TOKEN, spec::HEROKU_API_URL, spec::REHEARSE];
    let (Ok(settings), Ok(runner)) =
        (Settings::parse(&environment.only(&needed)), Runner::from_environment(environment))
    else {
        return;
    };
    let Some(key) = settings.heroku_api_key.as_ref().filter(|_| !settings.rehearse) else { return };
    let left = left_open(environment, key, &runner);
    if left.own.is_empty() && left.foreign.is_empty() {
        return;
    }
    secrets::keep(environment, console);
    for variable in &left.foreign {
        console.warning(
            "Not closed",
            &format!("`{variable}` in the environment is not what this run saved. Find the step that sets it."),
        );
    }
    if let Ok(peers) = Peers::real(&settings, &runner, environment, console) {
        let run_url = runner.run_url();
        post::close(&left.own, peers.clients(&runner.repository, run_url.as_deref()), console).await;
    }
}

/// Tells of a bug that showed at `place`, and gives the exit code.
pub fn bug(place: &str, environment: &Environment, console: &Console) -> Exit {
    let repository = environment.get("GITHUB_ACTION_REPOSITORY");
    let server = environment.get("GITHUB_SERVER_URL").unwrap_or("https://github.com");
    let report_to = repository.map_or_else(
        || "where you have Branchline from".to_owned(),
        |repository| format!("at {server}/{repository}/issues"),
    );
    let outcome = Outcome::trouble(Trouble::Bug { place: place.to_owned(), report_to });
    finish::print_results(&outcome, console);
    finish::write_files(&outcome, environment, console);
    outcome.exit()
}

async fn perform(environment: &Environment, console: &Console, stop: impl Future<Output = ()>) -> Outcome {
    secrets::keep(environment, console);
    let prepared = match Prepared::from(environment, None) {
        Ok(prepared) => prepared,
        Err(mistakes) => return Outcome::trouble(Trouble::Misconfigured(mistakes)),
    };
    if !prepared.settings.rehearse {
        let Prepared { settings, runner, .. } = &prepared;
        let state = StateFile::new(environment, settings.heroku_api_key.as_ref(), runner);
        let peers = || Peers::real(settings, runner, environment, console);
        return perform_prepared(&prepared, peers, state, console, stop).await;
    }
    console.notice("Rehearsal", "GitHub and Heroku are inside this program: nothing real is asked or written.");
    match prepared.sandbox().await {
        Ok(sandbox) => {
            let peers = || Peers::on(&Stage::on(&sandbox), console);
            perform_prepared(&prepared, peers, StateFile::none(), console, stop).await
        }
        Err(error) => Outcome::trouble(Trouble::NoConnection(format!("no port for the rehearsal: {error}"))),
    }
}

/// Runs the action on a stage, and tells in the log what came of it.
pub(crate) async fn perform_on(
    stage: &Stage<'_>,
    payload: &[u8],
    environment: &Environment,
    console: &Console,
) -> Outcome {
    secrets::keep(environment, console);
    let outcome = match Prepared::from(environment, Some(payload.to_owned())) {
        Ok(prepared) => {
            let peers = || Peers::on(stage, console);
            Box::pin(perform_prepared(&prepared, peers, StateFile::none(), console, std::future::pending())).await
        }
        Err(mistakes) => Outcome::trouble(Trouble::Misconfigured(mistakes)),
    };
    finish::print_results(&outcome, console);
    outcome
}

/// Whoever gives config vars expects them to be set somewhere.
fn tell_of_idle_config_vars(settings: &Settings, console: &Console) {
    let Settings { rules, review_app_config_vars, .. } = settings;
    if review_app_config_vars.0.is_empty() || rules.is_empty() || rules.has_review_app() {
        return;
    }
    let text = "`review-app-config-vars` are for review apps, and no rule says `review-app`: Branchline sets them on no app. \
                Remove them, or set them on your apps with `heroku config:set`.";
    console.warning("Config vars not set", text);
}

async fn perform_prepared(
    prepared: &Prepared,
    peers: impl FnOnce() -> Result<Peers, TlsError>,
    state: StateFile,
    console: &Console,
    stop: impl Future<Output = ()>,
) -> Outcome {
    tell_of_idle_config_vars(&prepared.settings, console);
    let outcome = match prepared.aim() {
        Err(outcome) => *outcome,
        Ok(aim) => match peers() {
            Ok(peers) => {
                let run_url = prepared.runner.run_url();
                let clients = peers.clients(&prepared.runner.repository, run_url.as_deref());
                let story = Story::new(prepared, &peers, clients, console, state);
                let outcome = peers.tell_pauses(console, story.play(aim, stop)).await;
                for warning in peers.heroku.warnings() {
                    console.warning("Heroku warns", &warning);
                }
                outcome
            }
            Err(error) => Outcome::trouble(Trouble::NoConnection(error.to_string())),
        },
    };
    Outcome { rehearsal: prepared.settings.rehearse, ..outcome }
}
