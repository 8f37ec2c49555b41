//! What is done once a release is there.

use crate::{
    inputs::Settings,
    names::health_check::HealthCheck,
    steps::{Step, health::CheckHealth},
};

/// What tells that a release is well, and what becomes of one that is not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct AfterRelease {
    pub(crate) health_check: Option<HealthCheck>,
    /// Whether an app goes back to the release before where the new one is not well.
    pub(crate) rolls_back: bool,
}

impl AfterRelease {
    pub(crate) fn of(settings: &Settings) -> Self {
        Self { health_check: settings.health_check.clone(), rolls_back: settings.rollback }
    }

    /// Whether there is anything that can find that a release is not well.
    pub(crate) fn judges(&self) -> bool {
        self.health_check.is_some()
    }

    /// The last steps: an app in maintenance mode would answer nothing.
    pub(crate) fn health(&self) -> Option<Step> {
        self.health_check.clone().map(|check| Step::CheckHealth(CheckHealth { check }))
    }
}
