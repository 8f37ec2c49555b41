//! What a run can do: one folder a deed, with what it wants, what it looks at, and what it makes of that. A new deed is a folder
//! and a line in each list here.

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
use planned::Planned;
use promote::Promote;
use review_app::EnsureReviewApp;
use roll_back::RollBack;
use set_up::SetUp;
use sweep::Sweep;
use test_run::RunTests;

use crate::{clients::Clients, names::CommitSha, outcome::Trouble, plan::Plan, secret::SecretVars};

/// What is to be done, and of what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Deed {
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

impl Deed {
    /// Looks at what the deed depends on, and decides.
    pub(crate) async fn plan(&self, clients: Clients<'_>) -> Result<Plan, Trouble> {
        match self {
            Self::Deploy(deed) => plan(deed.as_ref(), clients).await,
            Self::ReviewApp(deed) => plan(deed.as_ref(), clients).await,
            Self::Destroy(deed) => plan(deed, clients).await,
            Self::Promote(deed) => plan(deed, clients).await,
            Self::RollBack(deed) => plan(deed, clients).await,
            Self::SetUp(deed) => plan(deed.as_ref(), clients).await,
            Self::Sweep(deed) => plan(deed, clients).await,
            Self::TakeLabelOff(deed) => plan(deed, clients).await,
            Self::Test(deed) => plan(deed.as_ref(), clients).await,
        }
    }

    /// The config vars that it gives apps, as they are given: with what stands for something filled in.
    pub(crate) fn config_vars(&self) -> Option<&SecretVars> {
        match self {
            Self::Deploy(deed) => Some(&deed.config_vars),
            Self::ReviewApp(deed) => Some(&deed.config_vars),
            Self::SetUp(deed) => Some(&deed.config_vars),
            Self::Destroy(_)
            | Self::Promote(_)
            | Self::RollBack(_)
            | Self::Sweep(_)
            | Self::TakeLabelOff(_)
            | Self::Test(_) => None,
        }
    }

    /// The commit whose checks have to be green first, if one is to be built.
    pub(crate) fn commit_to_check(&self) -> Option<&CommitSha> {
        match self {
            Self::Deploy(deed) => Some(&deed.commit),
            // What is not let in is not built, so it waits for nothing.
            Self::ReviewApp(deed) => Some(&deed.commit).filter(|_| deed.is_let_in()),
            Self::SetUp(deed) => Some(&deed.commit),
            Self::Destroy(_)
            | Self::Promote(_)
            | Self::RollBack(_)
            | Self::Sweep(_)
            | Self::TakeLabelOff(_)
            | Self::Test(_) => None,
        }
    }
}

async fn plan<D: Planned>(deed: &D, clients: Clients<'_>) -> Result<Plan, Trouble> {
    Ok(deed.decide(deed.observe(clients).await?))
}
