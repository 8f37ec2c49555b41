//! The release of another app.

use std::fmt::{self, Display, Formatter};

use serde::Serialize;

use super::{
    building::watch::follow_release_of,
    desk::Desk,
    doable::Doable,
    flow::Flow,
    output::let_it_settle,
    poll::{poll, silent},
};
use crate::{
    heroku::{Release, promotions::PromotionTarget},
    http::{ApiError, Repeat},
    names::{AppId, PipelineId, ReleaseId, SlugId},
    outcome::{Doing, End, ReleaseOrigin, Stage, Trouble},
    report::doubt_in_words,
};

/// Give an app the release of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Promote {
    /// The name of the app that has it.
    pub(crate) from: String,
    pub(crate) version: u64,
    #[serde(skip)]
    pub(crate) source: AppId,
    #[serde(skip)]
    pub(crate) release: ReleaseId,
    /// What that runs; apps of Heroku's newer generation have no slugs.
    #[serde(skip)]
    pub(crate) slug: Option<SlugId>,
    #[serde(skip)]
    pub(crate) pipeline: PipelineId,
    /// The app that gets it.
    #[serde(skip)]
    pub(crate) target: AppId,
    /// That app's name.
    #[serde(skip)]
    pub(crate) to: String,
    /// Its newest release before, so that the one that is made can be told from it.
    #[serde(skip)]
    pub(crate) newest: u64,
}

/// What came of the request.
enum Asked {
    /// A promotion, by its id.
    Promotion(String),
    /// The answer was lost, but the release is there.
    Release(Box<Release>),
}

impl Display for Promote {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "promote v{} of {} to it", self.version, self.from)
    }
}

impl Doable for Promote {
    async fn carry_out(&self, desk: &Desk<'_>) -> Result<Flow, Trouble> {
        desk.ledger.begin(Stage::Request);
        let asked = self.request(desk).await?;
        if !desk.wait {
            return Ok(Flow::Over(End::Accepted));
        }
        desk.ledger.begin(Stage::Release);
        let release = match asked {
            Asked::Release(release) => *release,
            Asked::Promotion(id) => self.wait_for_release(desk, &id).await?,
        };
        follow_release_of(desk, self.target.as_str(), release, ReleaseOrigin::Promotion).await?;
        Ok(Flow::Next)
    }
}

impl Promote {
    /// Where an answer is lost, it is looked whether the release is there before it is asked for again.
    async fn request(&self, desk: &Desk<'_>) -> Result<Asked, Trouble> {
        let heroku = desk.clients.heroku;
        let mut attempts = heroku.attempts();
        loop {
            let source = (&self.source, &self.release);
            let error = match heroku.promote(&self.pipeline, source, &self.target).await {
                Ok(id) => return Ok(Asked::Promotion(id)),
                Err(error) => error,
            };
            if error.may_have_worked() {
                desk.say(&doubt_in_words(&error, "the release"));
                let_it_settle().await;
                let releases = heroku.releases(self.target.as_str()).await.map_err(|error| self.trouble(error))?;
                if let Some(release) = releases.into_iter().find(|release| self.is_made_by_this(release)) {
                    return Ok(Asked::Release(Box::new(release)));
                }
            }
            if !attempts.again(Repeat::Harmless, &error.failure).await {
                return Err(self.trouble(error));
            }
        }
    }

    /// Whether it is a newer release that runs the same; another promotion to the app may have come first.
    fn is_made_by_this(&self, release: &Release) -> bool {
        let description = release.description.as_deref().unwrap_or_default();
        let runs_the_same = match &self.slug {
            Some(slug) => release.slug() == Some(slug),
            None => description.contains(&self.from),
        };
        release.version > self.newest && description.starts_with("Promote") && runs_the_same
    }

    /// The release shows before the promotion is over: its output is to be read while it runs.
    async fn wait_for_release(&self, desk: &Desk<'_>, promotion: &str) -> Result<Release, Trouble> {
        let heroku = desk.clients.heroku;
        let ask = async || {
            let targets = heroku.promotion_targets(promotion).await.map_err(|error| self.trouble(error))?;
            Ok(targets.into_iter().next())
        };
        let is_decided = |target: &Option<PromotionTarget>| {
            target.as_ref().is_some_and(|target| target.release().is_some() || target.status != "pending")
        };
        let target = poll(desk, None, ask, is_decided, silent).await?;
        match target.as_ref().and_then(PromotionTarget::release) {
            Some(id) => {
                let ask = async || {
                    let release = heroku.release(self.target.as_str(), id).await;
                    release.map_err(|error| self.trouble(error))
                };
                poll(desk, None, ask, |_| true, silent).await
            }
            None => Err(Trouble::NotPromoted(target.and_then(|target| target.error_message).unwrap_or_default())),
        }
    }

    fn trouble(&self, error: ApiError) -> Trouble {
        Trouble::api(Doing::Promoting { from: self.from.clone(), to: self.to.clone() }, error)
    }
}
