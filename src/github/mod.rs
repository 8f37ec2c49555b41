//! GitHub's REST API: a method per deed. <https://docs.github.com/en/rest>

mod checks;
mod client;
mod comments;
mod deployments;
mod repositories;
mod suites;

pub use checks::{Check, CheckKind, CheckState, CommitState, CommitStatus};
pub use client::GitHub;
pub use comments::{Comment, Reaction};
pub use deployments::{Deployment, DeploymentState, DeploymentStatus, LatestStatus, NewDeployment};
pub use suites::{CheckSuite, WorkflowRun};
