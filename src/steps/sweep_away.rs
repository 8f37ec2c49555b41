//! Destroys a review app that nothing needs any more, after a last check.

use std::{
    fmt::{self, Display, Formatter},
    rc::Rc,
};

use serde::Serialize;

use super::{crowd::Crowd, desk::Desk, destroy::Destroy, doable::Doable, flow::Flow};
use crate::{
    http::today,
    names::{AppId, BranchName, BuildStatus, PullNumber},
    observe::all_pulls::other_pull,
    outcome::{Doing, Done, End, Trouble, Why},
    ownership::subject::Subject,
};

const DAY: std::time::Duration = std::time::Duration::from_hours(24);

/// Destroy a review app that nothing needs any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct SweepAway {
    #[serde(flatten)]
    pub(crate) destroy: Destroy,
    #[serde(flatten)]
    pub(crate) because: Because,
    /// Its owner.
    #[serde(skip)]
    pub(crate) subject: Subject,
    /// Its app, if it has one.
    #[serde(skip)]
    pub(crate) app: Option<AppId>,
    /// When pull requests were listed, as GitHub writes times.
    #[serde(skip)]
    pub(crate) listed: String,
}

/// Why nothing needs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "because", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub(crate) enum Because {
    /// Its pull request is closed.
    Closed { pull: PullNumber },
    /// Its branch is gone.
    BranchGone { branch: BranchName },
    /// Nothing was deployed to it for this many days.
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

impl Doable for SweepAway {
    async fn carry_out(&self, desk: &Desk<'_>) -> Result<Flow, Trouble> {
        let turn = match desk.crowd {
            Some(crowd) => crowd.turn().await,
            None => None,
        };
        if let Some(why) = self.is_wanted_again(desk).await? {
            return Ok(Flow::Over(End::Skipped(why)));
        }
        let flow = self.destroy.carry_out_in(turn, desk).await?;
        Ok(match flow {
            Flow::Done(Done::Destroyed) => {
                if let Some(line) = desk.crowd.and_then(Crowd::one_is_gone) {
                    desk.console.line(&line);
                }
                Flow::Done(Done::Swept)
            }
            other => other,
        })
    }
}

impl SweepAway {
    /// If it cannot be checked, that is an error, and it stays.
    async fn is_wanted_again(&self, desk: &Desk<'_>) -> Result<Option<Why>, Trouble> {
        let open = match desk.crowd {
            Some(crowd) => crowd.pulls_changed_since(&self.listed, desk.clients).await?,
            None => Rc::new(desk.clients.open_pulls_changed_since(&self.listed).await?),
        };
        if let Some(sibling) = other_pull(&open, &self.subject) {
            return Ok(Some(Why::SiblingIsOpen(sibling)));
        }
        match &self.because {
            Because::Closed { pull } => {
                let is_open = open.iter().any(|found| found.number == *pull && found.open);
                Ok(is_open.then_some(Why::OpenAgain(*pull)))
            }
            Because::BranchGone { branch } => {
                match desk.clients.github.branch_head(desk.clients.repository, branch).await {
                    Ok(_) => Ok(Some(Why::BranchIsBack(branch.clone()))),
                    Err(error) if error.is_gone() => Ok(None),
                    Err(error) => Err(Trouble::api(Doing::FindingBranch(branch.clone()), error)),
                }
            }
            Because::Stale { days } => Ok(self.is_built(*days, desk).await?.then_some(Why::BuiltMeanwhile)),
        }
    }

    /// Whether it is being built, or was built within this many days after all.
    async fn is_built(&self, days: u32, desk: &Desk<'_>) -> Result<bool, Trouble> {
        let Some(app) = &self.app else { return Ok(false) };
        let builds = match desk.clients.heroku.builds(app.as_str()).await {
            Ok(builds) => builds,
            Err(error) if error.is_gone() => return Ok(false),
            Err(error) => return Err(Trouble::api(Doing::ReadingBuildsOfReviewApp, error)),
        };
        let is_late = |created| today().duration_since(created).unwrap_or_default() < DAY * days;
        let is_of_late = builds.first().and_then(crate::heroku::Build::created).is_some_and(is_late);
        Ok(is_of_late || builds.iter().any(|build| build.status == BuildStatus::Pending))
    }
}
