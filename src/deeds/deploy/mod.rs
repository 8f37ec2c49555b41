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

/// Apps are to run a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Deploy {
    pub(crate) reference: GitRef,
    pub(crate) commit: CommitSha,
    /// What of it the builds are made of.
    pub(crate) material: Material,
    /// The repository that has it.
    pub(crate) repository: RepoSlug,
    /// The apps, at least one.
    pub(crate) apps: Vec<AppName>,
    /// The rule that says so.
    pub(crate) rule: String,
    /// Whether the commit must be the head still.
    pub(crate) freshness: Freshness,
    /// Which pending builds of other commits are cancelled.
    pub(crate) superseding: Superseding,
    /// Who wants it.
    pub(crate) asked: Asked,
    /// Images in the place of builds.
    pub(crate) images: Vec<ImageWish>,
    /// Config vars that the apps are to have before.
    pub(crate) config_vars: SecretVars,
    /// Whether they are in maintenance mode meanwhile.
    pub(crate) maintenance: bool,
    pub(crate) after: AfterRelease,
}

/// Which pending builds of other commits a build makes needless.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Superseding {
    /// None: it is switched off, or the commit need not be the newest.
    None,
    /// Those that say that they are of the same ref; and on these apps, to which no other rule leads, all.
    SameRef { only_ours: Vec<AppName> },
}
