use serde::{Deserialize, Serialize};

use super::builds::WantedBuild;
use crate::{
    github::{CommitState, DeploymentState},
    names::{AppId, BuildId, CommitSha},
};

/// What is said of a run that was killed: nothing else is known.
const ENDED_TOO_EARLY: &str = "The run ended before the deploy did";

/// What somebody else has to close if the run ends before it has done so itself.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenEnds {
    /// The app.
    pub app: Option<AppId>,
    /// A build of it that is not final.
    pub build: Option<BuildId>,
    /// A build that was asked for and that Heroku has not named yet.
    pub wanted: Option<WantedBuild>,
    /// A GitHub deployment that says that Heroku is at work.
    pub deployment: Option<OpenDeployment>,
    /// A commit status that says so.
    pub status: Option<OpenStatus>,
}

/// A deployment that is not closed yet, and what there is to say of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenDeployment {
    /// Its number, once GitHub has named it.
    pub id: Option<u64>,
    /// The app.
    pub environment: String,
    /// The commit.
    pub commit: CommitSha,
    /// How it ended.
    pub state: DeploymentState,
    /// One line.
    pub description: String,
    /// The app's address, if it runs the commit.
    pub url: Option<String>,
}

/// A commit status that is `pending`, and what there is to say of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenStatus {
    /// The commit.
    pub commit: CommitSha,
    /// What the status is about.
    pub context: String,
    /// How it ended.
    pub state: CommitState,
    /// One line.
    pub description: String,
}

impl OpenEnds {
    /// Whether there is nothing to close.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.build.is_none() && self.wanted.is_none() && self.deployment.is_none() && self.status.is_none()
    }

    /// What is left to say on GitHub; the build goes on as it is to.
    #[must_use]
    pub fn without_build(self) -> Self {
        Self { build: None, wanted: None, ..self }
    }
}

impl OpenDeployment {
    /// One that is being asked for.
    #[must_use]
    pub fn begun(environment: &str, commit: &CommitSha) -> Self {
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
    #[must_use]
    pub fn begun(context: &str, commit: &CommitSha) -> Self {
        Self {
            commit: commit.clone(),
            context: context.to_owned(),
            state: CommitState::Error,
            description: ENDED_TOO_EARLY.to_owned(),
        }
    }
}
