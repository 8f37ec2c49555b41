//! A new app's name, address, and place in its pipeline.

use std::time::Duration;

use super::{Begun, SetUp};
use crate::{
    heroku::App,
    http::{Instant, Repeat},
    names::{AppId, PipelineId},
    outcome::{Doing, Trouble},
    steps::{
        desk::Desk,
        learn_app::learn_app,
        poll::{poll, silent},
    },
};

/// How long an app may stay invisible after Heroku has accepted its setup.
const SHOWS_WITHIN: Duration = Duration::from_mins(1);

impl SetUp {
    /// Learns the app's name and address, and adds it to its pipeline.
    pub(super) async fn find_its_place(&self, begun: &Begun, desk: &Desk<'_>) -> Result<(), Trouble> {
        let app = match &begun.app {
            Some(app) => Some(app.clone()),
            None => self.shown(desk).await?.map(|app| app.id),
        };
        // Without an app there is nothing to add; its setup says how it ends.
        let Some(app) = app else { return Ok(()) };
        tokio::join!(learn_app(&app, desk), self.join_pipeline(&app, desk)).1
    }

    /// The app, once it shows.
    async fn shown(&self, desk: &Desk<'_>) -> Result<Option<App>, Trouble> {
        let begun = Instant::now();
        let is_over = |app: &Option<App>| app.is_some() || begun.elapsed() >= SHOWS_WITHIN;
        poll(desk, None, async || self.look(desk).await, is_over, silent).await
    }

    /// Adds the app to its pipeline as soon as it exists. If an answer is lost, checks the app's pipeline before adding
    /// it added again.
    async fn join_pipeline(&self, app: &AppId, desk: &Desk<'_>) -> Result<(), Trouble> {
        let (Some(pipeline), Some(stage)) = (&self.pipeline, &self.place.stage) else { return Ok(()) };
        let mut attempts = desk.clients.heroku.attempts();
        loop {
            let error = match desk.clients.heroku.join_pipeline(app, pipeline, stage).await {
                Ok(()) => break,
                Err(error) => error,
            };
            let may_be_in = matches!(error.status(), Some(409 | 422)) || error.may_have_worked();
            if may_be_in && is_in(app, pipeline, desk).await {
                break;
            }
            let is_early = error.is_gone() && attempts.after_conflict().await;
            if !is_early && !attempts.again(Repeat::Harmless, &error.failure).await {
                return Err(Trouble::api(Doing::JoiningPipeline(self.app.to_string()), error));
            }
        }
        desk.say(&format!("{} is in the pipeline, as {stage}", self.app));
        Ok(())
    }
}

async fn is_in(app: &AppId, pipeline: &PipelineId, desk: &Desk<'_>) -> bool {
    let place = desk.clients.heroku.place_of(app).await;
    place.is_ok_and(|place| place.is_some_and(|place| place.pipeline() == pipeline))
}
