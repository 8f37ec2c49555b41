//! The post step of the action.

use std::{future::Future, time::Duration};

use super::{peers::Peers, secrets};
use crate::{
    event::Runner,
    http::pause,
    inputs::{Environment, Settings, spec},
    post,
    progress::state_file::left_open,
    report::Console,
};

/// How long the post step may take.
const LONGEST_CLOSING: Duration = Duration::from_mins(2);
/// The line in the log if that was not enough.
const TOO_LATE: &str =
    "What the step left open could not be closed within two minutes. Look at the app in Heroku's dashboard.";

/// Closes what a killed or cancelled step left open. It never fails.
pub(crate) async fn close_what_is_open(environment: &Environment, console: &Console, stop: impl Future<Output = ()>) {
    tokio::select! {
        () = finish(environment, console) => {}
        () = pause(LONGEST_CLOSING) => console.warning("Not closed", TOO_LATE),
        () = stop => {}
    }
}

/// Harmless if the step ended by itself. It needs few inputs, and mistakes in the others must not stop it.
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
