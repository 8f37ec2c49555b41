use super::Task;
use crate::{
    execute::{
        builds::{BuildRequest, WantedBuild},
        follow::{follow, follow_whole},
        naming,
    },
    heroku::Build,
    names::{AppId, BuildId},
    outcome::{RunResult, Trouble},
};

impl Task<'_> {
    /// Builds the commit on the review app's own app, so that its address stays; none where the app is gone.
    pub(super) async fn update(self, app: &AppId, known: Vec<BuildId>) -> Result<Option<RunResult>, Trouble> {
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
    async fn follow_own(self, build: Build, app: &AppId) -> Result<RunResult, Trouble> {
        self.ledger.note_build(&build);
        if !self.context.wait {
            return Ok(RunResult::Started);
        }
        let id = build.id.clone();
        let followed = follow_whole(self.context, self.ledger, app.as_str(), build).await;
        self.updated(app, &id, followed).await
    }

    /// Follows a build that another run asked for.
    pub(super) async fn follow(self, build: Build, app: &AppId) -> Result<RunResult, Trouble> {
        self.ledger.note_build(&build);
        if !self.context.wait {
            return Ok(RunResult::Started);
        }
        let id = build.id.clone();
        let followed = follow(self.context, self.ledger, app.as_str(), build).await;
        self.updated(app, &id, followed).await
    }

    /// An app that is gone by the end of its build was destroyed by somebody.
    async fn updated(self, app: &AppId, build: &BuildId, followed: Result<(), Trouble>) -> Result<RunResult, Trouble> {
        match followed {
            Ok(()) => Ok(RunResult::Updated),
            Err(trouble) if self.context.is_app_gone_by(app, &trouble).await => {
                self.ledger.report().app.into_iter().for_each(|name| self.ledger.note_replaced(name));
                Err(Trouble::Vanished)
            }
            Err(trouble) => Err(self.head().unless_overtaken(self.context, app.as_str(), build, trouble).await),
        }
    }

    /// Name and address, if they are not known yet.
    pub(super) async fn note_app(self, app: &AppId) {
        naming::note_app(app, self.context, self.ledger).await;
    }
}
