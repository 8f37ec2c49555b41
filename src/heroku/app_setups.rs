use serde_json::{Map, Value, json};

use super::{
    client::Heroku,
    types::{AppSetup, SourceBlob},
};
use crate::{
    http::{ApiError, Request},
    names::{AppId, AppName, PipelineId},
    secret::SecretVars,
};
use secrecy::ExposeSecret;

/// An app to be set up from its source's `app.json`.
pub(crate) struct NewApp<'a> {
    pub(crate) name: &'a AppName,
    /// Where it is, and what it runs on: `organization`, `region`, `space`, `stack`, each as Heroku's API calls it. Without the
    /// first and the third it is the account's own, whatever team the account has as a default.
    pub(crate) place: Vec<(&'static str, &'a str)>,
    pub(crate) source: &'a SourceBlob,
    /// Config vars that it has from the start.
    pub(crate) config_vars: &'a SecretVars,
}

impl NewApp<'_> {
    fn body(&self) -> Value {
        let mut app = Map::from_iter([("name".to_owned(), json!(self.name))]);
        app.extend(self.place.iter().map(|(name, value)| ((*name).to_owned(), json!(value))));
        if !["organization", "space"].iter().any(|name| app.contains_key(*name)) {
            app.insert("personal".to_owned(), json!(true));
        }
        let mut source = json!({ "url": self.source.url.expose(), "version": self.source.version });
        if let Some(checksum) = &self.source.checksum {
            source["checksum"] = json!(checksum);
        }
        let vars = &self.config_vars.0;
        let env: Map<_, _> =
            vars.iter().map(|(name, value)| (name.to_string(), json!(value.expose_secret()))).collect();
        let mut body = json!({ "source_blob": source, "app": app });
        if !env.is_empty() {
            body["overrides"] = json!({ "env": env });
        }
        body
    }
}

impl Heroku {
    /// Asks for an app. Never sent again when the answer is lost: then look for the app by its name.
    ///
    /// # Errors
    /// 422 where the name is taken.
    pub(crate) async fn create_app_setup(&self, new: &NewApp<'_>) -> Result<AppSetup, ApiError> {
        self.http.json(&Request::post_once(&["app-setups"], new.body())).await
    }

    /// Adds an app to a pipeline. Never sent again when the answer is lost: then look for the app's pipeline.
    ///
    /// # Errors
    /// 404 as long as the app is not there; 409 or 422 where it is in a pipeline already.
    pub(crate) async fn join_pipeline(&self, app: &AppId, pipeline: &PipelineId, stage: &str) -> Result<(), ApiError> {
        let body = json!({ "app": app.as_str(), "pipeline": pipeline.as_str(), "stage": stage });
        self.http.read(&Request::post_once(&["pipeline-couplings"], body), |_| Ok(())).await
    }
}
