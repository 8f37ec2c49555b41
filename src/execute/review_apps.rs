//! Seeing to it that a branch has a review app that runs a commit, whatever is there and whatever happens meanwhile.

use super::{
    Context, Ledger,
    builds::{BuildRequest, request},
    creation::{note_app, watch},
    deletion::gone,
    follow::follow,
    stream::let_it_settle,
};
use crate::{
    heroku::{Build, NewReviewApp, ReviewApp, SOURCE_VERSION},
    http::{ApiError, Pace, Repeat, Service, Verdict, pause, verdict},
    names::{
        AppId, BranchName, BuildId, BuildStatus, CommitSha, PipelineId, PullNumber, RepoSlug, ReviewAppId,
        ReviewAppStatus,
    },
    outcome::{RunResult, Stage, Trouble},
    plan::{Plan, ReviewAppStep, is_same_branch},
};

/// How often at most a creation is tried that always finds another's review app in its way.
const ROUNDS: u32 = 20;

/// What the plan says of the review app.
#[derive(Clone, Copy)]
struct Wanted<'a> {
    branch: &'a BranchName,
    pull: Option<PullNumber>,
    fork: Option<u64>,
    repository: &'a RepoSlug,
    pipeline: &'a PipelineId,
    commit: &'a CommitSha,
}

/// Carries out a plan for a review app, and settles the ledger.
pub(super) async fn ensure(plan: &Plan, context: &Context<'_>, ledger: &Ledger) {
    let Plan::ReviewApp { branch, pull, fork, repository, pipeline, commit, step, .. } = plan else { return };
    let wanted = Wanted { branch, pull: *pull, fork: *fork, repository, pipeline, commit };
    ledger.begin(Stage::Request);
    ledger.settle(wanted.carried_out(step, context, ledger).await);
}

impl Wanted<'_> {
    async fn carried_out(
        self,
        step: &ReviewAppStep,
        context: &Context<'_>,
        ledger: &Ledger,
    ) -> Result<RunResult, Trouble> {
        match step {
            ReviewAppStep::Create => self.create(context, ledger).await,
            ReviewAppStep::Replace { review_app, .. } => {
                gone(review_app, context, ledger).await?;
                self.create(context, ledger).await
            }
            ReviewAppStep::Await { review_app } => {
                let answer = context.heroku.review_app(review_app).await;
                match answer {
                    Ok(there) => match self.take_over(there, context, ledger).await? {
                        Some(result) => Ok(result),
                        None => self.create(context, ledger).await,
                    },
                    Err(error) if error.status() == Some(404) => self.create(context, ledger).await,
                    Err(error) => Err(looking(error)),
                }
            }
            ReviewAppStep::Update { review_app, app } => {
                ledger.note(|report| report.review_app_id = Some(review_app.clone()));
                let known = context.known_builds.get(app.as_str()).cloned().unwrap_or_default();
                match self.update(app, known, context, ledger).await? {
                    Some(result) => Ok(result),
                    None => self.replace_lost(review_app, context, ledger).await,
                }
            }
            ReviewAppStep::Adopt { review_app, app, build } => {
                ledger.note(|report| report.review_app_id = Some(review_app.clone()));
                let build = context.heroku.build(app.as_str(), build).await.map_err(looking)?;
                note_app_by_id(context, ledger, app).await;
                self.follow(build, app, context, ledger).await
            }
        }
    }

    /// The app of a review app is gone, deleted by somebody: so is its record soon, or it is of no use.
    async fn replace_lost(
        self,
        review_app: &ReviewAppId,
        context: &Context<'_>,
        ledger: &Ledger,
    ) -> Result<RunResult, Trouble> {
        context.console.line("Its app is gone; another is created.");
        gone(review_app, context, ledger).await?;
        self.create(context, ledger).await
    }

    /// Creates a review app. Where one is in the way after all, another run was faster, or is at it: that one is taken over.
    async fn create(self, context: &Context<'_>, ledger: &Ledger) -> Result<RunResult, Trouble> {
        let (mut pace, mut attempt) = (Pace::new(), 1);
        for _ in 0..ROUNDS {
            let error = match self.creation_asked_for(context).await? {
                Ok(review_app) => return self.created(review_app, context, ledger).await,
                Err(error) => error,
            };
            let conflict = error.status() == Some(409);
            if conflict || error.may_have_worked() {
                let_it_settle().await;
                if let Some(there) = self.find(context).await? {
                    let ours = !conflict;
                    if ours {
                        return self.created(there, context, ledger).await;
                    }
                    if let Some(result) = self.take_over(there, context, ledger).await? {
                        return Ok(result);
                    }
                    continue;
                }
            }
            if conflict {
                ledger.saw("Heroku says that the branch has a review app, but lists none".to_owned());
                pace.wait().await;
                continue;
            }
            match verdict(Repeat::Harmless, &error.failure, attempt) {
                Verdict::Again(delay) => pause(delay).await,
                Verdict::Stop => return Err(self.refused(error)),
            }
            attempt += 1;
        }
        Err(Trouble::TimedOut { after: std::time::Duration::ZERO, last_seen: ledger.last_seen() })
    }

    async fn creation_asked_for(self, context: &Context<'_>) -> Result<Result<ReviewApp, ApiError>, Trouble> {
        let source = context.source(self.repository, self.commit).await?;
        let new = NewReviewApp {
            branch: self.branch.as_str(),
            pipeline: self.pipeline,
            source: &source,
            pull_request: self.pull,
            fork: self.fork,
            environment: context.environment,
        };
        Ok(context.heroku.create_review_app(&new).await)
    }

    fn refused(self, error: ApiError) -> Trouble {
        Trouble::Api { doing: format!("creating a review app for `{}`", self.branch), error }
    }

    async fn created(
        self,
        review_app: ReviewApp,
        context: &Context<'_>,
        ledger: &Ledger,
    ) -> Result<RunResult, Trouble> {
        context.console.line(&format!("Heroku accepted review app {}", review_app.id));
        ledger.note(|report| report.review_app_id = Some(review_app.id.clone()));
        if !context.wait {
            note_app(context, ledger, &review_app).await;
            return Ok(RunResult::Started);
        }
        watch(context, ledger, review_app).await?;
        Ok(RunResult::Created)
    }

    async fn find(self, context: &Context<'_>) -> Result<Option<ReviewApp>, Trouble> {
        let all = context.heroku.review_apps(self.pipeline).await.map_err(looking)?;
        let mut there: Vec<_> = all.into_iter().filter(|app| app.status != ReviewAppStatus::Deleted).collect();
        let number = self.pull.map(PullNumber::get);
        let of_pull = there.iter().position(|app| number.is_some() && app.pr_number == number);
        let same = |app: &ReviewApp| is_same_branch(self.branch, self.fork, &app.branch, app.fork());
        let found = of_pull.or_else(|| there.iter().position(same));
        Ok(found.map(|index| there.swap_remove(index)))
    }

    /// Makes a review app that is there run the commit; none where it has to be created anew.
    async fn take_over(
        self,
        there: ReviewApp,
        context: &Context<'_>,
        ledger: &Ledger,
    ) -> Result<Option<RunResult>, Trouble> {
        context.console.line(&format!("Review app {} is there already, and is {}", there.id, there.status));
        ledger.note(|report| report.review_app_id = Some(there.id.clone()));
        let id = there.id.clone();
        if matches!(there.status, ReviewAppStatus::Errored | ReviewAppStatus::Deleting | ReviewAppStatus::Deleted) {
            gone(&id, context, ledger).await?;
            return Ok(None);
        }
        if !context.wait && there.status != ReviewAppStatus::Created {
            note_app(context, ledger, &there).await;
            return Ok(Some(RunResult::Started));
        }
        let there = match watch(context, ledger, there).await {
            Ok(there) => there,
            Err(Trouble::Vanished | Trouble::SetupFailed { .. }) => {
                gone(&id, context, ledger).await?;
                return Ok(None);
            }
            Err(trouble) => return Err(trouble),
        };
        let Some(app) = there.app().cloned() else {
            gone(&id, context, ledger).await?;
            return Ok(None);
        };
        let builds = context.heroku.builds(app.as_str()).await.map_err(looking)?;
        let serves =
            |build: &Build| build.version() == Some(self.commit.as_str()) && build.status != BuildStatus::Failed;
        if let Some(build) = builds.iter().find(|build| serves(build)) {
            return self.follow(build.clone(), &app, context, ledger).await.map(Some);
        }
        let known = builds.into_iter().map(|build| build.id).collect();
        self.update(&app, known, context, ledger).await
    }

    /// Builds the commit on the review app's own app, so that its address stays; none where the app is gone.
    async fn update(
        self,
        app: &AppId,
        known: Vec<BuildId>,
        context: &Context<'_>,
        ledger: &Ledger,
    ) -> Result<Option<RunResult>, Trouble> {
        let version = [(SOURCE_VERSION, self.commit.as_str())];
        let (source, vars, ()) = tokio::join!(
            context.source(self.repository, self.commit),
            context.heroku.set_config_vars(app, &version),
            note_app_by_id(context, ledger, app),
        );
        if vars.as_ref().is_err_and(|error| error.status() == Some(404)) {
            return Ok(None);
        }
        vars.map_err(|error| Trouble::Api { doing: format!("setting SOURCE_VERSION of {app}"), error })?;
        let wanted = BuildRequest { app: app.as_str(), repository: self.repository, commit: self.commit, known };
        match request(context, &wanted, source?).await {
            Ok(build) => self.follow(build, app, context, ledger).await.map(Some),
            Err(Trouble::Api { error, .. }) if error.service == Service::Heroku && error.status() == Some(404) => {
                Ok(None)
            }
            Err(trouble) => Err(trouble),
        }
    }

    async fn follow(
        self,
        build: Build,
        app: &AppId,
        context: &Context<'_>,
        ledger: &Ledger,
    ) -> Result<RunResult, Trouble> {
        ledger.note_build(&build);
        if !context.wait {
            return Ok(RunResult::Started);
        }
        follow(context, ledger, app.as_str(), build).await?;
        Ok(RunResult::Updated)
    }
}

fn looking(error: ApiError) -> Trouble {
    Trouble::Api { doing: "looking at the review app".to_owned(), error }
}

/// Name and address; without them the work can go on.
async fn note_app_by_id(context: &Context<'_>, ledger: &Ledger, app: &AppId) {
    ledger.note(|report| report.app_id = Some(app.clone()));
    if let Ok(app) = context.heroku.app(app.as_str()).await {
        ledger.note_app(&app);
    }
}
