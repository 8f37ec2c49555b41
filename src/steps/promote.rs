//! Promotes the release of another app.

use std::{
    fmt::{self, Display, Formatter},
    time::Duration,
};

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
    http::{ApiError, Instant, Repeat},
    names::{AppId, PipelineId, ReleaseId, ReleaseStatus, SlugId},
    outcome::{Doing, End, ReleaseOrigin, Stage, Trouble},
    report::doubt_in_words,
};

/// How long a promotion may stay pending after its release has succeeded.
const DECIDED_WITHIN: Duration = Duration::from_secs(20);

/// Promote the release of another app.
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
    /// The slug of that release; apps of Heroku's newer generation have none.
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
    /// Its newest release before, to tell the new one from it.
    #[serde(skip)]
    pub(crate) newest: u64,
}

/// The effect of the request.
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
        let (release, promotion) = match asked {
            Asked::Release(release) => (*release, None),
            Asked::Promotion(id) => (self.wait_for_release(desk, &id).await?, Some(id)),
        };
        follow_release_of(desk, self.target.as_str(), release, ReleaseOrigin::Promotion).await?;
        if let Some(id) = promotion {
            self.must_have_gone_well(desk, &id).await?;
        }
        Ok(Flow::Next)
    }
}

impl Promote {
    /// If an answer is lost, checks whether the release exists before requesting it again.
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

    /// The release shows before the promotion ends, so its output can be read while it runs.
    async fn wait_for_release(&self, desk: &Desk<'_>, promotion: &str) -> Result<Release, Trouble> {
        let heroku = desk.clients.heroku;
        let ask = async || self.target_of(desk, promotion).await;
        let is_decided = |target: &Option<PromotionTarget>| {
            target.as_ref().is_some_and(|target| target.release().is_some() || !target.is_pending())
        };
        let target = poll(desk, None, ask, is_decided, silent).await?;
        let release = match target.as_ref().and_then(PromotionTarget::release) {
            Some(id) => {
                let ask = async || {
                    let release = heroku.release(self.target.as_str(), id).await;
                    release.map_err(|error| self.trouble(error))
                };
                Some(poll(desk, None, ask, |_| true, silent).await?)
            }
            None => None,
        };
        let is_lost = target.as_ref().is_none_or(PromotionTarget::has_failed);
        match release {
            // A failed release says more than its promotion.
            Some(release) if !is_lost || release.status == ReleaseStatus::Failed => Ok(release),
            _ => Err(Trouble::NotPromoted(target.and_then(|target| target.error_message).unwrap_or_default())),
        }
    }

    /// A promotion can fail after its release has succeeded, and Heroku may take a moment to say so.
    async fn must_have_gone_well(&self, desk: &Desk<'_>, promotion: &str) -> Result<(), Trouble> {
        let begun = Instant::now();
        let ask = async || self.target_of(desk, promotion).await;
        let is_over = |target: &Option<PromotionTarget>| {
            target.as_ref().is_none_or(|target| !target.is_pending()) || begun.elapsed() >= DECIDED_WITHIN
        };
        match poll(desk, None, ask, is_over, silent).await? {
            Some(target) if target.has_failed() => Err(Trouble::NotPromoted(target.error_message.unwrap_or_default())),
            _ => Ok(()),
        }
    }

    async fn target_of(&self, desk: &Desk<'_>, promotion: &str) -> Result<Option<PromotionTarget>, Trouble> {
        let targets = desk.clients.heroku.promotion_targets(promotion).await.map_err(|error| self.trouble(error))?;
        Ok(targets.into_iter().next())
    }

    fn trouble(&self, error: ApiError) -> Trouble {
        Trouble::api(Doing::Promoting { from: self.from.clone(), to: self.to.clone() }, error)
    }
}
