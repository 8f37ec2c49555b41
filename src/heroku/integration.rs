//! What Heroku's own GitHub integration does: which branches its apps are connected to, and how it makes review apps. Read only.

use std::{collections::BTreeMap, time::Duration};

use futures_util::future::join_all;
use reqwest::header::ACCEPT;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use url::Url;

use super::{client::Heroku, types::Reference};
use crate::{
    http::{ApiError, Http, Request, within},
    names::{AppId, PipelineId},
};

/// Where the Platform API is, and where then the service is that knows the connections. Heroku's own CLI asks it with the same key.
const PLATFORM: &str = "api.heroku.com";
const CONNECTIONS: &str = "https://kolkrabbi.heroku.com";
/// How long to wait for settings that the user can also write by hand.
const PATIENCE: Duration = Duration::from_secs(20);
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
    #[serde(deserialize_with = "null_is_false")]
    pub(crate) automatic_review_apps: bool,
    #[serde(deserialize_with = "null_is_false")]
    pub(crate) wait_for_ci: bool,
    #[serde(deserialize_with = "null_is_false")]
    pub(crate) destroy_stale_apps: bool,
    pub(crate) stale_days: Option<u32>,
}

fn null_is_false<'de, D: Deserializer<'de>>(value: D) -> Result<bool, D::Error> {
    Ok(Option::deserialize(value)?.unwrap_or_default())
}

/// The branch that an app is connected to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Connection {
    pub(crate) branch: String,
    /// The repository, as `owner/name`, where Heroku says so.
    pub(crate) repository: Option<String>,
    /// Whether a push to it deploys the app; where Heroku does not say, it does.
    pub(crate) is_automatic: bool,
    pub(crate) waits_for_ci: bool,
}

/// Heroku's answer about a connection (`AppLinkInfoResult` of <https://github.com/heroku/typescript-api-schema>). Of the same thing in
/// the API's variant nothing is published, so that everything may be missing.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Link {
    app: Option<Reference<AppId>>,
    branch: Value,
    repo: Option<String>,
    auto_deploy: Option<bool>,
    wait_for_ci: Option<bool>,
}

impl Link {
    fn connection(self) -> Option<Connection> {
        let branch = self.branch.as_str().or_else(|| self.branch["name"].as_str())?.to_owned();
        let (is_automatic, waits_for_ci) = (self.auto_deploy.unwrap_or(true), self.wait_for_ci.unwrap_or_default());
        Some(Connection { branch, repository: self.repo, is_automatic, waits_for_ci })
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

    /// All pipelines that the key has access to.
    ///
    /// # Errors
    /// As the API refuses.
    pub(crate) async fn named_pipelines(&self) -> Result<Vec<NamedPipeline>, ApiError> {
        self.long_list(Request::get(&["pipelines"])).await
    }

    /// The apps of a pipeline.
    ///
    /// # Errors
    /// As the API refuses.
    pub(crate) async fn places(&self, pipeline: &PipelineId) -> Result<Vec<Place>, ApiError> {
        self.list(Request::get(&["pipelines", pipeline.as_str(), "pipeline-couplings"])).await
    }

    /// How a pipeline makes review apps; `None` if they are not enabled.
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

    /// The branches that apps of a pipeline are connected to, as far as Heroku tells.
    pub(crate) async fn connections(&self, pipeline: &PipelineId, apps: &[&AppId]) -> BTreeMap<AppId, Connection> {
        let mut told = within(PATIENCE, self.listed_connections(pipeline)).await.unwrap_or_default();
        let untold = apps.iter().filter(|app| !told.contains_key(**app));
        let asked = untold.map(async |app| Some(((*app).clone(), within(PATIENCE, self.connection(app)).await??)));
        told.extend(join_all(asked).await.into_iter().flatten());
        told
    }

    async fn listed_connections(&self, pipeline: &PipelineId) -> BTreeMap<AppId, Connection> {
        let request = Request::get(&["pipelines", pipeline.as_str(), "github"]);
        let links: Vec<Value> = self.connecting().json(&request).await.unwrap_or_default();
        let links = links.into_iter().filter_map(|link| serde_json::from_value::<Link>(link).ok());
        links.filter_map(|mut link| Some((link.app.take()?.id, link.connection()?))).collect()
    }

    async fn connection(&self, app: &AppId) -> Option<Connection> {
        let repo = Request::get(&["apps", app.as_str(), "repo"]).header(ACCEPT, REPOSITORIES);
        let github = Request::get(&["apps", app.as_str(), "github"]);
        for (http, request) in [(&self.http, repo), (&self.connecting(), github)] {
            if let Ok(link) = http.json::<Link>(&request).await
                && let Some(connection) = link.connection()
            {
                return Some(connection);
            }
        }
        None
    }

    /// What knows the connections: a service of Heroku's beside the API, or whatever stands in for both.
    fn connecting(&self) -> Http {
        let beside =
            self.http.base().host_str().filter(|host| *host == PLATFORM).and_then(|_| Url::parse(CONNECTIONS).ok());
        beside.map_or_else(|| self.http.clone(), |base| self.http.at(base))
    }
}

#[cfg(test)]
mod tests;
