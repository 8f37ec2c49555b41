//! What has to be closed if the run ends before it has done so itself. An obligation is recorded before the request
//! that creates it, and knows how to discharge itself, both for a cancelled run and for the post step of a killed one.

pub(crate) mod build;
pub(crate) mod deployment;
pub(crate) mod dyno;
mod killed;
pub(crate) mod list;
pub(crate) mod maintenance;
pub(crate) mod status;
pub(crate) mod test_run;
pub(crate) mod upload;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    clients::Clients,
    http::ApiError,
    names::{BuildId, TestRunId},
};
use build::OpenBuild;
use deployment::OpenDeployment;
use dyno::OpenDyno;
use maintenance::OpenMaintenance;
use status::OpenStatus;
use test_run::OpenTestRun;
use upload::OpenUpload;

/// Something open, and how to close it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Obligation {
    /// A build that is not final.
    Build(OpenBuild),
    /// A GitHub deployment that says that Heroku is at work.
    Deployment(OpenDeployment),
    /// A commit status that says that Heroku is at work.
    Status(OpenStatus),
    /// Maintenance mode that has to end.
    Maintenance(OpenMaintenance),
    /// A one-off dyno that is running.
    Dyno(OpenDyno),
    /// Source code at Heroku that no build needs any more.
    Upload(OpenUpload),
    /// A test run that is not final.
    TestRun(OpenTestRun),
}

/// What was closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Closed {
    Build(BuildId),
    Deployment(u64),
    Status(String),
    Maintenance(String),
    Dyno(String),
    Upload,
    TestRun(TestRunId),
}

impl Obligation {
    /// Closes what is open; `None` if it is closed already or was never created.
    pub(crate) async fn discharge(&self, clients: Clients<'_>) -> Result<Option<Closed>, ApiError> {
        match self {
            Self::Build(build) => Ok(build.discharge(clients.heroku).await?.map(Closed::Build)),
            Self::Deployment(deployment) => Ok(deployment.discharge(clients).await?.map(Closed::Deployment)),
            Self::Status(status) => Ok(status.discharge(clients).await?.map(Closed::Status)),
            Self::Dyno(open) => Ok(open.discharge(clients.heroku).await?.map(Closed::Dyno)),
            Self::Maintenance(open) => Ok(open.discharge(clients.heroku).await?.map(Closed::Maintenance)),
            Self::TestRun(open) => Ok(open.discharge(clients.heroku).await?.map(Closed::TestRun)),
            Self::Upload(open) => Ok(open.discharge(clients.heroku).await?.map(|()| Closed::Upload)),
        }
    }

    /// Whether it is at Heroku, so that a run that ends early has to close it.
    pub(crate) fn is_at_heroku(&self) -> bool {
        matches!(self, Self::Build(_) | Self::Dyno(_) | Self::Maintenance(_) | Self::Upload(_) | Self::TestRun(_))
    }

    /// Whether the post step has to close it again, even if this was done before.
    pub(crate) fn may_come_back(&self) -> bool {
        match self {
            Self::Maintenance(open) => !open.is_answered,
            Self::Upload(open) => !open.is_answered,
            Self::TestRun(open) => matches!(open, OpenTestRun::AskedFor(_)),
            _ => false,
        }
    }

    /// Whether it may go on after a run that was not cancelled. Everything else is always closed.
    pub(crate) fn may_outlive_the_run(&self) -> bool {
        matches!(self, Self::Build(_))
    }
}

impl fmt::Display for Obligation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Build(OpenBuild::Named { id, .. }) => write!(formatter, "Build {id}"),
            Self::Build(OpenBuild::AskedFor(wanted)) => {
                write!(formatter, "The build of {} on {}", wanted.commit.short(), wanted.app)
            }
            Self::Deployment(open) => write!(formatter, "The deployment to {}", open.environment),
            Self::Status(open) => write!(formatter, "The status `{}`", open.context),
            Self::Dyno(open) => write!(formatter, "The dyno {} of {}", open.dyno, open.app),
            Self::Maintenance(open) => write!(formatter, "The maintenance mode of {}", open.app),
            Self::TestRun(_) => formatter.write_str("The test run"),
            Self::Upload(_) => formatter.write_str("The uploaded source"),
        }
    }
}

impl fmt::Display for Closed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Build(id) => write!(formatter, "Build {id} is cancelled at Heroku"),
            Self::Deployment(id) => write!(formatter, "Deployment {id} is closed"),
            Self::Status(context) => write!(formatter, "The status `{context}` is closed"),
            Self::Dyno(dyno) => write!(formatter, "Dyno {dyno} is stopped"),
            Self::Maintenance(app) => write!(formatter, "Maintenance mode of {app} is off"),
            Self::TestRun(id) => write!(formatter, "Test run {id} is cancelled at Heroku"),
            Self::Upload => formatter.write_str("The uploaded source is removed from Heroku"),
        }
    }
}
