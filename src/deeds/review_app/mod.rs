//! Seeing to it that a branch has a review app that runs a commit.

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

/// A branch is to have a review app that runs a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EnsureReviewApp {
    /// Whose review app it is.
    pub(crate) subject: Subject,
    pub(crate) commit: CommitSha,
    /// What of it the builds are made of.
    pub(crate) material: Material,
    /// The pipeline that holds the review apps.
    pub(crate) pipeline: PipelineRef,
    /// Built on what is there, or destroyed first.
    pub(crate) update: Update,
    /// The rule that says so.
    pub(crate) rule: String,
    /// Whether pending builds of other commits are cancelled.
    pub(crate) cancel_superseded: bool,
    /// Config vars that the app has from the start.
    pub(crate) config_vars: SecretVars,
    /// Whether its `SOURCE_VERSION` is kept at its commit.
    pub(crate) source_version: bool,
    /// Who wants it.
    pub(crate) asked: Asked,
    /// Whether the commit must be the head still.
    pub(crate) freshness: Freshness,
    pub(crate) after: AfterRelease,
    /// What each commit of a fork has to pass by itself.
    pub(crate) gate: Option<Gate>,
}

impl EnsureReviewApp {
    /// Whether this run lets the commit in, where it has to be.
    pub(crate) fn is_let_in(&self) -> bool {
        self.gate.as_ref().is_none_or(|gate| gate.is_open)
    }
}

/// The label that lets one commit of a fork in, and no later one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Gate {
    /// The label as the pull request carries it.
    pub(crate) label: String,
    /// Whether this run lets the commit in. If not, an earlier one may have, which shows in what there is of it.
    pub(crate) is_open: bool,
    /// Why nothing is done even of what was let in before.
    pub(crate) otherwise: Option<Why>,
}
