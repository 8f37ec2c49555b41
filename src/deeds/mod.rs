//! What a run can do. Each deed has a folder with what it wants, what it reads, and what it decides. A new deed is a
//! folder, its `mod` and `use`, and a line in the list at the end.

pub(crate) mod after_release;
pub(crate) mod asked;
mod builds;
pub(crate) mod deploy;
pub(crate) mod destroy;
pub(crate) mod label;
pub(crate) mod planned;
pub(crate) mod promote;
pub(crate) mod review_app;
pub(crate) mod roll_back;
pub(crate) mod set_up;
pub(crate) mod sweep;
pub(crate) mod test_run;

#[cfg(test)]
mod tests;

use deploy::Deploy;
use destroy::Destroy;
use label::TakeLabelOff;
use planned::Planned as _;
use promote::Promote;
use review_app::EnsureReviewApp;
use roll_back::RollBack;
use set_up::SetUp;
use sweep::Sweep;
use test_run::RunTests;

use crate::{clients::Clients, names::CommitSha, outcome::Trouble, plan::Plan, secret::SecretVars};

/// Turns each line into a variant of [`Deed`], with everything that each deed must answer.
macro_rules! deeds {
    ($($variant:ident($deed:ty),)+) => {
        /// What to do, and with what.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub(crate) enum Deed {
            $($variant($deed),)+
        }

        impl Deed {
            /// Reads what the deed depends on, and decides.
            pub(crate) async fn plan(&self, clients: Clients<'_>) -> Result<Plan, Trouble> {
                match self {
                    $(Self::$variant(deed) => Ok(deed.decide(deed.observe(clients).await?)),)+
                }
            }

            /// The config vars that the deed sets, with placeholders filled in.
            pub(crate) fn config_vars(&self) -> Option<&SecretVars> {
                match self {
                    $(Self::$variant(deed) => deed.config_vars(),)+
                }
            }

            /// The commit to be built, whose checks have to be green first, if there is one.
            pub(crate) fn commit_to_check(&self) -> Option<&CommitSha> {
                match self {
                    $(Self::$variant(deed) => deed.commit_to_check(),)+
                }
            }
        }
    };
}

deeds! {
    Deploy(Box<Deploy>),
    ReviewApp(Box<EnsureReviewApp>),
    Destroy(Destroy),
    Promote(Promote),
    RollBack(RollBack),
    SetUp(Box<SetUp>),
    Sweep(Sweep),
    TakeLabelOff(TakeLabelOff),
    Test(Box<RunTests>),
}
