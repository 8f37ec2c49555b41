use serde::{Deserialize, Serialize};

use super::killed::ENDED_TOO_EARLY;
use crate::{
    clients::Clients,
    github::{Deployment, DeploymentState, DeploymentStatus},
    http::ApiError,
    names::CommitSha,
};

/// By this it is known whose a deployment is.
pub(crate) const DESCRIPTION: &str = "Deployed to Heroku by Branchline";

/// Whether Branchline made a deployment.
pub(crate) fn is_by_branchline(deployment: &Deployment) -> bool {
    deployment.description.as_deref() == Some(DESCRIPTION)
}

/// A deployment that is not closed yet, and what there is to say of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OpenDeployment {
    /// Its number, once GitHub has named it.
    pub(crate) id: Option<u64>,
    /// The app.
    pub(crate) environment: String,
    pub(crate) commit: CommitSha,
    /// How it ended.
    pub(crate) state: DeploymentState,
    /// One line.
    pub(crate) description: String,
    /// The app's address, if it runs the commit.
    pub(crate) url: Option<String>,
}

impl OpenDeployment {
    /// One that is being asked for.
    pub(crate) fn begun(environment: &str, commit: &CommitSha) -> Self {
        Self {
            id: None,
            environment: environment.to_owned(),
            commit: commit.clone(),
            state: DeploymentState::Error,
            description: ENDED_TOO_EARLY.to_owned(),
            url: None,
        }
    }

    /// Says how the deployment of that number ended, whatever is said of it so far.
    pub(crate) async fn close(&self, id: u64, clients: Clients<'_>) -> Result<(), ApiError> {
        let status = DeploymentStatus {
            state: self.state,
            log_url: clients.run_url,
            environment_url: self.url.as_deref(),
            description: &self.description,
        };
        clients.github.set_deployment_state(clients.repository, id, &status).await
    }

    /// One that somebody else has closed stays as it is.
    pub(super) async fn discharge(&self, clients: Clients<'_>) -> Result<Option<u64>, ApiError> {
        let id = match self.id {
            Some(id) => Some(id),
            None => self.look(clients).await?,
        };
        match id {
            Some(id) if self.is_open(id, clients).await? => {
                self.close(id, clients).await?;
                Ok(Some(id))
            }
            _ => Ok(None),
        }
    }

    /// One that GitHub had not named yet is known by what it says of itself, and by its having no status: another run gives
    /// its own one at once.
    async fn is_open(&self, id: u64, clients: Clients<'_>) -> Result<bool, ApiError> {
        let status = clients.github.deployment_status(clients.repository, id).await?;
        Ok(status.is_none_or(|status| self.id.is_some() && status.is_unfinished()))
    }

    async fn look(&self, clients: Clients<'_>) -> Result<Option<u64>, ApiError> {
        let all = clients.github.deployments_of(clients.repository, &self.commit).await?;
        let is_ours = |one: &&Deployment| one.environment == self.environment && is_by_branchline(one);
        Ok(all.iter().filter(is_ours).map(|one| one.id).min())
    }
}
