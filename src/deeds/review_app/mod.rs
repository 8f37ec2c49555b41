//! Making sure that a branch has a review app that runs a commit.

mod decide;
mod let_in;
pub(super) mod observe;

use super::{
    after_release::AfterRelease,
    asked::{Asked, Freshness},
};
use crate::{
    inputs::Update,
    names::{CommitSha, PipelineRef, material::Material},
    outcome::Why,
    ownership::subject::Subject,
    secret::SecretVars,
};

/// Gives a branch a review app that runs a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EnsureReviewApp {
    /// The branch or pull request that the review app is for.
    pub(crate) subject: Subject,
    pub(crate) commit: CommitSha,
    /// Which part of the commit to build.
    pub(crate) material: Material,
    /// The pipeline that holds the review apps.
    pub(crate) pipeline: PipelineRef,
    /// Whether to build on the existing app or destroy it first.
    pub(crate) update: Update,
    /// The rule that says `review-app`.
    pub(crate) rule: String,
    /// Whether to cancel pending builds of other commits.
    pub(crate) cancel_superseded: bool,
    /// Config vars for the app.
    pub(crate) config_vars: SecretVars,
    /// Whether to keep its `SOURCE_VERSION` at its commit.
    pub(crate) source_version: bool,
    /// Who asks.
    pub(crate) asked: Asked,
    /// Whether the commit must still be the head.
    pub(crate) freshness: Freshness,
    pub(crate) after: AfterRelease,
    /// The gate that each commit of a fork has to pass.
    pub(crate) gate: Option<Gate>,
}

impl EnsureReviewApp {
    /// Whether this run lets the commit in. `true` if there is no gate.
    pub(crate) fn is_let_in(&self) -> bool {
        self.gate.as_ref().is_none_or(|gate| gate.is_open)
    }
}

/// The label that lets in one commit of a fork, and no later one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Gate {
    /// The label as the pull request spells it.
    pub(crate) label: String,
    /// Whether this run lets the commit in. If not, an earlier run may have: then its builds show it.
    pub(crate) is_open: bool,
    /// Why nothing is done even for a commit that was let in before.
    pub(crate) otherwise: Option<Why>,
}
