//! Doing: one file or folder a step, which holds what the step is, how it is printed, and how it is carried out. A new
//! step is a file, its `mod`, and a line in the list at the end.

pub(crate) mod build;
mod build_warnings;
mod building;
pub(crate) mod config_vars;
pub(crate) mod crowd;
pub(crate) mod desk;
pub(crate) mod destroy;
pub(crate) mod doable;
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
use doable::Doable;
use flow::Flow;
use revision::Revision;

/// Makes a variant of [`Step`] of each line, with the methods of all steps.
macro_rules! steps {
    ($($variant:ident($step:ty),)+) => {
        /// One action, with everything that it needs.
        #[derive(Debug, Clone, Serialize)]
        #[serde(tag = "step", rename_all = "kebab-case")]
        pub(crate) enum Step {
            $($variant($step),)+
        }

        impl Doable for Step {
            async fn carry_out(&self, desk: &Desk<'_>) -> Result<Flow, Trouble> {
                match self {
                    $(Self::$variant(step) => Box::pin(step.carry_out(desk)).await,)+
                }
            }

            fn builds(&self) -> Option<&Revision> {
                match self {
                    $(Self::$variant(step) => step.builds(),)+
                }
            }

            fn foresee(&self, desk: &Desk<'_>) -> Option<Result<End, Trouble>> {
                match self {
                    $(Self::$variant(step) => step.foresee(desk),)+
                }
            }
        }

        impl Display for Step {
            fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$variant(step) => step.fmt(f),)+
                }
            }
        }
    };
}

steps! {
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
