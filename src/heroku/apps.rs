use std::collections::BTreeMap;

use reqwest::header::ACCEPT;
use serde_json::{Map, Value, json};

use super::{
    client::Heroku,
    types::{App, Build, Release, SourceBlob},
    types::{Coupling, Slug},
};
use crate::{
    http::{ApiError, Request},
    names::{AppId, BuildId, ReleaseId, SlugId},
    secret::Secret,
};

/// How many of an app's builds to search for a pending one, or for one of a commit.
const BUILDS_LOOKED_AT: &str = "created_at ..; max=20, order=desc";
/// How many of an app's releases to search for the current one: config vars and add-ons make releases too.
const RELEASES_LOOKED_AT: &str = "version ..; max=20, order=desc";
/// The `max` of both ranges.
const LOOKED_AT: usize = 20;

impl Heroku {
    /// An app, by its name or id.
    ///
    /// # Errors
    /// 404 also where the key has no access to the app.
    pub async fn app(&self, name_or_id: &str) -> Result<App, ApiError> {
        self.http.json(&Request::get(&["apps", name_or_id])).await
    }

    /// All apps that the key has access to.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn apps(&self) -> Result<Vec<App>, ApiError> {
        self.long_list(Request::get(&["apps"])).await
    }

    /// Deletes an app, for good.
    ///
    /// # Errors
    /// 404, or 403 for a while, if it is deleted already.
    pub async fn delete_app(&self, app: &AppId) -> Result<(), ApiError> {
        self.http.read(&Request::delete(&["apps", app.as_str()]), |_| Ok(())).await
    }

    /// The app's stage in its pipeline, such as `production`; `None` if it is in no pipeline.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn pipeline_stage(&self, app: &AppId) -> Result<Option<String>, ApiError> {
        let request = Request::get(&["apps", app.as_str(), "pipeline-couplings"]);
        match self.http.json::<Coupling>(&request).await {
            Ok(coupling) => Ok(Some(coupling.stage)),
            Err(error) if error.status() == Some(404) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The app's config vars. Each value may be secret.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn config_vars(&self, app: &str) -> Result<BTreeMap<String, Secret>, ApiError> {
        let vars: BTreeMap<String, Option<Secret>> =
            self.http.json(&Request::get(&["apps", app, "config-vars"])).await?;
        Ok(vars.into_iter().filter_map(|(name, value)| Some((name, value?))).collect())
    }

    /// Sets config vars once; others stay as they are. A change is a release: dynos restart, and the release phase runs.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn set_config_vars(&self, app: &str, vars: &[(&str, &str)]) -> Result<(), ApiError> {
        let body: Map<String, Value> = vars.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
        let request = Request::patch_once(&["apps", app, "config-vars"], Value::Object(body));
        self.http.read(&request, |_| Ok(())).await
    }

    /// Switches an app's maintenance mode on or off.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn set_maintenance(&self, app: &str, on: bool) -> Result<(), ApiError> {
        let request = Request::patch(&["apps", app], json!({ "maintenance": on }));
        self.http.read(&request, |_| Ok(())).await
    }

    /// Asks for a build. Never sent again when the answer is lost: then look among the [`Heroku::builds`].
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn create_build(&self, app: &str, source: &SourceBlob) -> Result<Build, ApiError> {
        let mut blob = json!({ "url": source.url.expose(), "version": source.version });
        if let Some(description) = &source.description {
            blob["version_description"] = json!(description);
        }
        if let Some(checksum) = &source.checksum {
            blob["checksum"] = json!(checksum);
        }
        let body = json!({ "source_blob": blob });
        self.http.json(&Request::post_once(&["apps", app, "builds"], body)).await
    }

    /// The app's latest builds, up to twenty, the newest first.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn builds(&self, app: &str) -> Result<Vec<Build>, ApiError> {
        let request = Request::get(&["apps", app, "builds"]);
        let mut builds: Vec<Build> = self.first(request, BUILDS_LOOKED_AT, LOOKED_AT).await?;
        // The order asked for is not in the published schema, so it is not relied upon.
        builds.sort_by(|one, other| other.created_at.cmp(&one.created_at));
        Ok(builds)
    }

    /// A build as it is now.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn build(&self, app: &str, build: &BuildId) -> Result<Build, ApiError> {
        self.http.json(&Request::get(&["apps", app, "builds", build.as_str()])).await
    }

    /// Cancels a pending build. The variant of the version is the one that Heroku's own builds plugin sends.
    ///
    /// # Errors
    /// As the API refuses, also for a build that has ended.
    pub async fn cancel_build(&self, app: &str, build: &BuildId) -> Result<(), ApiError> {
        let request = Request::delete(&["apps", app, "builds", build.as_str()])
            .header(ACCEPT, "application/vnd.heroku+json; version=3.cancel-build");
        self.http.read(&request, |_| Ok(())).await
    }

    /// The app's latest releases, up to twenty, the newest first.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn releases(&self, app: &str) -> Result<Vec<Release>, ApiError> {
        let request = Request::get(&["apps", app, "releases"]);
        let mut releases: Vec<Release> = self.first(request, RELEASES_LOOKED_AT, LOOKED_AT).await?;
        releases.sort_by_key(|release| std::cmp::Reverse(release.version));
        Ok(releases)
    }

    /// The commit that a slug was built from, if it says so.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn slug_commit(&self, app: &str, slug: &SlugId) -> Result<Option<String>, ApiError> {
        let slug: Slug = self.http.json(&Request::get(&["apps", app, "slugs", slug.as_str()])).await?;
        Ok(slug.commit)
    }

    /// A release by its version.
    ///
    /// # Errors
    /// 404 if the app has no such version.
    pub async fn release_of_version(&self, app: &str, version: u64) -> Result<Release, ApiError> {
        self.http.json(&Request::get(&["apps", app, "releases", &version.to_string()])).await
    }

    /// Makes a release of what an earlier one runs. Never sent again when the answer is lost: then look among the
    /// [`Heroku::releases`].
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn roll_back(&self, app: &str, release: &ReleaseId) -> Result<Release, ApiError> {
        let body = json!({ "release": release.as_str() });
        self.http.json(&Request::post_once(&["apps", app, "releases"], body)).await
    }

    /// A release as it is now.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn release(&self, app: &str, release: &ReleaseId) -> Result<Release, ApiError> {
        self.http.json(&Request::get(&["apps", app, "releases", release.as_str()])).await
    }
}
