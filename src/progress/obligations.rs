use serde::{Deserialize, Serialize};

use crate::{
    github::{CommitState, DeploymentState},
    heroku::{Build, Heroku},
    http::ApiError,
    names::{AppId, BuildId, CommitSha},
};

/// What is said of a run that was killed: nothing else is known.
const ENDED_TOO_EARLY: &str = "The run ended before the deploy did";

/// What somebody else has to close if the run ends before it has done so itself.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OpenEnds {
    /// The app.
    pub(crate) app: Option<AppId>,
    /// A build of it that is not final.
    pub(crate) build: Option<BuildId>,
    /// A build that was asked for and that Heroku has not named yet.
    pub(crate) wanted: Option<WantedBuild>,
    /// A GitHub deployment that says that Heroku is at work.
    pub(crate) deployment: Option<OpenDeployment>,
    /// A commit status that says so.
    pub(crate) status: Option<OpenStatus>,
}

/// A deployment that is not closed yet, and what there is to say of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OpenDeployment {
    /// Its number, once GitHub has named it.
    pub(crate) id: Option<u64>,
    /// The app.
    pub(crate) environment: String,
    /// The commit.
    pub(crate) commit: CommitSha,
    /// How it ended.
    pub(crate) state: DeploymentState,
    /// One line.
    pub(crate) description: String,
    /// The app's address, if it runs the commit.
    pub(crate) url: Option<String>,
}

/// A commit status that is `pending`, and what there is to say of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OpenStatus {
    /// The commit.
    pub(crate) commit: CommitSha,
    /// What the status is about.
    pub(crate) context: String,
    /// How it ended.
    pub(crate) state: CommitState,
    /// One line.
    pub(crate) description: String,
}

/// A build to be asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WantedBuild {
    /// The app's name or id.
    pub(crate) app: String,
    /// The commit.
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

impl OpenEnds {
    /// Whether there is nothing to close.
    pub(crate) fn is_empty(&self) -> bool {
        self.build.is_none() && self.wanted.is_none() && self.deployment.is_none() && self.status.is_none()
    }

    /// What is left to say on GitHub; the build goes on as it is to.
    pub(crate) fn without_build(self) -> Self {
        Self { build: None, wanted: None, ..self }
    }
}

impl OpenDeployment {
    /// One that is being asked for.
    pub(crate) fn begun(environment: &str, commit: &CommitSha) -> Self {
        Self {
            id: None,
            environment: environment.to_owned(),
            commit: commit.clone(),
            state: DeploymentState::Error,
            description: ENDED_TOO_EARLY.to_owned(),
            url: None,
        }
    }
}

impl OpenStatus {
    /// One that is being set to `pending`.
    pub(crate) fn begun(context: &str, commit: &CommitSha) -> Self {
        Self {
            commit: commit.clone(),
            context: context.to_owned(),
            state: CommitState::Error,
            description: ENDED_TOO_EARLY.to_owned(),
        }
    }
}
