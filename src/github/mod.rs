//! GitHub's REST API, with a method for each request. <https://docs.github.com/en/rest>

mod checks;
mod client;
mod comments;
mod deployments;
mod repositories;
mod suites;

pub(crate) use checks::{Check, CheckKind, CheckState, CommitState, CommitStatus};
pub(crate) use client::GitHub;
pub(crate) use comments::{Comment, Reaction};
pub(crate) use deployments::{Deployment, DeploymentState, DeploymentStatus, LatestStatus, NewDeployment};
pub(crate) use suites::{CheckSuite, WorkflowRun};
