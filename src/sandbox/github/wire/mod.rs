//! GitHub's representations, with every field that its `OpenAPI` description requires.

mod actions;
mod commit;
mod deployment;
mod people;
mod pull_request;
mod repository;

pub(super) use actions::{check_suite, workflow_run};
pub(super) use commit::{branch, check_run, commit, commit_status, comparison};
pub(super) use deployment::{comment, deployment, deployment_status};
pub(super) use people::{permission, public_user, user};
pub(super) use pull_request::{label, pull_request, simple_pull_request};
pub(super) use repository::{full_repository, repository};

/// Opaque to everybody, so anything unique does.
fn node_id(kind: &str, id: u64) -> String {
    format!("{kind}_kwDO{id:08}")
}

/// Numbers people and labels, which the sandbox knows by name only.
fn number_of(name: &str) -> u64 {
    let step = |sum: u64, byte: u8| (sum * 31 + u64::from(byte)) % 90_000_000;
    10_000_000 + name.bytes().fold(7, step)
}
