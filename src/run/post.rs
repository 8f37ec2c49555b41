//! The action's post step. A step that was killed outright could not cancel its build, nor tell on GitHub that it is over;
//! and a cancelled one may not have had the time.

use futures_util::future::join_all;

use super::peers::Peers;
use crate::{
    announce::is_by_branchline,
    event::Runner,
    execute::{OpenDeployment, OpenEnds, OpenStatus},
    github::{CheckState, CommitStatus, Deployment, DeploymentStatus},
    heroku::Build,
    http::ApiError,
    report::{Console, in_one_line},
};

/// GitHub's words for a deployment that nobody has closed.
const UNFINISHED: [&str; 3] = ["in_progress", "pending", "queued"];

/// All that closing takes.
pub(super) struct Closing<'a> {
    pub(super) runner: &'a Runner,
    pub(super) peers: &'a Peers,
    pub(super) console: &'a Console,
}

impl Closing<'_> {
    /// Closes what was left open. What is closed already stays as it is.
    pub(super) async fn close(&self, open: &[OpenEnds]) {
        join_all(open.iter().map(|left| self.close_one(left))).await;
    }

    async fn close_one(&self, left: &OpenEnds) {
        let (build, deployment, status) = tokio::join!(
            self.build(left),
            self.deployment(left.deployment.as_ref()),
            self.status(left.status.as_ref())
        );
        self.tell("Build not cancelled", build);
        self.tell("Deployment not closed", deployment);
        self.tell("Commit status not closed", status);
    }

    fn tell(&self, trouble: &str, closed: Result<Option<String>, ApiError>) {
        match closed {
            Ok(Some(what)) => self.console.line(&format!("{what}: its step ended too early")),
            Ok(None) => {}
            Err(error) => self.console.warning(trouble, &in_one_line(&error)),
        }
    }

    async fn build(&self, left: &OpenEnds) -> Result<Option<String>, ApiError> {
        let Some((app, build)) = self.pending_build(left).await? else { return Ok(None) };
        self.peers.heroku.cancel_build(&app, &build.id).await?;
        Ok(Some(format!("Build {} is cancelled at Heroku", build.id)))
    }

    async fn pending_build(&self, left: &OpenEnds) -> Result<Option<(String, Build)>, ApiError> {
        let heroku = &self.peers.heroku;
        let (app, found) = match left {
            OpenEnds { wanted: Some(wanted), .. } => (wanted.app.clone(), wanted.look(heroku).await?),
            OpenEnds { app: Some(app), build: Some(build), .. } => {
                (app.to_string(), Some(heroku.build(app.as_str(), build).await?))
            }
            _ => return Ok(None),
        };
        Ok(found.filter(|build| !build.status.is_final()).map(|build| (app, build)))
    }

    async fn deployment(&self, left: Option<&OpenDeployment>) -> Result<Option<String>, ApiError> {
        let Some(left) = left else { return Ok(None) };
        let (github, repository) = (&self.peers.github, &self.runner.repository);
        let Some((id, state)) = self.deployment_state(left).await? else { return Ok(None) };
        if state.is_some_and(|state| !UNFINISHED.contains(&state.as_str())) {
            return Ok(None);
        }
        let log_url = self.runner.run_url();
        let status = DeploymentStatus {
            state: left.state,
            log_url: log_url.as_deref(),
            environment_url: left.url.as_deref(),
            description: &left.description,
        };
        github.set_deployment_state(repository, id, &status).await?;
        Ok(Some(format!("Deployment {id} is closed")))
    }

    /// One that GitHub had not named yet is known by what it says of itself, and by its having no status: another run gives
    /// its own one at once.
    async fn deployment_state(&self, left: &OpenDeployment) -> Result<Option<(u64, Option<String>)>, ApiError> {
        let (github, repository) = (&self.peers.github, &self.runner.repository);
        if let Some(id) = left.id {
            return Ok(Some((id, github.deployment_state(repository, id).await?)));
        }
        let all = github.deployments_of(repository, &left.commit).await?;
        let is_ours = |one: &&Deployment| one.environment == left.environment && is_by_branchline(one);
        let Some(found) = all.iter().filter(is_ours).min_by_key(|one| one.id) else { return Ok(None) };
        let state = github.deployment_state(repository, found.id).await?;
        Ok(state.is_none().then_some((found.id, None)))
    }

    async fn status(&self, left: Option<&OpenStatus>) -> Result<Option<String>, ApiError> {
        let Some(OpenStatus { commit, context, state, description }) = left else { return Ok(None) };
        let (github, repository) = (&self.peers.github, &self.runner.repository);
        let run_url = self.runner.run_url();
        let there = github.commit_status(repository, commit, context).await?;
        let is_ours = |details: &str| run_url.as_deref().unwrap_or_default() == details;
        if !there.is_some_and(|there| there.state == CheckState::Pending && is_ours(&there.details)) {
            return Ok(None);
        }
        let status = CommitStatus { state: *state, context, target_url: run_url.as_deref(), description };
        github.set_commit_status(repository, commit, &status).await?;
        Ok(Some(format!("The status `{context}` is closed")))
    }
}
