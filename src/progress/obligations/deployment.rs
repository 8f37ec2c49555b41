use serde::{Deserialize, Serialize};

use super::killed::ENDED_TOO_EARLY;
use crate::{
    clients::Clients,
    github::{Deployment, DeploymentState, DeploymentStatus},
    http::ApiError,
    names::CommitSha,
};

/// Identifies Branchline's deployments: with another text, those made before are not recognized.
pub(crate) const DESCRIPTION: &str = "Deployed to Heroku by Branchline";

/// Whether Branchline created a deployment.
pub(crate) fn is_by_branchline(deployment: &Deployment) -> bool {
    deployment.description.as_deref() == Some(DESCRIPTION)
}

/// A deployment that is not closed yet, and what to close it with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OpenDeployment {
    /// Its id, once GitHub has returned it.
    pub(crate) id: Option<u64>,
    /// The app's name.
    pub(crate) environment: String,
    pub(crate) commit: CommitSha,
    /// The state to close it with.
    pub(crate) state: DeploymentState,
    /// One line.
    pub(crate) description: String,
    /// The app's address, if it runs the commit.
    pub(crate) url: Option<String>,
}

impl OpenDeployment {
    /// A deployment that is about to be requested.
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

    /// Gives the deployment with that id its final status, whatever its status is now.
    pub(crate) async fn close(&self, id: u64, clients: Clients<'_>) -> Result<(), ApiError> {
        let status = DeploymentStatus {
            state: self.state,
            log_url: clients.run_url,
            environment_url: self.url.as_deref(),
            description: &self.description,
        };
        clients.github.set_deployment_state(clients.repository, id, &status).await
    }

    /// Closes the deployment, unless somebody else has.
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

    /// A deployment without a known id is recognized by its content, and only while it has no status: another run sets
    /// one right after it creates its own.
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
