//! Seeing to it that a branch has a review app that runs a commit, whatever is there and whatever happens meanwhile.

mod create;
mod meanwhile;
mod mend;
mod source_version;
mod take_over;
mod update;

use super::{Context, Ledger, apps::keep, builds::cancel_superseded, deletion::gone, freshness::HeadOf};
use crate::{
    heroku::ReviewApp,
    http::ApiError,
    names::{CommitSha, GitRef, PipelineId, RepoSlug, ReviewAppId},
    outcome::{Doing, End, Stage, Trouble},
    plan::{KnownReviewApp, Plan, ReviewAppStep, Subject, find_review_app},
};

/// What the plan says of the review app, and what it takes to do it.
#[derive(Clone, Copy)]
struct Task<'a> {
    subject: &'a Subject,
    reference: &'a GitRef,
    repository: &'a RepoSlug,
    pipeline: &'a PipelineId,
    commit: &'a CommitSha,
    context: &'a Context<'a>,
    ledger: &'a Ledger,
}

/// Carries out a plan for a review app, and settles the ledger.
pub(super) async fn ensure(plan: &Plan, context: &Context<'_>, ledger: &Ledger) {
    let Plan::ReviewApp { branch, pull, fork, repository, pipeline, commit, step, .. } = plan else { return };
    let reference = GitRef::Branch(branch.clone());
    let subject = Subject { branch: branch.clone(), pull: *pull, fork: *fork, repository: Some(repository.clone()) };
    let task = Task { subject: &subject, reference: &reference, repository, pipeline, commit, context, ledger };
    if let ReviewAppStep::Keep { review_app, app, release } = step {
        task.note(review_app);
        task.note_app(app).await;
        // Whatever made it run the commit, a promotion say, need not have told the app.
        return match task.keep_source_version(app).await {
            Ok(()) => ledger.settle(Ok(keep(*release, ledger))),
            Err(trouble) => task.settle(step, Err(trouble)).await,
        };
    }
    ledger.begin(Stage::Request);
    let result = task.carried_out(step).await;
    task.settle(step, result).await;
}

impl<'a> Task<'a> {
    fn head(self) -> HeadOf<'a> {
        HeadOf { reference: self.reference, pull: self.subject.pull, commit: self.commit }
    }

    /// The review apps of the pipeline, and whose they are.
    async fn listed(self) -> Result<(Vec<ReviewApp>, Vec<KnownReviewApp>), Trouble> {
        let listed = self.context.heroku.review_apps(self.pipeline).await;
        let listed = listed.map_err(|error| Trouble::api(Doing::ListingReviewApps, error))?;
        let known = self.context.world().whose(self.subject, Some(self.commit), &listed).await?;
        Ok((listed, known.review_apps))
    }

    async fn carried_out(self, step: &ReviewAppStep) -> Result<End, Trouble> {
        match step {
            ReviewAppStep::Keep { release, .. } => Ok(keep(*release, self.ledger)),
            ReviewAppStep::Create => self.create().await,
            ReviewAppStep::Replace { review_app, .. } => self.replace(review_app).await,
            ReviewAppStep::Await { review_app } => self.wait_for(review_app).await,
            ReviewAppStep::Update { review_app, app, supersedes } => {
                self.note(review_app);
                self.head().must_be_current(self.context, !supersedes.is_empty()).await?;
                let known = self.context.known_builds.get(app.as_str()).cloned().unwrap_or_default();
                let cancelled = cancel_superseded(self.context, app.as_str(), supersedes);
                let (updated, ()) = tokio::join!(self.update(app, known), cancelled);
                match updated? {
                    Some(result) => Ok(result),
                    None => self.replace_lost(review_app).await,
                }
            }
            ReviewAppStep::Adopt { review_app, app, build } => {
                self.note(review_app);
                match self.context.heroku.build(app.as_str(), build).await {
                    Ok(build) => {
                        self.note_app(app).await;
                        self.follow(build, app).await
                    }
                    Err(error) if self.context.is_app_gone(app, &error).await => self.replace_lost(review_app).await,
                    Err(error) => Err(looking(error)),
                }
            }
        }
    }

    async fn replace(self, review_app: &ReviewAppId) -> Result<End, Trouble> {
        gone(review_app, self.context, self.ledger).await?;
        self.create().await
    }

    /// One that is being created is taken over; if that comes to nothing, another is created.
    async fn wait_for(self, review_app: &ReviewAppId) -> Result<End, Trouble> {
        let Some(there) = self.context.review_app_now(review_app).await.map_err(looking)? else {
            return self.create_if_still_wanted().await;
        };
        match self.take_over(there, false).await? {
            Some(result) => Ok(result),
            None => self.create_if_still_wanted().await,
        }
    }

    /// The app of a review app is gone, deleted by somebody: so is its record soon, or it is of no use.
    async fn replace_lost(self, review_app: &ReviewAppId) -> Result<End, Trouble> {
        self.context.console.line("Its app is gone.");
        gone(review_app, self.context, self.ledger).await?;
        self.create_if_still_wanted().await
    }

    /// What was there has gone meanwhile: if that was because the pull request was closed, there is to be no other.
    async fn create_if_still_wanted(self) -> Result<End, Trouble> {
        if self.is_unwanted().await { Err(Trouble::Vanished) } else { self.create().await }
    }

    /// Notes which review app it is about from now on; what was known of another is forgotten.
    fn note(self, review_app: &ReviewAppId) {
        self.ledger.turn_to(review_app);
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
