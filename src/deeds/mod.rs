//! What a run can do: one folder a deed, with what it wants, what it looks at, and what it makes of that. A new deed is a folder,
//! its `mod` and `use`, and a line in the list at the end.

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

/// Makes of each line a variant of [`Deed`], with all that is asked of every deed.
macro_rules! deeds {
    ($($variant:ident($deed:ty),)+) => {
        /// What is to be done, and of what.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub(crate) enum Deed {
            $($variant($deed),)+
        }

        impl Deed {
            /// Looks at what the deed depends on, and decides.
            pub(crate) async fn plan(&self, clients: Clients<'_>) -> Result<Plan, Trouble> {
                match self {
                    $(Self::$variant(deed) => Ok(deed.decide(deed.observe(clients).await?)),)+
                }
            }

            /// The config vars that it gives apps, as they are given: with what stands for something filled in.
            pub(crate) fn config_vars(&self) -> Option<&SecretVars> {
                match self {
                    $(Self::$variant(deed) => deed.config_vars(),)+
                }
            }

            /// The commit whose checks have to be green first, if one is to be built.
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
