//! Deploying a commit to the apps that a rule names.

mod decide;
pub(super) mod images;
pub(super) mod observe;
mod stages;

use super::{
    after_release::AfterRelease,
    asked::{Asked, Freshness},
};
use crate::{
    inputs::images::ImageWish,
    names::{AppName, CommitSha, GitRef, RepoSlug, material::Material},
    secret::SecretVars,
};

/// Makes apps run a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Deploy {
    pub(crate) reference: GitRef,
    pub(crate) commit: CommitSha,
    /// Which part of the commit to build.
    pub(crate) material: Material,
    /// The repository with the commit.
    pub(crate) repository: RepoSlug,
    /// The apps, at least one.
    pub(crate) apps: Vec<AppName>,
    /// The rule that names the apps.
    pub(crate) rule: String,
    /// Whether the commit must still be the head.
    pub(crate) freshness: Freshness,
    /// Which pending builds of other commits to cancel.
    pub(crate) superseding: Superseding,
    /// Who asks.
    pub(crate) asked: Asked,
    /// Images to release instead of building.
    pub(crate) images: Vec<ImageWish>,
    /// Config vars to set on the apps first.
    pub(crate) config_vars: SecretVars,
    /// Whether the apps are in maintenance mode during the deploy.
    pub(crate) maintenance: bool,
    pub(crate) after: AfterRelease,
}

/// Which pending builds of other commits a build supersedes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Superseding {
    /// None: this is switched off, or the commit need not be the newest.
    None,
    /// Those that carry the same ref; and all builds on the apps in `only_ours`, since no other ref's rule names those.
    SameRef { only_ours: Vec<AppName> },
}
