use super::{Work, creation::note_app, own};
use crate::{
    heroku::{NewReviewApp, ReviewApp},
    http::{ApiError, Cause, Pace, Repeat},
    names::ReviewAppStatus,
    outcome::{Beside, Doing, Done, End, Trouble, Waiting},
    ownership::{
        doubt::{named, why_in_doubt},
        subject::KnownReviewApp,
        whose::Whose,
    },
    report::doubt_in_words,
    steps::output::let_it_settle,
};

/// How often to try a creation that something always blocks.
const ROUNDS: u32 = 40;

/// What blocks a creation.
enum Obstacle {
    /// A review app of the same branch, from another run or, if an answer was lost, from this one.
    ReviewApp(Box<ReviewApp>),
    /// Heroku says that there is one, but lists none.
    Unlisted,
    /// Heroku could not, or does not want to.
    Error,
}

impl Work<'_> {
    /// Creates a review app. If one exists after all, another run was faster or is creating it; this run takes it over.
    pub(super) async fn create(self) -> Result<End, Trouble> {
        let (mut attempts, mut pace) = (self.desk.clients.heroku.attempts(), Pace::new());
        let (mut rounds, mut may_be_ours) = (0, false);
        loop {
            self.revision().must_be_current(self.desk, false).await?;
            let error = match self.request_creation().await? {
                Ok(review_app) => return self.created(review_app).await,
                Err(error) => error,
            };
            may_be_ours |= error.may_have_worked();
            rounds += u32::from(!Cause::of(&error.failure).is_limit());
            match self.obstacle(&error).await? {
                _ if rounds == ROUNDS => return Err(self.refused(error)),
                Obstacle::ReviewApp(there) => {
                    if let Some(result) = self.take_over(*there, may_be_ours).await? {
                        return Ok(result);
                    }
                    if self.is_unwanted().await {
                        return Err(Trouble::Vanished);
                    }
                }
                Obstacle::Unlisted => {
                    let wait = "Heroku says that the branch has a review app, but does not list it; waiting for it";
                    self.desk.wait(&mut pace, Some(wait.to_owned())).await;
                }
                Obstacle::Error => {
                    if !attempts.again(Repeat::Harmless, &error.failure).await {
                        return Err(self.refused(error));
                    }
                }
            }
        }
    }

    async fn request_creation(self) -> Result<Result<ReviewApp, ApiError>, Trouble> {
        let source = self.desk.source(self.revision()).await?;
        let new = NewReviewApp {
            branch: self.subject().branch.as_str(),
            pipeline: &self.step.pipeline,
            source: &source,
            pull_request: self.subject().pull,
            fork: self.subject().fork,
            config_vars: &self.step.config_vars.0,
            source_version: self.step.source_version,
        };
        Ok(self.desk.clients.heroku.create_review_app(&new).await)
    }

    /// Finds out why a creation failed, if it did.
    async fn obstacle(self, error: &ApiError) -> Result<Obstacle, Trouble> {
        let conflict = error.is_conflict();
        if !conflict && !error.may_have_worked() {
            return Ok(Obstacle::Error);
        }
        if !conflict {
            self.desk.console.line(&doubt_in_words(error, "the review app"));
        }
        let_it_settle().await;
        let (listed, known) = self.listed().await?;
        if let Some(there) = own(self.subject(), &listed, &known) {
            return Ok(Obstacle::ReviewApp(Box::new(there.clone())));
        }
        if !conflict {
            return Ok(Obstacle::Error);
        }
        if let Some(other) = known.into_iter().find(|other| self.is_in_the_way(other)) {
            return Err(self.occupied(other, error.clone()).await);
        }
        self.desk.ledger.now_waiting_for(Waiting::UnlistedReviewApp);
        Ok(Obstacle::Unlisted)
    }

    /// Heroku allows one review app a branch name, whichever fork the branch is in; one that is going makes room.
    fn is_in_the_way(self, other: &KnownReviewApp) -> bool {
        let stays = !matches!(other.status, ReviewAppStatus::Deleting | ReviewAppStatus::Deleted);
        stays && other.branch == self.subject().branch.as_str()
    }

    /// The branch's name is taken by a review app that is not this branch's, or may be another repository's.
    async fn occupied(self, mut other: KnownReviewApp, error: ApiError) -> Trouble {
        if let (None, Some(app)) = (&other.evidence.name, &other.app) {
            other.evidence.name = self.desk.clients.heroku.app(app.as_str()).await.ok().map(|app| app.name);
        }
        let doubt = (self.subject().owns(&other) == Whose::InDoubt).then(|| why_in_doubt(&other));
        Trouble::api(self.creating(Some(Beside { name: named(&other), doubt })), error)
    }

    fn refused(self, error: ApiError) -> Trouble {
        Trouble::api(self.creating(None), error)
    }

    fn creating(self, beside: Option<Beside>) -> Doing {
        Doing::CreatingReviewApp { branch: self.subject().branch.clone(), beside }
    }

    /// Heroku accepted it: now it is waited for.
    async fn created(self, review_app: ReviewApp) -> Result<End, Trouble> {
        let id = review_app.id.clone();
        self.desk.console.line("Heroku accepted the review app");
        self.note(&id);
        self.desk.ledger.note_own_build(true);
        if !self.desk.wait {
            note_app(self.desk, &review_app).await;
            return Ok(End::Accepted);
        }
        match self.created_or_mended(review_app).await {
            Ok(_) => Ok(End::Done(Done::Created)),
            Err(Trouble::Vanished) => self.follow_successor(&id).await,
            Err(trouble) => Err(trouble),
        }
    }
}
