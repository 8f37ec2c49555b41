//! Deployments that are over: no link to them may look alive.

use futures_util::future::join_all;

use super::{
    announcer::Announcer,
    later::{RunNumber, is_later},
};
use crate::{
    github::{DeploymentState, LatestStatus},
    outcome::{TargetReport, Trouble},
    report::Permission::Deployments,
};

/// The description of deployments to an app that is gone.
pub(super) const GONE: &str = "The app is destroyed";
/// After so many inactive deployments in a row, the older ones count as inactive too.
const INACTIVE_IN_A_ROW: usize = 3;
/// How many deployments are read in parallel.
const AT_ONCE: usize = 10;
/// The limit of pages read.
const MOST_PAGES: u32 = 100;

/// The deployments that an app had when this run's began.
#[derive(Debug, Default)]
pub(super) struct Before {
    /// Those that this run's replaces.
    pub(super) older: Vec<u64>,
    /// Those without a status yet: another run has only just made them.
    undecided: Vec<u64>,
    /// The newest ones, on the first page.
    newest: Vec<u64>,
}

/// A deployment's id and its latest status.
type Seen = (u64, Option<LatestStatus>);

/// Whether the report's app is gone, or going.
pub(super) fn is_gone(report: &TargetReport) -> bool {
    report.is_destruction() || matches!(report.trouble(), Some(Trouble::Vanished))
}

impl Announcer<'_> {
    /// Makes all deployments of an app that is gone inactive.
    pub(super) async fn all_inactive(&self, app: &str) {
        for number in 1..=MOST_PAGES {
            let Some((deployments, more)) = self.page(app, number).await else { return };
            for ids in deployments.chunks(AT_ONCE) {
                let Some(active) = self.active(ids).await else { return };
                let active: Vec<_> = active.into_iter().map(|(id, _)| id).collect();
                self.inactive(&active, GONE).await;
            }
            if !more {
                return;
            }
        }
    }

    /// The deployments of an app except `own`, back to a row of inactive ones. `newest` is the first page.
    pub(super) async fn before(&self, app: &str, own: u64, newest: (Vec<u64>, bool)) -> Before {
        let mut before = Before { newest: newest.0.clone(), ..Before::default() };
        let mut page = newest;
        for number in 2..=MOST_PAGES {
            let (mut ids, more) = page;
            ids.retain(|id| *id != own);
            for ids in ids.chunks(INACTIVE_IN_A_ROW) {
                let Some(active) = self.active(ids).await else { return before };
                if active.is_empty() && ids.len() == INACTIVE_IN_A_ROW {
                    return before;
                }
                for seen in active {
                    self.sort(seen, &mut before);
                }
            }
            let older = if more { self.page(app, number).await } else { None };
            match older {
                Some(older) => page = older,
                None => return before,
            }
        }
        before
    }

    /// A later run that is still at work ends its deployment itself.
    fn sort(&self, (id, status): Seen, before: &mut Before) {
        match status {
            None => before.undecided.push(id),
            Some(status) if status.is_unfinished() && is_later(run_of(&status), self.about.run) => {}
            Some(_) => before.older.push(id),
        }
    }

    /// Deployments of earlier runs that look alive, and that were missing or had no status when this run's began.
    pub(super) async fn late(&self, app: &str, own: u64, before: &Before) -> Vec<u64> {
        let Some((mut ids, _)) = self.page(app, 1).await else { return Vec::new() };
        ids.retain(|id| *id != own && (before.undecided.contains(id) || !before.newest.contains(id)));
        let active = self.active(&ids).await.unwrap_or_default();
        let is_earlier = |(_, status): &Seen| is_later(self.about.run, status.as_ref().and_then(run_of));
        active.into_iter().filter(is_earlier).map(|(id, _)| id).collect()
    }

    /// A page of an app's deployments, and whether there is another.
    pub(super) async fn page(&self, app: &str, number: u32) -> Option<(Vec<u64>, bool)> {
        if let Some(listed) = self.listed
            && let Some(all) = listed.deployments_of(app, self.github, self.about.repository).await
        {
            return Some((all, false));
        }
        let answer = self.github.deployments(self.about.repository, app, number).await;
        let (deployments, more) = self.warnings.ok_or_warn(Deployments, answer)?;
        Some((deployments.iter().map(|deployment| deployment.id).collect(), more))
    }

    /// Those that are not inactive, or none if GitHub refuses.
    async fn active(&self, ids: &[u64]) -> Option<Vec<Seen>> {
        let seen = join_all(ids.iter().map(|id| self.seen(*id))).await;
        let seen: Option<Vec<_>> = seen.into_iter().collect();
        Some(seen?.into_iter().filter(|(_, status)| !status.as_ref().is_some_and(is_inactive)).collect())
    }

    /// Whether a deployment is inactive. `false` if GitHub does not say.
    pub(super) async fn is_inactive(&self, id: u64) -> bool {
        let seen = self.seen(id).await;
        seen.and_then(|(_, status)| status).is_some_and(|status| is_inactive(&status))
    }

    async fn seen(&self, id: u64) -> Option<Seen> {
        let answer = self.github.deployment_status(self.about.repository, id).await;
        Some((id, self.warnings.ok_or_warn(Deployments, answer)?))
    }

    /// Makes them inactive one after the other, as GitHub asks clients to write.
    pub(super) async fn inactive(&self, ids: &[u64], description: &str) {
        for id in ids {
            if self.say(*id, DeploymentState::Inactive, description).await.is_none() {
                return;
            }
        }
    }
}

fn is_inactive(status: &LatestStatus) -> bool {
    status.state == "inactive"
}

fn run_of(status: &LatestStatus) -> Option<RunNumber> {
    RunNumber::in_address(status.log_url.as_deref()?)
}
