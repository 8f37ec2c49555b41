use super::Work;
use crate::{
    heroku::Build,
    names::{AppId, BuildId, ReviewAppStatus},
    outcome::{Done, End, Trouble},
    progress::obligations::build::WantedBuild,
    steps::{
        building::{once_more::Builds, request::BuildRequest},
        learn_app::learn_app,
    },
};

impl Work<'_> {
    /// Builds the commit on the review app's own app, so that its address stays; `None` if the app is gone.
    pub(super) async fn update(self, app: &AppId, known: Vec<BuildId>) -> Result<Option<End>, Trouble> {
        // Without a source there will be no build, and the app's variables must still describe what it runs.
        let (source, ()) = tokio::join!(self.desk.source(self.revision()), learn_app(app, self.desk));
        let source = source?;
        match self.keep_config_vars(app).await {
            Err(trouble) if self.desk.is_app_gone_by(app, &trouble).await => return Ok(None),
            other => other?,
        }
        let wanted = WantedBuild { app: app.to_string(), commit: self.revision().commit.clone(), known };
        let request = BuildRequest { revision: self.revision(), wanted, source };
        match request.send(self.desk).await {
            Ok(build) => self.follow_own(build, app).await.map(Some),
            Err(trouble) if self.desk.is_app_gone_by(app, &trouble).await => Ok(None),
            Err(trouble) => Err(trouble),
        }
    }

    /// Follows a build that this run requested, and shows its output even if it has ended.
    async fn follow_own(self, build: Build, app: &AppId) -> Result<End, Trouble> {
        self.follow_to_the_end(build, app, true).await
    }

    /// Follows a build that another run requested.
    pub(super) async fn follow(self, build: Build, app: &AppId) -> Result<End, Trouble> {
        self.follow_to_the_end(build, app, false).await
    }

    /// An app that is gone by the end of its build was destroyed by somebody.
    async fn follow_to_the_end(self, build: Build, app: &AppId, is_own: bool) -> Result<End, Trouble> {
        self.desk.ledger.note_build(&build);
        if !self.desk.wait {
            return Ok(End::Accepted);
        }
        let builds = Builds::new(self.desk, self.revision(), app.to_string(), self.step.known.clone());
        match builds.follow(build, is_own).await {
            Ok(()) => Ok(End::Done(Done::Updated)),
            Err(trouble) if self.desk.is_app_gone_by(app, &trouble).await || self.is_destroyed_in(&trouble).await => {
                self.desk.ledger.report().app.into_iter().for_each(|name| self.desk.ledger.note_replaced(name));
                Err(Trouble::Vanished)
            }
            Err(trouble) => Err(trouble),
        }
    }

    /// Whether a build failed because somebody is destroying the review app: Heroku may report the build first.
    async fn is_destroyed_in(self, trouble: &Trouble) -> bool {
        let (Trouble::BuildFailed { .. }, Some(id)) = (trouble, self.desk.ledger.report().review_app_id) else {
            return false;
        };
        let now = self.desk.review_app_now(&id).await;
        now.is_ok_and(|there| there.is_none_or(|there| there.status == ReviewAppStatus::Deleting))
    }
}
