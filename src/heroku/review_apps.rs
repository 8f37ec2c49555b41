use secrecy::ExposeSecret;
use serde_json::{Map, Value, json};

use super::{
    client::Heroku,
    types::{AppSetup, ReviewApp, SourceBlob},
    types::{Pipeline, ReviewAppConfig},
};
use crate::{
    http::{ApiError, Request},
    names::{AppSetupId, ConfigVarName, PipelineId, PullNumber, ReviewAppId, SOURCE_VERSION},
    secret::Secret,
};

/// A review app to create.
#[derive(Debug)]
pub struct NewReviewApp<'a> {
    /// The branch's name.
    pub branch: &'a str,
    /// Where it goes.
    pub pipeline: &'a PipelineId,
    /// The source of its first build.
    pub source: &'a SourceBlob,
    /// The pull request that it is for, if any.
    pub pull_request: Option<PullNumber>,
    /// GitHub's id of the fork that has the branch, if one has.
    pub fork: Option<u64>,
    /// Config vars that the app has from the start.
    pub config_vars: &'a [(ConfigVarName, Secret)],
    /// Whether `SOURCE_VERSION` is among them, with the commit.
    pub source_version: bool,
}

impl NewReviewApp<'_> {
    fn body(&self) -> Value {
        let mut environment: Map<String, Value> =
            self.config_vars.iter().map(|(name, value)| (name.to_string(), json!(value.expose_secret()))).collect();
        if self.source_version {
            environment.insert(SOURCE_VERSION.to_owned(), json!(self.source.version));
        }
        let mut body = json!({
            "branch": self.branch,
            "pipeline": self.pipeline.as_str(),
            "source_blob": { "url": self.source.url.expose(), "version": self.source.version },
            "environment": environment,
        });
        if let Some(number) = self.pull_request {
            body["pr_number"] = json!(number.get());
        }
        if let Some(fork) = self.fork {
            body["fork_repo_id"] = json!(fork);
        }
        body
    }
}

impl Heroku {
    /// The id of a pipeline, by its name or id.
    ///
    /// # Errors
    /// 404 also where the key has no access to it.
    pub async fn pipeline(&self, name_or_id: &str) -> Result<PipelineId, ApiError> {
        let pipeline: Pipeline = self.http.json(&Request::get(&["pipelines", name_or_id])).await?;
        Ok(pipeline.id)
    }

    /// Whether Heroku makes review apps for a pipeline's pull requests by itself.
    ///
    /// # Errors
    /// 404 if review apps are not enabled.
    pub async fn makes_review_apps(&self, pipeline: &PipelineId) -> Result<bool, ApiError> {
        let request = Request::get(&["pipelines", pipeline.as_str(), "review-app-config"]);
        let config: ReviewAppConfig = self.http.json(&request).await?;
        Ok(config.automatic_review_apps)
    }

    /// All review apps of a pipeline.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn review_apps(&self, pipeline: &PipelineId) -> Result<Vec<ReviewApp>, ApiError> {
        self.list(Request::get(&["pipelines", pipeline.as_str(), "review-apps"])).await
    }

    /// The same with as many on a page as Heroku gives, where there may be thousands.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn many_review_apps(&self, pipeline: &PipelineId) -> Result<Vec<ReviewApp>, ApiError> {
        let request = Request::get(&["pipelines", pipeline.as_str(), "review-apps"]);
        self.long_list(request).await
    }

    /// Asks for a review app. Never sent again when the answer is lost: then look among the [`Heroku::review_apps`].
    ///
    /// # Errors
    /// 409 if the branch has one in this pipeline.
    pub async fn create_review_app(&self, new: &NewReviewApp<'_>) -> Result<ReviewApp, ApiError> {
        self.http.json(&Request::post_once(&["review-apps"], new.body())).await
    }

    /// A review app as it is now.
    ///
    /// # Errors
    /// 404 once it is gone.
    pub async fn review_app(&self, id: &ReviewAppId) -> Result<ReviewApp, ApiError> {
        self.http.json(&Request::get(&["review-apps", id.as_str()])).await
    }

    /// Asks Heroku to delete a review app. It is `deleting` for a while.
    ///
    /// # Errors
    /// 404 if it is gone already.
    pub async fn delete_review_app(&self, id: &ReviewAppId) -> Result<(), ApiError> {
        self.http.read(&Request::delete(&["review-apps", id.as_str()]), |_| Ok(())).await
    }

    /// An app setup as it is now.
    ///
    /// # Errors
    /// As the API refuses.
    pub async fn app_setup(&self, id: &AppSetupId) -> Result<AppSetup, ApiError> {
        self.http.json(&Request::get(&["app-setups", id.as_str()])).await
    }
}
