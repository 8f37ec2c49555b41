//! The end of a review app that nothing needs any more, which is looked at once more right before.

use std::fmt::{self, Display, Formatter};

use serde::Serialize;

use super::{desk::Desk, destroy::Destroy, flow::Flow};
use crate::{
    event::PullRequest,
    names::{BranchName, PullNumber},
    outcome::{Doing, End, Trouble, Why},
};

/// Destroy a review app that nothing needs any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct SweepAway {
    #[serde(flatten)]
    pub(crate) destroy: Destroy,
    #[serde(flatten)]
    pub(crate) because: Because,
}

/// Why nothing needs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "because", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub(crate) enum Because {
    /// Its pull request is closed.
    Closed { pull: PullNumber },
    /// Its branch is gone.
    BranchGone { branch: BranchName },
    /// Nothing was deployed to it for so many days.
    Stale { days: u32 },
}

impl Display for SweepAway {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.destroy, self.because)
    }
}

impl Display for Because {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closed { pull } => write!(f, "pull request #{pull} is closed"),
            Self::BranchGone { branch } => write!(f, "the branch `{branch}` is gone"),
            Self::Stale { days: 1 } => f.write_str("no deploy for a day"),
            Self::Stale { days } => write!(f, "no deploy for {days} days"),
        }
    }
}

impl SweepAway {
    pub(super) async fn carry_out(&self, desk: &Desk<'_>) -> Result<Flow, Trouble> {
        if let Some(why) = self.is_wanted_again(desk).await? {
            return Ok(Flow::Over(End::Skipped(why)));
        }
        self.destroy.carry_out(desk).await
    }

    /// That it cannot be looked at is an error: then it stays.
    async fn is_wanted_again(&self, desk: &Desk<'_>) -> Result<Option<Why>, Trouble> {
        let (github, repository) = (desk.clients.github, desk.clients.repository);
        match &self.because {
            Because::Closed { pull } => {
                let found = github.pull_request(repository, *pull).await;
                let found = found.map_err(|error| Trouble::api(Doing::ReadingPullRequest(*pull), error))?;
                let is_open = PullRequest::from_api(&found).is_ok_and(|found| found.open);
                Ok(is_open.then_some(Why::OpenAgain(*pull)))
            }
            Because::BranchGone { branch } => match github.branch_head(repository, branch).await {
                Ok(_) => Ok(Some(Why::BranchIsBack(branch.clone()))),
                Err(error) if error.status() == Some(404) => Ok(None),
                Err(error) => Err(Trouble::api(Doing::FindingBranch(branch.clone()), error)),
            },
            Because::Stale { .. } => Ok(None),
        }
    }
}
