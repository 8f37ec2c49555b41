use futures_util::future::join_all;

use super::SetUp;
use crate::{
    clients::Clients,
    heroku::App,
    http::ApiError,
    names::{AppName, PipelineId},
    outcome::{Doing, Trouble},
};

/// Which of the apps are there.
#[derive(Debug)]
pub(crate) struct Seen {
    /// Each app by the name in the rule, or what became of looking for it.
    pub(crate) apps: Vec<(AppName, Result<App, ApiError>)>,
    /// The pipeline that they join.
    pub(crate) pipeline: Option<PipelineId>,
}

impl SetUp {
    /// A pipeline that is not there is an error before anything is created.
    pub(super) async fn look(&self, clients: Clients<'_>) -> Result<Seen, Trouble> {
        let apps = join_all(self.apps.iter().map(async |app| (app.clone(), clients.heroku.app(app.as_str()).await)));
        let (apps, pipeline) = tokio::join!(apps, self.pipeline(clients));
        Ok(Seen { apps, pipeline: pipeline? })
    }

    async fn pipeline(&self, clients: Clients<'_>) -> Result<Option<PipelineId>, Trouble> {
        let (Some(name), Some(_)) = (&self.pipeline, &self.place.stage) else { return Ok(None) };
        let found = clients.heroku.pipeline(name.as_str()).await;
        found.map(Some).map_err(|error| Trouble::api(Doing::LookingAtPipeline(name.clone()), error))
    }
}
