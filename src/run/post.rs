//! The action's post step. A step that was killed outright could not cancel its build, nor close its deployment.

use super::{Peers, Prepared, state::Open};
use crate::{
    github::{DeploymentState, DeploymentStatus},
    report::{Console, in_one_line},
};

/// GitHub's words for a deployment that nobody has closed.
const UNFINISHED: [&str; 3] = ["in_progress", "pending", "queued"];

/// Closes what was left open. What is closed already stays as it is.
pub(super) async fn close(open: &[Open], prepared: &Prepared, peers: &Peers, console: &Console) {
    for left in open {
        tokio::join!(cancel_build(left, peers, console), close_deployment(left, prepared, peers, console));
    }
}

async fn cancel_build(left: &Open, peers: &Peers, console: &Console) {
    let (Some(app), Some(build)) = (&left.app, &left.build) else { return };
    let pending = match peers.heroku.build(app.as_str(), build).await {
        Ok(build) => !build.status.is_final(),
        Err(error) => return console.warning("Build not looked at", &in_one_line(&error)),
    };
    if !pending {
        return;
    }
    match peers.heroku.cancel_build(app.as_str(), build).await {
        Ok(()) => console.line(&format!("Build {build} is cancelled at Heroku, since its step was killed")),
        Err(error) => console.warning("Build not cancelled", &in_one_line(&error)),
    }
}

async fn close_deployment(left: &Open, prepared: &Prepared, peers: &Peers, console: &Console) {
    let Some(deployment) = left.deployment else { return };
    let repository = &prepared.runner.repository;
    let state = peers.github.deployment_state(repository, deployment).await.ok().flatten();
    if !state.is_some_and(|state| UNFINISHED.contains(&state.as_str())) {
        return;
    }
    let log_url = prepared.runner.run_url();
    let status = DeploymentStatus {
        state: DeploymentState::Error,
        log_url: log_url.as_deref(),
        environment_url: None,
        description: "The run was killed",
    };
    match peers.github.set_deployment_state(repository, deployment, &status).await {
        Ok(()) => console.line(&format!("Deployment {deployment} is closed, since its step was killed")),
        Err(error) => console.warning("Deployment not closed", &in_one_line(&error)),
    }
}
