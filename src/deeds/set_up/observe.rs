use futures_util::future::join_all;

use super::SetUp;
use crate::{
    clients::Clients,
    deeds::asked::Freshness,
    heroku::App,
    http::{ApiError, Instant},
    names::{AppName, GitRef, PipelineId},
    observe::known::Head,
    outcome::{Doing, Trouble},
};

/// Which of the apps exist.
#[derive(Debug)]
pub(crate) struct Seen {
    /// Each app by the name in the rule, or why it was not found.
    pub(crate) apps: Vec<(AppName, Result<SeenApp, ApiError>)>,
    /// The pipeline that they join.
    pub(crate) pipeline: Option<PipelineId>,
    pub(crate) head: Head,
    /// When the head was read.
    pub(crate) at: Instant,
}

/// An existing app.
#[derive(Debug)]
pub(crate) struct SeenApp {
    pub(crate) app: App,
    /// Whether it is known to be in another pipeline than the inputs name, or in none.
    pub(crate) is_outside: bool,
}

impl SetUp {
    /// Fails if the pipeline does not exist, before anything is created.
    pub(super) async fn look(&self, clients: Clients<'_>) -> Result<Seen, Trouble> {
        let at = Instant::now();
        let (pipeline, head) = tokio::join!(self.pipeline(clients), self.head(clients));
        let pipeline = pipeline?;
        let look = async |app: &AppName| (app.clone(), look_at(app, pipeline.as_ref(), clients).await);
        let apps = join_all(self.apps.iter().map(look)).await;
        Ok(Seen { apps, pipeline, head: head?, at })
    }

    async fn head(&self, clients: Clients<'_>) -> Result<Head, Trouble> {
        let (GitRef::Branch(branch), Freshness::MustBeHead) = (&self.reference, self.freshness) else {
            return Ok(Head::Unknown);
        };
        let seen = clients.head_of_readable(branch, &self.commit).await;
        seen.map_err(|error| Trouble::api(Doing::ReadingHead(self.reference.clone()), error))
    }

    async fn pipeline(&self, clients: Clients<'_>) -> Result<Option<PipelineId>, Trouble> {
        let (Some(name), Some(_)) = (&self.pipeline, &self.place.stage) else { return Ok(None) };
        let found = clients.heroku.pipeline(name.as_str()).await;
        found.map(Some).map_err(|error| Trouble::api(Doing::LookingAtPipeline(name.clone()), error))
    }
}

/// Nothing depends on the app's pipeline, so it is no error if that is unreadable.
async fn look_at(name: &AppName, pipeline: Option<&PipelineId>, clients: Clients<'_>) -> Result<SeenApp, ApiError> {
    let app = clients.heroku.app(name.as_str()).await?;
    let mut is_outside = false;
    if let Some(pipeline) = pipeline {
        let place = clients.heroku.place_of(&app.id).await;
        is_outside = place.is_ok_and(|place| place.is_none_or(|place| place.pipeline() != pipeline));
    }
    Ok(SeenApp { app, is_outside })
}
