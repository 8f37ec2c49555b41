//! GitHub's representations, with every field that its `OpenAPI` description requires.

mod actions;
mod commit;
mod deployment;
mod ids;
mod people;
mod pull_request;
mod repository;

pub(super) use actions::{check_suite, workflow_run};
pub(super) use commit::{branch, check_run, commit, commit_status, comparison};
pub(super) use deployment::{comment, deployment, deployment_status};
pub(super) use people::{permission, public_user, user};
pub(super) use pull_request::{label, pull_request, simple_pull_request};
pub(super) use repository::{full_repository, repository};
