//! Looking: what several deeds read. GETs only.

pub(crate) mod all_pulls;
mod checks;
mod green;
mod head;
pub(crate) mod known;
mod pulls;
pub(crate) mod releases;
pub(crate) mod running;
pub(crate) mod whose;

pub(crate) use checks::Checks;
pub(crate) use green::OwnRun;

use crate::{
    clients::Clients,
    heroku::ReviewApp,
    names::{PipelineId, PipelineRef},
    outcome::{Doing, Trouble},
};

impl Clients<'_> {
    /// A pipeline's id, and its review apps.
    pub(crate) async fn review_apps(self, pipeline: &PipelineRef) -> Result<(PipelineId, Vec<ReviewApp>), Trouble> {
        let trouble = |error| Trouble::api(Doing::LookingAtPipeline(pipeline.clone()), error);
        let id = self.heroku.pipeline(pipeline.as_str()).await.map_err(trouble)?;
        let all = self.heroku.review_apps(&id).await.map_err(trouble)?;
        Ok((id, all))
    }

    /// The same of a pipeline that may hold thousands.
    pub(crate) async fn many_review_apps(
        self,
        pipeline: &PipelineRef,
    ) -> Result<(PipelineId, Vec<ReviewApp>), Trouble> {
        let trouble = |error| Trouble::api(Doing::LookingAtPipeline(pipeline.clone()), error);
        let id = self.heroku.pipeline(pipeline.as_str()).await.map_err(trouble)?;
        let all = self.heroku.many_review_apps(&id).await.map_err(trouble)?;
        Ok((id, all))
    }
}
