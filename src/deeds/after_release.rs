//! What is done once a release is there.

use std::time::Duration;

use crate::{
    inputs::Settings,
    names::{ReleaseId, health_check::HealthCheck},
    steps::{Step, health::CheckHealth, restart::Restart, roll_back::RollBack, run::RunCommand},
};

/// What tells that a release is well, and what becomes of one that is not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct AfterRelease {
    /// Commands to run, in this order.
    pub(crate) run: Vec<String>,
    /// How long each may take.
    pub(crate) at_most: Duration,
    /// Whether dynos are restarted after them.
    pub(crate) restart: bool,
    pub(crate) health_check: Option<HealthCheck>,
    /// Whether an app goes back to the release before where the new one is not well.
    pub(crate) rolls_back: bool,
}

impl AfterRelease {
    pub(crate) fn of(settings: &Settings) -> Self {
        Self {
            run: settings.run.clone(),
            at_most: settings.timeout,
            restart: settings.restart,
            health_check: settings.expected_answer(),
            rolls_back: settings.rollback,
        }
    }

    /// Whether an app may have to go back: something is asked for that can find that its release is not well.
    pub(crate) fn may_roll_back(&self) -> bool {
        self.rolls_back && (self.health_check.is_some() || !self.run.is_empty())
    }

    /// How an app, by its name or id, goes back to the release that is current now.
    pub(crate) fn rescue(&self, app: &str, current: Option<(ReleaseId, u64)>) -> Option<Step> {
        let (release, version) = current.filter(|_| self.may_roll_back())?;
        Some(Step::RollBack(RollBack { app: app.to_owned(), release, version, newest: version }))
    }

    /// The commands, and the restart after them.
    pub(crate) fn commands(&self) -> impl Iterator<Item = Step> {
        let run = |command: &String| Step::RunCommand(RunCommand { command: command.clone(), at_most: self.at_most });
        let restart = self.restart.then_some(Step::Restart(Restart {}));
        self.run.iter().map(run).chain(restart)
    }

    /// The last step: an app in maintenance mode would answer nothing.
    pub(crate) fn health(&self) -> Option<Step> {
        self.health_check.clone().map(|check| Step::CheckHealth(CheckHealth { check }))
    }
}
