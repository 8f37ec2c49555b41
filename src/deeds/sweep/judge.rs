//! Which review apps nothing needs, going by the lists alone.

use std::{
    collections::{BTreeSet, HashMap},
    time::{Duration, SystemTime},
};

use crate::{
    event::PullRequest,
    heroku::{App, ReviewApp},
    names::{AppId, BranchName, CommitSha, RepoSlug, ReviewAppStatus},
    observe::all_pulls::other_pull,
    ownership::subject::Subject,
    steps::sweep_away::Because,
};

/// A run may still be creating a review app that is younger than this.
const YOUNG: Duration = Duration::from_mins(15);
const DAY: Duration = Duration::from_hours(24);

/// The lists. The review apps are listed first, so whatever they were made for existed by the time of the other lists.
#[derive(Debug)]
pub(super) struct Lists {
    /// All open pull requests.
    pub(super) open: Vec<PullRequest>,
    /// Those of the pull requests that review apps name that are not open.
    pub(super) closed: HashMap<u64, PullRequest>,
    /// All branches, unless every review app has a pull request.
    pub(super) branches: BTreeSet<String>,
    /// The review apps' apps, if it matters when they were last deployed to.
    pub(super) apps: HashMap<AppId, App>,
    /// When the lists were read.
    pub(super) today: SystemTime,
}

/// A review app that nothing needs, if it is this repository's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Doomed {
    /// The branch or pull request that it was for.
    pub(super) subject: Subject,
    /// The head commit of the pull request, if there is one.
    pub(super) head: Option<CommitSha>,
    /// Why nothing needs it.
    pub(super) because: Because,
}

impl Lists {
    /// Why nothing needs a review app, and what it was for; `None` if it stays.
    pub(super) fn judge(&self, app: &ReviewApp, stale_days: Option<u32>, repository: &RepoSlug) -> Option<Doomed> {
        let branch: BranchName = app.branch.parse().ok()?;
        let stale = || stale_days.filter(|days| self.is_idle_for(app, *days)).map(|days| Because::Stale { days });
        let (subject, head, because) = match app.pr_number {
            Some(number) => {
                let pull = self.pull(number).filter(|pull| pull.head_branch == branch)?;
                let because = if pull.open { stale()? } else { Because::Closed { pull: pull.number } };
                (subject(pull), Some(pull.head_commit.clone()), because)
            }
            // Heroku does not say which of the fork's pull requests it is for.
            None if app.fork().is_some() => return None,
            None => {
                let is_there = self.branches.contains(branch.as_str());
                let because = if is_there { stale()? } else { Because::BranchGone { branch: branch.clone() } };
                (Subject::of_branch(branch, repository), None, because)
            }
        };
        let is_kept = app.status == ReviewAppStatus::Deleted
            || self.is_being_made(app)
            || other_pull(&self.open, &subject).is_some();
        (!is_kept).then_some(Doomed { subject, head, because })
    }

    fn pull(&self, number: u64) -> Option<&PullRequest> {
        self.open.iter().find(|pull| pull.number.get() == number).or_else(|| self.closed.get(&number))
    }

    fn is_being_made(&self, app: &ReviewApp) -> bool {
        let is_young = app.created().is_none_or(|created| self.since(created) < YOUNG);
        is_young && matches!(app.status, ReviewAppStatus::Pending | ReviewAppStatus::Creating)
    }

    /// Whether the last deploy was at least so many days ago. Without a release, the app's creation counts. If Heroku
    /// does not show the app, the answer is no.
    fn is_idle_for(&self, app: &ReviewApp, days: u32) -> bool {
        let deployed = match app.app().map(|id| self.apps.get(id)) {
            Some(Some(there)) => there.released().or_else(|| app.created()),
            Some(None) => None,
            None => app.created(),
        };
        deployed.is_some_and(|deployed| self.since(deployed) >= DAY * days)
    }

    fn since(&self, moment: SystemTime) -> Duration {
        self.today.duration_since(moment).unwrap_or_default()
    }
}

fn subject(pull: &PullRequest) -> Subject {
    Subject {
        branch: pull.head_branch.clone(),
        pull: Some(pull.number),
        fork: pull.fork_id(),
        repository: pull.head_repository.as_ref().map(|head| head.slug.clone()),
    }
}
