//! What Heroku's own GitHub integration does: which branches its apps are connected to, and how it makes review apps. Read only.

use reqwest::header::ACCEPT;
use serde::Deserialize;

use super::{client::Heroku, types::Reference};
use crate::{
    http::{ApiError, Request},
    names::{AppId, PipelineId},
};

/// The variant of the API that tells of repositories (heroku/cli, July 2026).
const REPOSITORIES: &str = "application/vnd.heroku+json; version=3.repositories-api";

/// A pipeline.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct NamedPipeline {
    pub(crate) id: PipelineId,
    pub(crate) name: String,
}

/// Where an app stands in a pipeline.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Place {
    pub(crate) app: Reference<AppId>,
    /// `review`, `development`, `staging`, `production` and others.
    pub(crate) stage: String,
}

/// How review apps are made (<https://devcenter.heroku.com/articles/platform-api-reference#review-app-configuration>).
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct ReviewAppSettings {
    pub(crate) automatic_review_apps: bool,
    pub(crate) wait_for_ci: bool,
    pub(crate) destroy_stale_apps: bool,
    pub(crate) stale_days: Option<u32>,
}

/// The branch that an app is connected to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Connection {
    pub(crate) branch: String,
    /// Whether a push to it deploys the app; where Heroku does not say, it does.
    pub(crate) is_automatic: bool,
    pub(crate) waits_for_ci: bool,
}

/// What Heroku tells of a connection; it is documented nowhere, so that everything may be missing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Repo {
    branch: serde_json::Value,
    auto_deploy: Option<bool>,
    wait_for_ci: Option<bool>,
}

impl Repo {
    fn connection(self) -> Option<Connection> {
        let branch = self.branch.as_str().or_else(|| self.branch["name"].as_str())?.to_owned();
        let waits_for_ci = self.wait_for_ci.unwrap_or_default();
        Some(Connection { branch, is_automatic: self.auto_deploy.unwrap_or(true), waits_for_ci })
    }
}

impl Heroku {
    /// A pipeline by its name or id, with both.
    ///
    /// # Errors
    /// 404 also where the key has no access to it.
    pub(crate) async fn named_pipeline(&self, name_or_id: &str) -> Result<NamedPipeline, ApiError> {
        self.http.json(&Request::get(&["pipelines", name_or_id])).await
    }

    /// The apps of a pipeline.
    ///
    /// # Errors
    /// As the API refuses.
    pub(crate) async fn places(&self, pipeline: &PipelineId) -> Result<Vec<Place>, ApiError> {
        self.list(Request::get(&["pipelines", pipeline.as_str(), "pipeline-couplings"])).await
    }

    /// How a pipeline makes review apps; none where they are not enabled.
    ///
    /// # Errors
    /// As the API refuses.
    pub(crate) async fn review_app_settings(
        &self,
        pipeline: &PipelineId,
    ) -> Result<Option<ReviewAppSettings>, ApiError> {
        let request = Request::get(&["pipelines", pipeline.as_str(), "review-app-config"]);
        match self.http.json(&request).await {
            Ok(settings) => Ok(Some(settings)),
            Err(error) if error.is_gone() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The branch that an app is connected to; none where there is none or Heroku does not tell.
    pub(crate) async fn connection(&self, app: &AppId) -> Option<Connection> {
        let repo = Request::get(&["apps", app.as_str(), "repo"]).header(ACCEPT, REPOSITORIES);
        let github = Request::get(&["apps", app.as_str(), "github"]);
        for request in [repo, github] {
            if let Ok(repo) = self.http.json::<Repo>(&request).await
                && let Some(connection) = repo.connection()
            {
                return Some(connection);
            }
        }
        None
    }
}
