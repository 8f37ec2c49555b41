//! Doing: one file or folder a step, which holds what the step is, how it is printed, and how it is carried out. A new step is a
//! file and a line in each list here.

pub(crate) mod build;
mod build_warnings;
mod building;
pub(crate) mod config_vars;
pub(crate) mod crowd;
pub(crate) mod desk;
pub(crate) mod destroy;
pub(crate) mod flow;
pub(crate) mod follow;
mod freshness;
pub(crate) mod health;
pub(crate) mod keep;
mod learn_app;
pub(crate) mod maintenance;
mod output;
mod poll;
mod presence;
mod printer;
pub(crate) mod promote;
pub(crate) mod refuse;
pub(crate) mod release_images;
pub(crate) mod remove_label;
pub(crate) mod restart;
pub(crate) mod review_app;
pub(crate) mod revision;
pub(crate) mod roll_back;
pub(crate) mod run;
pub(crate) mod run_tests;
pub(crate) mod set_up;
mod setting_up;
pub(crate) mod skip;
pub(crate) mod sweep_away;
pub(crate) mod upload;
mod uploading;

pub(crate) use learn_app::reveal;

use std::fmt::{self, Display, Formatter};

use serde::Serialize;

use crate::outcome::{End, Trouble};
use desk::Desk;
use flow::Flow;
use revision::Revision;

/// One thing that is done, with all that doing it takes.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub(crate) enum Step {
    Build(build::Build),
    CheckHealth(health::CheckHealth),
    Destroy(destroy::Destroy),
    EnsureReviewApp(Box<review_app::Ensure>),
    Follow(follow::Follow),
    Keep(keep::Keep),
    Promote(promote::Promote),
    Refuse(refuse::Refuse),
    ReleaseImages(release_images::ReleaseImages),
    RemoveLabel(remove_label::RemoveLabel),
    Restart(restart::Restart),
    RollBack(roll_back::RollBack),
    RunCommand(run::RunCommand),
    RunTests(run_tests::RunTests),
    SetConfigVars(config_vars::SetConfigVars),
    SetUp(Box<set_up::SetUp>),
    Skip(skip::Skip),
    SweepAway(sweep_away::SweepAway),
    SwitchMaintenance(maintenance::SwitchMaintenance),
}

impl Step {
    /// Carries the step out.
    pub(crate) async fn carry_out(&self, desk: &Desk<'_>) -> Result<Flow, Trouble> {
        match self {
            Self::Build(step) => step.carry_out(desk).await,
            Self::CheckHealth(step) => step.carry_out(desk).await,
            Self::Destroy(step) => step.carry_out(desk).await,
            Self::EnsureReviewApp(step) => Box::pin(step.carry_out(desk)).await,
            Self::Follow(step) => step.carry_out(desk).await,
            Self::Keep(step) => Ok(step.carry_out(desk.ledger)),
            Self::Promote(step) => step.carry_out(desk).await,
            Self::Refuse(step) => Err(step.trouble()),
            Self::ReleaseImages(step) => Box::pin(step.carry_out(desk)).await,
            Self::RemoveLabel(step) => Ok(step.carry_out(desk).await),
            Self::Restart(step) => step.carry_out(desk).await,
            Self::RollBack(step) => step.carry_out(desk).await,
            Self::RunCommand(step) => Box::pin(step.carry_out(desk)).await,
            Self::RunTests(step) => Box::pin(step.carry_out(desk)).await,
            Self::SetConfigVars(step) => step.carry_out(desk).await,
            Self::SetUp(step) => Box::pin(step.carry_out(desk)).await,
            Self::Skip(step) => Ok(step.carry_out()),
            Self::SweepAway(step) => step.carry_out(desk).await,
            Self::SwitchMaintenance(step) => step.carry_out(desk).await,
        }
    }

    /// What the step may have built.
    pub(crate) fn builds(&self) -> Option<&Revision> {
        match self {
            Self::Build(step) => Some(&step.revision),
            Self::RunTests(step) => Some(&step.revision),
            Self::SetUp(step) => Some(&step.revision),
            Self::EnsureReviewApp(step) => step.builds(),
            _ => None,
        }
    }

    /// What a dry run knows of the step's end: whether it cannot be done, or is done already.
    pub(crate) fn foresee(&self, desk: &Desk<'_>) -> Option<Result<End, Trouble>> {
        match self {
            Self::Keep(step) => Some(Ok(step.end(desk.ledger))),
            Self::EnsureReviewApp(step) => step.foresee(desk.ledger).map(Ok),
            Self::Refuse(step) => Some(Err(step.trouble())),
            Self::RemoveLabel(step) => Some(Ok(step.foresee())),
            Self::Skip(step) => Some(Ok(step.end())),
            Self::Build(_)
            | Self::CheckHealth(_)
            | Self::Destroy(_)
            | Self::Follow(_)
            | Self::Promote(_)
            | Self::ReleaseImages(_)
            | Self::Restart(_)
            | Self::RollBack(_)
            | Self::RunCommand(_)
            | Self::RunTests(_)
            | Self::SetConfigVars(_)
            | Self::SetUp(_)
            | Self::SweepAway(_)
            | Self::SwitchMaintenance(_) => None,
        }
    }
}

impl Display for Step {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Build(step) => step.fmt(f),
            Self::CheckHealth(step) => step.fmt(f),
            Self::Destroy(step) => step.fmt(f),
            Self::EnsureReviewApp(step) => step.fmt(f),
            Self::Follow(step) => step.fmt(f),
            Self::Keep(step) => step.fmt(f),
            Self::Promote(step) => step.fmt(f),
            Self::Refuse(step) => step.fmt(f),
            Self::ReleaseImages(step) => step.fmt(f),
            Self::RemoveLabel(step) => step.fmt(f),
            Self::Restart(step) => step.fmt(f),
            Self::RollBack(step) => step.fmt(f),
            Self::RunCommand(step) => step.fmt(f),
            Self::RunTests(step) => step.fmt(f),
            Self::SetConfigVars(step) => step.fmt(f),
            Self::SetUp(step) => step.fmt(f),
            Self::Skip(step) => step.fmt(f),
            Self::SweepAway(step) => step.fmt(f),
            Self::SwitchMaintenance(step) => step.fmt(f),
        }
    }
}
