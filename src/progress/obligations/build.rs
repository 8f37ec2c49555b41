use serde::{Deserialize, Serialize};

use crate::{
    heroku::{Build, Heroku},
    http::ApiError,
    names::{BuildId, CommitSha},
};

/// A build that is not followed once the run is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum OpenBuild {
    /// Requested, but Heroku has not returned its id yet.
    AskedFor(WantedBuild),
    /// Pending when last seen.
    Named {
        /// The app's name or id.
        app: String,
        id: BuildId,
    },
}

/// A build that is about to be requested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WantedBuild {
    /// The app's name or id.
    pub(crate) app: String,
    pub(crate) commit: CommitSha,
    /// The builds that existed before, which tell a new one apart.
    pub(crate) known: Vec<BuildId>,
}

impl WantedBuild {
    pub(crate) fn is(&self, build: &Build) -> bool {
        build.version() == Some(self.commit.as_str()) && !self.known.contains(&build.id)
    }

    /// Looks for the build at Heroku.
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

/// Cancels a build. Heroku refuses if it has finished meanwhile, which is fine.
async fn cancel(app: &str, id: &BuildId, heroku: &Heroku) -> Result<Option<BuildId>, ApiError> {
    let Err(refusal) = heroku.cancel_build(app, id).await else { return Ok(Some(id.clone())) };
    let is_over = heroku.build(app, id).await.is_ok_and(|build| build.status.is_final());
    if is_over { Ok(None) } else { Err(refusal) }
}
