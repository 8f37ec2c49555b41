use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::client::GitHub;
use crate::{
    http::{ApiError, Request, once, or_default},
    names::{CommitSha, RepoSlug},
};

/// GitHub refuses a longer description.
const LONGEST_DESCRIPTION: usize = 140;

/// A deployment to create.
#[derive(Debug)]
pub(crate) struct NewDeployment<'a> {
    /// The commit to deploy.
    pub commit: &'a CommitSha,
    /// The environment: the app's name.
    pub environment: &'a str,
    /// The app's address, in a field that other tools read.
    pub web_url: Option<&'a str>,
    /// Whether the environment will be gone some day, as a review app will.
    pub transient: bool,
    /// Whether end users see the environment. If this is not set, GitHub decides by the name.
    pub production: Option<bool>,
    /// One line.
    pub description: &'a str,
}

/// A deployment, as far as it matters here.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Deployment {
    /// Its id.
    pub id: u64,
    /// Its environment: an app's name.
    #[serde(default, deserialize_with = "or_default")]
    pub environment: String,
    /// Whether the environment will be gone some day.
    #[serde(default, deserialize_with = "or_default", rename = "transient_environment")]
    pub transient: bool,
    /// Its description.
    #[serde(default)]
    pub description: Option<String>,
}

/// The state of a deployment. <https://docs.github.com/en/rest/deployments/statuses>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DeploymentState {
    /// The build was requested.
    InProgress,
    /// The app runs the commit.
    Success,
    /// The build, the release phase or a later step failed.
    Failure,
    /// Something else went wrong.
    Error,
    /// Another one has replaced it, or the app is gone.
    Inactive,
}

/// A deployment status to create.
#[derive(Debug)]
pub(crate) struct DeploymentStatus<'a> {
    /// How far it is.
    pub state: DeploymentState,
    /// The page of the run, with its log.
    pub log_url: Option<&'a str>,
    /// The app's address, behind the button "View deployment".
    pub environment_url: Option<&'a str>,
    /// One line.
    pub description: &'a str,
}

/// The latest status of a deployment.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct LatestStatus {
    /// The state, in GitHub's word.
    pub state: String,
    /// The page of the run, or of another tool, that set it, if any.
    #[serde(default)]
    pub log_url: Option<String>,
}

impl LatestStatus {
    /// Whether the deployment has not ended.
    #[must_use]
    pub(crate) fn is_unfinished(&self) -> bool {
        matches!(self.state.as_str(), "in_progress" | "pending" | "queued")
    }
}

impl DeploymentState {
    fn word(self) -> Value {
        json!(self)
    }
}

impl GitHub {
    /// Creates a deployment. It is only a record: GitHub neither merges nor waits for checks.
    ///
    /// # Errors
    /// 403 without `deployments: write`.
    pub(crate) async fn create_deployment(
        &self,
        repository: &RepoSlug,
        new: &NewDeployment<'_>,
    ) -> Result<Deployment, ApiError> {
        let mut body = json!({
            "ref": new.commit,
            "task": "deploy",
            "auto_merge": false,
            "required_contexts": [],
            "environment": new.environment,
            "description": cut(new.description),
            "transient_environment": new.transient,
            "payload": { "web_url": new.web_url },
        });
        if let Some(production) = new.production {
            body["production_environment"] = json!(production);
        }
        let request = Request::post_once(&["repos", repository.owner(), repository.name(), "deployments"], body);
        let there = async || self.deployment_of(repository, new.environment, new.commit).await;
        once(self.http.attempts(), async || self.http.json(&request).await, there).await
    }

    /// The first deployment of a commit to an environment, if any.
    ///
    /// # Errors
    /// If the API refuses.
    pub(crate) async fn deployment_of(
        &self,
        repository: &RepoSlug,
        environment: &str,
        commit: &CommitSha,
    ) -> Result<Option<Deployment>, ApiError> {
        let request = deployments(repository, environment).query("sha", commit.as_str());
        let all: Vec<Deployment> = self.list(request).await?;
        Ok(all.into_iter().min_by_key(|deployment| deployment.id))
    }

    /// All deployments of a commit, to any environment.
    ///
    /// # Errors
    /// If the API refuses.
    pub(crate) async fn deployments_of(
        &self,
        repository: &RepoSlug,
        commit: &CommitSha,
    ) -> Result<Vec<Deployment>, ApiError> {
        let path = ["repos", repository.owner(), repository.name(), "deployments"];
        self.list(Request::get(&path).query("sha", commit.as_str())).await
    }

    /// All deployments of a repository, or `None` if there are more than `pages` pages of 100.
    ///
    /// # Errors
    /// If the API refuses.
    pub(crate) async fn all_deployments(
        &self,
        repository: &RepoSlug,
        pages: u32,
    ) -> Result<Option<Vec<Deployment>>, ApiError> {
        let path = ["repos", repository.owner(), repository.name(), "deployments"];
        self.list_short(&Request::get(&path), pages, |_| true).await
    }

    /// A page of 100 deployments of an environment, the newest first, and whether there are more. Pages count from 1.
    ///
    /// # Errors
    /// If the API refuses.
    pub(crate) async fn deployments(
        &self,
        repository: &RepoSlug,
        environment: &str,
        page: u32,
    ) -> Result<(Vec<Deployment>, bool), ApiError> {
        self.page(&deployments(repository, environment), page).await
    }

    /// Deletes a deployment, which must be inactive.
    ///
    /// # Errors
    /// 403 without `deployments: write`; 422 for an active one.
    pub(crate) async fn delete_deployment(&self, repository: &RepoSlug, id: u64) -> Result<(), ApiError> {
        let id = id.to_string();
        let path = ["repos", repository.owner(), repository.name(), "deployments", &id];
        match self.http.read(&Request::delete(&path), |_| Ok(())).await {
            Err(error) if error.status() == Some(404) => Ok(()),
            answer => answer,
        }
    }

    /// The latest state of a deployment in GitHub's word, or none if it has no status yet.
    ///
    /// # Errors
    /// If the API refuses.
    pub(crate) async fn deployment_state(&self, repository: &RepoSlug, id: u64) -> Result<Option<String>, ApiError> {
        Ok(self.deployment_status(repository, id).await?.map(|status| status.state))
    }

    /// The latest status of a deployment, if it has one.
    ///
    /// # Errors
    /// If the API refuses.
    pub(crate) async fn deployment_status(
        &self,
        repository: &RepoSlug,
        id: u64,
    ) -> Result<Option<LatestStatus>, ApiError> {
        let id = id.to_string();
        let path = ["repos", repository.owner(), repository.name(), "deployments", &id, "statuses"];
        let statuses: Vec<LatestStatus> = self.http.json(&Request::get(&path).query("per_page", "1")).await?;
        Ok(statuses.into_iter().next())
    }

    /// Gives a deployment a status.
    ///
    /// # Errors
    /// 403 without `deployments: write`.
    pub(crate) async fn set_deployment_state(
        &self,
        repository: &RepoSlug,
        id: u64,
        status: &DeploymentStatus<'_>,
    ) -> Result<(), ApiError> {
        let mut body = json!({
            "state": status.state,
            "description": cut(status.description),
            "auto_inactive": false,
        });
        for (name, value) in [("log_url", status.log_url), ("environment_url", status.environment_url)] {
            if let Some(value) = value {
                body[name] = json!(value);
            }
        }
        let number = id.to_string();
        let path = ["repos", repository.owner(), repository.name(), "deployments", &number, "statuses"];
        let request = Request::post_once(&path, body);
        let there = async || {
            let state = self.deployment_state(repository, id).await?;
            Ok((state.map(Value::from) == Some(status.state.word())).then_some(()))
        };
        once(self.http.attempts(), async || self.http.read(&request, |_| Ok(())).await, there).await
    }
}

fn deployments(repository: &RepoSlug, environment: &str) -> Request {
    Request::get(&["repos", repository.owner(), repository.name(), "deployments"]).query("environment", environment)
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST_DESCRIPTION).collect()
}
