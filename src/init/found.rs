//! What there is at Heroku. Nothing is changed there.

use futures_util::future::try_join_all;

use crate::{
    heroku::{
        Heroku,
        integration::{Connection, NamedPipeline, Place, ReviewAppSettings},
    },
    http::ApiError,
    names::{AppId, AppName, PipelineId, PipelineRef},
    nearest::nearest,
    outcome::{Doing, Trouble},
};

/// A pipeline, and what its integration does.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    /// Its id.
    pub(crate) id: String,
    /// Its name.
    pub(crate) name: String,
    /// Its apps, without review apps, each once.
    pub(crate) apps: Vec<FoundApp>,
    /// Apps that nothing can be written for.
    pub(crate) left_out: Vec<LeftOut>,
    /// How it makes review apps.
    pub(crate) review_apps: ReviewApps,
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

/// An app that nothing can be written for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LeftOut {
    /// It has a name that no app can have.
    Odd(String),
    /// The key has no access to it.
    Hidden(AppId),
}

/// How a pipeline makes review apps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum ReviewApps {
    /// They are not enabled.
    #[default]
    Off,
    /// The key may not see that.
    Hidden,
    /// As it is set.
    Set(ReviewAppSettings),
}

impl ReviewApps {
    /// The settings, where each pull request gets a review app by itself.
    pub(crate) fn automatic(&self) -> Option<&ReviewAppSettings> {
        match self {
            Self::Set(settings) => Some(settings).filter(|settings| settings.automatic_review_apps),
            Self::Off | Self::Hidden => None,
        }
    }
}

impl Found {
    /// Whether there is nothing to write a workflow for.
    pub(crate) fn has_nothing(&self) -> bool {
        self.apps.is_empty() && self.left_out.is_empty() && self.review_apps.automatic().is_none()
    }
}

/// The stages of apps that somebody deploys to, the most important first.
const STAGES: [&str; 3] = ["production", "staging", "development"];

/// So many pipelines are named to somebody who named another.
const MOST_NAMES: usize = 10;

/// Looks at a pipeline.
///
/// # Errors
/// As the API refuses.
pub(crate) async fn look_at(heroku: &Heroku, pipeline: &PipelineRef) -> Result<Found, Trouble> {
    let failed = |error| Trouble::api(Doing::LookingAtPipeline(pipeline.clone()), error);
    let NamedPipeline { id, name } = heroku.named_pipeline(pipeline.as_str()).await.map_err(failed)?;
    let settings = async { review_apps(heroku.review_app_settings(&id).await) };
    let (places, review_apps) = tokio::try_join!(heroku.places(&id), settings).map_err(failed)?;
    let (apps, left_out) = apps_at(&sorted(places), &id, heroku).await?;
    Ok(Found { id: id.to_string(), name, apps, left_out, review_apps })
}

/// The apps at these places, and those that have to be left out.
async fn apps_at(
    places: &[Place],
    pipeline: &PipelineId,
    heroku: &Heroku,
) -> Result<(Vec<FoundApp>, Vec<LeftOut>), Trouble> {
    let ids: Vec<_> = places.iter().map(|place| &place.app.id).collect();
    let names = try_join_all(ids.iter().map(|id| name_of(heroku, id)));
    let (names, connections) = tokio::join!(names, heroku.connections(pipeline, &ids));
    let (mut apps, mut left_out) = (Vec::new(), Vec::new());
    for (place, name) in places.iter().zip(names?) {
        match name {
            Ok(name) => {
                let connection = connections.get(&place.app.id).cloned();
                apps.push(FoundApp { name, stage: place.stage.clone(), connection });
            }
            Err(why) => left_out.push(why),
        }
    }
    let rank = |stage: &str| STAGES.iter().position(|known| *known == stage);
    apps.sort_by(|one, other| (rank(&one.stage), &one.name).cmp(&(rank(&other.stage), &other.name)));
    Ok((apps, left_out))
}

/// The pipelines that the key sees, in words for somebody who named another.
pub(crate) async fn pipelines_like(heroku: &Heroku, pipeline: &PipelineRef) -> Option<String> {
    let names: Vec<_> = heroku.named_pipelines().await.ok()?.into_iter().map(|pipeline| pipeline.name).collect();
    let mut names: Vec<_> =
        names.iter().map(String::as_str).filter(|name| name.parse::<PipelineRef>().is_ok()).collect();
    names.sort_unstable();
    if let Some(meant) = nearest(pipeline.as_str(), names.iter().copied()) {
        return Some(format!("Did you mean `{meant}`?"));
    }
    let shown = names.iter().take(MOST_NAMES).copied().collect::<Vec<_>>().join(", ");
    Some(match names.len().checked_sub(MOST_NAMES) {
        _ if names.is_empty() => "That account sees no pipeline.".to_owned(),
        Some(more @ 1..) => format!("That account sees {shown} and {more} more."),
        _ => format!("That account sees {shown}."),
    })
}

fn review_apps(answer: Result<Option<ReviewAppSettings>, ApiError>) -> Result<ReviewApps, ApiError> {
    match answer {
        Ok(settings) => Ok(settings.map_or(ReviewApps::Off, ReviewApps::Set)),
        Err(error) if error.is_forbidden() => Ok(ReviewApps::Hidden),
        Err(error) => Err(error),
    }
}

/// The places of apps that somebody deploys to, each app once.
fn sorted(mut places: Vec<Place>) -> Vec<Place> {
    places.retain(|place| STAGES.contains(&place.stage.as_str()));
    places.sort_by(|one, other| one.app.id.cmp(&other.app.id));
    places.dedup_by(|one, other| one.app.id == other.app.id);
    places
}

/// The name of an app, or why it has to be left out.
async fn name_of(heroku: &Heroku, id: &AppId) -> Result<Result<AppName, LeftOut>, Trouble> {
    match heroku.app(id.as_str()).await {
        // What is no name of an app cannot be written into a rule.
        Ok(app) => Ok(app.name.parse().map_err(|_| LeftOut::Odd(app.name))),
        Err(error) if error.is_forbidden() || error.is_gone() => Ok(Err(LeftOut::Hidden(id.clone()))),
        Err(error) => Err(Trouble::api(Doing::LookingAtApp(id.to_string()), error)),
    }
}
