//! What there is at Heroku. Nothing is changed there.

use futures_util::future::try_join_all;

use crate::{
    heroku::{
        Heroku,
        integration::{Connection, ReviewAppSettings},
    },
    names::{AppName, PipelineRef},
    outcome::{Doing, Trouble},
};

/// A pipeline, and what its integration does.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    /// Its id.
    pub(crate) id: String,
    /// Its name.
    pub(crate) name: String,
    /// Its apps, without review apps.
    pub(crate) apps: Vec<FoundApp>,
    /// How it makes review apps; none where they are not enabled.
    pub(crate) review_apps: Option<ReviewAppSettings>,
}

/// An app of the pipeline.
#[derive(Debug, Clone)]
pub(crate) struct FoundApp {
    pub(crate) name: AppName,
    /// `production`, `staging` or `development`.
    pub(crate) stage: String,
    /// The branch that it is connected to, where Heroku tells.
    pub(crate) connection: Option<Connection>,
}

/// The stages of apps that somebody deploys to, the most important first.
const STAGES: [&str; 3] = ["production", "staging", "development"];

/// Looks at a pipeline.
///
/// # Errors
/// As the API refuses.
pub(crate) async fn look_at(heroku: &Heroku, pipeline: &PipelineRef) -> Result<Found, Trouble> {
    let failed = |error| Trouble::api(Doing::LookingAtPipeline(pipeline.clone()), error);
    let named = heroku.named_pipeline(pipeline.as_str()).await.map_err(failed)?;
    let (places, review_apps) =
        tokio::try_join!(heroku.places(&named.id), heroku.review_app_settings(&named.id)).map_err(failed)?;
    let places = places.iter().filter(|place| STAGES.contains(&place.stage.as_str()));
    let apps = places.map(async |place| {
        let id = &place.app.id;
        let app = heroku.app(id.as_str());
        let app = app.await.map_err(|error| Trouble::api(Doing::LookingAtApp(id.to_string()), error))?;
        // What is no name of an app cannot be written into a rule.
        let Ok(name) = app.name.parse() else { return Ok(None) };
        Ok::<_, Trouble>(Some(FoundApp { name, stage: place.stage.clone(), connection: heroku.connection(id).await }))
    });
    let mut apps: Vec<_> = try_join_all(apps).await?.into_iter().flatten().collect();
    let rank = |stage: &str| STAGES.iter().position(|known| *known == stage);
    apps.sort_by(|one, other| (rank(&one.stage), &one.name).cmp(&(rank(&other.stage), &other.name)));
    Ok(Found { id: named.id.to_string(), name: named.name, apps, review_apps })
}
