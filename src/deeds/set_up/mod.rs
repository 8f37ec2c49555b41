//! Creating the apps that a rule names, where they are not there yet.

mod decide;
mod observe;

use super::asked::Freshness;
use crate::{
    names::{AppName, CommitSha, GitRef, PipelineRef, RepoSlug, material::Material, place::AppPlace},
    secret::SecretVars,
};

/// Apps are to be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SetUp {
    pub(crate) reference: GitRef,
    pub(crate) commit: CommitSha,
    /// The repository that has it.
    pub(crate) repository: RepoSlug,
    /// What of it they are built from.
    pub(crate) material: Material,
    /// The apps, at least one.
    pub(crate) apps: Vec<AppName>,
    /// The rule that says so.
    pub(crate) rule: String,
    /// The pipeline that they join at the stage that is named with it.
    pub(crate) pipeline: Option<PipelineRef>,
    pub(crate) place: AppPlace,
    /// Config vars that they have from the start.
    pub(crate) config_vars: SecretVars,
    /// Whether the commit must be the head still.
    pub(crate) freshness: Freshness,
}
