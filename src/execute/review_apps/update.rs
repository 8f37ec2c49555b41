use super::Task;
use crate::{
    execute::{builds::BuildRequest, naming, once_more::Builds},
    heroku::Build,
    names::{AppId, BuildId, ReviewAppStatus},
    outcome::{Done, End, Trouble},
    progress::obligations::build::WantedBuild,
};

impl Task<'_> {
    /// Builds the commit on the review app's own app, so that its address stays; none where the app is gone.
    pub(super) async fn update(self, app: &AppId, known: Vec<BuildId>) -> Result<Option<End>, Trouble> {
        // Without a source there will be no build, and the app's variables are to go on telling what it runs.
        let (source, ()) = tokio::join!(self.context.source(self.repository, self.commit), self.note_app(app));
        let source = source?;
        match self.keep_source_version(app).await {
            Err(trouble) if self.context.is_app_gone_by(app, &trouble).await => return Ok(None),
            other => other?,
        }
        let wanted = WantedBuild { app: app.to_string(), commit: self.commit.clone(), known };
        let request = BuildRequest { head: self.head(), repository: self.repository, wanted, source };
        match request.send(self.context, self.ledger).await {
            Ok(build) => self.follow_own(build, app).await.map(Some),
            Err(trouble) if self.context.is_app_gone_by(app, &trouble).await => Ok(None),
            Err(trouble) => Err(trouble),
        }
    }

    /// Follows a build that this run asked for: its output is shown even if it is over by now.
    async fn follow_own(self, build: Build, app: &AppId) -> Result<End, Trouble> {
        self.follow_to_the_end(build, app, true).await
    }

    /// Follows a build that another run asked for.
    pub(super) async fn follow(self, build: Build, app: &AppId) -> Result<End, Trouble> {
        self.follow_to_the_end(build, app, false).await
    }

    /// An app that is gone by the end of its build was destroyed by somebody.
    async fn follow_to_the_end(self, build: Build, app: &AppId, is_own: bool) -> Result<End, Trouble> {
        self.ledger.note_build(&build);
        if !self.context.wait {
            return Ok(End::Accepted);
        }
        let builds = Builds::new(self.context, self.ledger, self.head(), self.repository, app.to_string());
        match builds.follow(build, is_own).await {
            Ok(()) => Ok(End::Done(Done::Updated)),
            Err(trouble)
                if self.context.is_app_gone_by(app, &trouble).await || self.is_destroyed_in(&trouble).await =>
            {
                self.ledger.report().app.into_iter().for_each(|name| self.ledger.note_replaced(name));
                Err(Trouble::Vanished)
            }
            Err(trouble) => Err(trouble),
        }
    }

    /// Whether a build failed because somebody is destroying the review app: Heroku may tell of the build first.
    async fn is_destroyed_in(self, trouble: &Trouble) -> bool {
        let (Trouble::BuildFailed { .. }, Some(id)) = (trouble, self.ledger.report().review_app_id) else {
            return false;
        };
        let now = self.context.review_app_now(&id).await;
        now.is_ok_and(|there| there.is_none_or(|there| there.status == ReviewAppStatus::Deleting))
    }

    /// Name and address, if they are not known yet.
    pub(super) async fn note_app(self, app: &AppId) {
        naming::note_app(app, self.context, self.ledger).await;
    }
}
