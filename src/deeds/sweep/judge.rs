//! Which review apps nothing needs, by the lists alone.

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

/// One that is in creation for less may be a run's that is under way.
const YOUNG: Duration = Duration::from_mins(15);
const DAY: Duration = Duration::from_hours(24);

/// What is listed. The review apps come first: what each was made for was there by then.
#[derive(Debug)]
pub(super) struct Lists {
    /// All open pull requests.
    pub(super) open: Vec<PullRequest>,
    /// Those that are not open, of the numbers that review apps carry.
    pub(super) closed: HashMap<u64, PullRequest>,
    /// All branches, unless no review app is for one alone.
    pub(super) branches: BTreeSet<String>,
    /// The review apps' apps, where it matters when they were deployed to.
    pub(super) apps: HashMap<AppId, App>,
    /// When all that was.
    pub(super) today: SystemTime,
}

/// A review app that nothing needs, if it is this repository's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Doomed {
    /// Whose it is then.
    pub(super) subject: Subject,
    /// The head commit of its pull request, if it is for one.
    pub(super) head: Option<CommitSha>,
    /// Why nothing needs it.
    pub(super) because: Because,
}

impl Lists {
    /// Why nothing needs a review app, and whose it is then; none where it stays.
    pub(super) fn judge(&self, app: &ReviewApp, stale_days: Option<u32>, repository: &RepoSlug) -> Option<Doomed> {
        let branch: BranchName = app.branch.parse().ok()?;
        let stale = || stale_days.filter(|days| self.is_idle_for(app, *days)).map(|days| Because::Stale { days });
        let (subject, head, because) = match app.pr_number {
            Some(number) => {
                let pull = self.pull(number).filter(|pull| pull.head_branch == branch)?;
                let because = if pull.open { stale()? } else { Because::Closed { pull: pull.number } };
                (subject(pull), Some(pull.head_commit.clone()), because)
            }
            // It says nothing of the fork's pull requests.
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

    /// Whether it was deployed to last at least so many days ago. What was never released counts from its making on; where
    /// Heroku does not show the app, nobody knows.
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
