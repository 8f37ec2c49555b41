//! Creating the apps that a rule names, if they do not exist yet.

mod decide;
mod observe;

use super::asked::Freshness;
use crate::{
    names::{AppName, CommitSha, GitRef, PipelineRef, RepoSlug, material::Material, place::AppPlace},
    secret::SecretVars,
};

/// Makes sure that apps exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SetUp {
    pub(crate) reference: GitRef,
    pub(crate) commit: CommitSha,
    /// The repository with the commit.
    pub(crate) repository: RepoSlug,
    /// Which part of the commit to build.
    pub(crate) material: Material,
    /// The apps, at least one.
    pub(crate) apps: Vec<AppName>,
    /// The rule that names the apps.
    pub(crate) rule: String,
    /// The pipeline that they join, at the stage in `place`.
    pub(crate) pipeline: Option<PipelineRef>,
    pub(crate) place: AppPlace,
    /// Config vars that they have from the start.
    pub(crate) config_vars: SecretVars,
    /// Whether the commit must still be the head.
    pub(crate) freshness: Freshness,
}
