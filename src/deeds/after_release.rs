//! What to do after a release.

use std::time::Duration;

use crate::{
    inputs::Settings,
    names::{ReleaseId, health_check::HealthCheck},
    steps::{Step, health::CheckHealth, restart::Restart, roll_back::RollBack, run::RunCommand},
};

/// How to find out whether a release is good, and what to do if not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct AfterRelease {
    /// Commands to run, in this order.
    pub(crate) run: Vec<String>,
    /// The time limit of each.
    pub(crate) at_most: Duration,
    /// Whether to restart the dynos after the commands.
    pub(crate) restart: bool,
    pub(crate) health_check: Option<HealthCheck>,
    /// Whether an app goes back to the previous release if the new one is not good.
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

    /// Whether an app may have to go back: roll-back is on, and a command or the health check can fail.
    pub(crate) fn may_roll_back(&self) -> bool {
        self.rolls_back && (self.health_check.is_some() || !self.run.is_empty())
    }

    /// The step that takes an app (name or id) back to the release that is current now.
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

    /// The last step. It comes after maintenance mode, in which the app would answer nothing else.
    pub(crate) fn health(&self) -> Option<Step> {
        self.health_check.clone().map(|check| Step::CheckHealth(CheckHealth { check }))
    }
}
