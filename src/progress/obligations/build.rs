use serde::{Deserialize, Serialize};

use crate::{
    heroku::{Build, Heroku},
    http::ApiError,
    names::{BuildId, CommitSha},
};

/// A build that nobody watches any more once the run is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum OpenBuild {
    /// One that Heroku has not named yet.
    AskedFor(WantedBuild),
    /// One that was pending when it was last looked at.
    Named {
        /// The app's name or id.
        app: String,
        id: BuildId,
    },
}

/// A build to be asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WantedBuild {
    /// The app's name or id.
    pub(crate) app: String,
    pub(crate) commit: CommitSha,
    /// The builds that were there before, so that a new one can be told from them.
    pub(crate) known: Vec<BuildId>,
}

impl WantedBuild {
    pub(crate) fn is(&self, build: &Build) -> bool {
        build.version() == Some(self.commit.as_str()) && !self.known.contains(&build.id)
    }

    /// Looks whether it is there.
    pub(crate) async fn look(&self, heroku: &Heroku) -> Result<Option<Build>, ApiError> {
        let builds = heroku.builds(&self.app).await?;
        Ok(builds.into_iter().find(|build| self.is(build)))
    }
}

impl OpenBuild {
    pub(super) async fn discharge(&self, heroku: &Heroku) -> Result<Option<BuildId>, ApiError> {
        match self {
            Self::Named { app, id } => cancel(app, id, heroku).await,
            Self::AskedFor(wanted) => match wanted.look(heroku).await? {
                Some(build) if !build.status.is_final() => cancel(&wanted.app, &build.id, heroku).await,
                _ => Ok(None),
            },
        }
    }
}

/// Cancels a build. It may be over since it was last looked at: Heroku refuses then, and it is as well.
async fn cancel(app: &str, id: &BuildId, heroku: &Heroku) -> Result<Option<BuildId>, ApiError> {
    let Err(refusal) = heroku.cancel_build(app, id).await else { return Ok(Some(id.clone())) };
    let is_over = heroku.build(app, id).await.is_ok_and(|build| build.status.is_final());
    if is_over { Ok(None) } else { Err(refusal) }
}
