//! Makes sure that a branch has a review app that runs a commit, whatever exists and whatever happens meanwhile.

mod create;
mod creation;
pub(crate) mod first;
mod kept_vars;
mod meanwhile;
mod mend;
mod take_over;
mod update;

use std::fmt::{self, Display, Formatter};

use serde::Serialize;

use super::{
    build::cancel_older, desk::Desk, destroy::make_way, doable::Doable, flow::Flow, keep::Keep, learn_app::learn_app,
    revision::Revision,
};
use crate::{
    heroku::ReviewApp,
    http::ApiError,
    names::{BuildId, PipelineId, ReviewAppId},
    outcome::{Doing, End, Stage, Trouble},
    ownership::{
        subject::{KnownReviewApp, Subject},
        whose::find_review_app,
    },
    secret::SecretVars,
};
use first::First;

/// Make sure that a branch's review app runs a commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Ensure {
    #[serde(skip)]
    pub(crate) subject: Subject,
    #[serde(flatten)]
    pub(crate) revision: Revision,
    #[serde(skip)]
    pub(crate) pipeline: PipelineId,
    /// The builds of its app that were there before, so that a new one can be told from them.
    #[serde(skip)]
    pub(crate) known: Vec<BuildId>,
    /// Config vars that the app has from the start.
    #[serde(skip)]
    pub(crate) config_vars: SecretVars,
    /// Whether its `SOURCE_VERSION` is kept at its commit.
    #[serde(skip)]
    pub(crate) source_version: bool,
    #[serde(flatten)]
    pub(crate) first: First,
}

impl Display for Ensure {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.first.fmt(f)
    }
}

impl Doable for Ensure {
    async fn carry_out(&self, desk: &Desk<'_>) -> Result<Flow, Trouble> {
        desk.head_seen.set(self.revision.head_seen);
        let work = Work { step: self, desk };
        let result = work.begin().await;
        work.look_back(result).await.map(|end| match end {
            End::Done(done) => Flow::Done(done),
            end => Flow::Over(end),
        })
    }

    /// What it may have built; one that is there already is only followed, or kept.
    fn builds(&self) -> Option<&Revision> {
        (!matches!(self.first, First::Keep { .. } | First::Adopt { .. })).then_some(&self.revision)
    }

    /// What a dry run knows about its end.
    fn foresee(&self, desk: &Desk<'_>) -> Option<Result<End, Trouble>> {
        match &self.first {
            First::Keep { release, .. } => Keep { release: *release }.foresee(desk),
            _ => None,
        }
    }
}

/// The work on a review app.
#[derive(Clone, Copy)]
struct Work<'a> {
    step: &'a Ensure,
    desk: &'a Desk<'a>,
}

impl<'a> Work<'a> {
    fn subject(self) -> &'a Subject {
        &self.step.subject
    }

    fn revision(self) -> &'a Revision {
        &self.step.revision
    }

    async fn begin(self) -> Result<End, Trouble> {
        let Self { step, desk } = self;
        match &step.first {
            First::Keep { review_app, app, release } => {
                self.note(review_app);
                learn_app(app, desk).await;
                // Whatever made it run the commit, a promotion say, need not have told the app.
                self.keep_config_vars(app).await?;
                Ok(Keep { release: *release }.end(desk.ledger))
            }
            First::Create => {
                desk.ledger.begin(Stage::Request);
                self.create().await
            }
            First::Replace { review_app, .. } => {
                desk.ledger.begin(Stage::Request);
                make_way(review_app, desk).await?;
                self.create().await
            }
            First::Await { review_app } => {
                desk.ledger.begin(Stage::Request);
                self.wait_for(review_app).await
            }
            First::Update { review_app, app, supersedes } => {
                self.note(review_app);
                self.revision().must_be_current(desk, !supersedes.is_empty()).await?;
                desk.ledger.begin(Stage::Request);
                let cancelled = cancel_older(supersedes, app.as_str(), desk);
                let (updated, ()) = tokio::join!(self.update(app, step.known.clone()), cancelled);
                match updated? {
                    Some(end) => Ok(end),
                    None => self.replace_lost(review_app).await,
                }
            }
            First::Adopt { review_app, app, build } => {
                self.note(review_app);
                match desk.clients.heroku.build(app.as_str(), build).await {
                    Ok(build) => {
                        desk.ledger.begin(Stage::Request);
                        learn_app(app, desk).await;
                        self.follow(build, app).await
                    }
                    Err(error) if desk.is_app_gone(app, &error).await => self.replace_lost(review_app).await,
                    Err(error) => Err(looking(error)),
                }
            }
        }
    }

    /// The review apps of the pipeline, and their owners.
    async fn listed(self) -> Result<(Vec<ReviewApp>, Vec<KnownReviewApp>), Trouble> {
        let listed = self.desk.clients.heroku.review_apps(&self.step.pipeline).await;
        let listed = listed.map_err(|error| Trouble::api(Doing::ListingReviewApps, error))?;
        let known = self.desk.clients.whose(self.subject(), Some(&self.revision().commit), &listed).await?;
        Ok((listed, known.review_apps))
    }

    /// Takes over one that is being created; if that fails, creates another.
    async fn wait_for(self, review_app: &ReviewAppId) -> Result<End, Trouble> {
        let Some(there) = self.desk.review_app_now(review_app).await.map_err(looking)? else {
            return self.create_if_still_wanted().await;
        };
        match self.take_over(there, false).await? {
            Some(result) => Ok(result),
            None => self.create_if_still_wanted().await,
        }
    }

    /// The app of a review app is gone, deleted by somebody: so is its record soon, or it is of no use.
    async fn replace_lost(self, review_app: &ReviewAppId) -> Result<End, Trouble> {
        self.desk.console.line("Its app is gone.");
        make_way(review_app, self.desk).await?;
        self.create_if_still_wanted().await
    }

    /// What was there has gone meanwhile: if that was because the pull request was closed, there is to be no other.
    async fn create_if_still_wanted(self) -> Result<End, Trouble> {
        if self.is_unwanted().await { Err(Trouble::Vanished) } else { self.create().await }
    }

    /// Notes which review app this is about from now on, and forgets what was known about another.
    fn note(self, review_app: &ReviewAppId) {
        self.desk.ledger.turn_to(review_app);
    }
}

/// The one among the listed that is the subject's.
fn own<'a>(subject: &Subject, listed: &'a [ReviewApp], known: &[KnownReviewApp]) -> Option<&'a ReviewApp> {
    let own = find_review_app(subject, known)?;
    listed.iter().find(|app| app.id == own.id)
}

fn looking(error: ApiError) -> Trouble {
    Trouble::api(Doing::LookingAtReviewApp, error)
}
