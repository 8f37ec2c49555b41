//! Deployments that are over: no link to them may look alive.

use futures_util::future::join_all;

use super::{Announcer, deployments::GONE, missing::Permission::Deployments};
use crate::github::DeploymentState;

/// After so many deployments in a row that are inactive already, the older ones are taken to be so too.
const INACTIVE_IN_A_ROW: usize = 3;
/// So many are looked at side by side.
const AT_ONCE: usize = 10;
/// More pages than this nobody turns.
const MOST_PAGES: u32 = 100;

impl Announcer<'_> {
    /// An app is gone: all of its deployments become inactive.
    pub(super) async fn all_inactive(&self, app: &str) {
        for number in 1..=MOST_PAGES {
            let Some((deployments, more)) = self.page(app, number).await else { return };
            for ids in deployments.chunks(AT_ONCE) {
                let Some(active) = self.active(ids).await else { return };
                self.inactive(&active, GONE).await;
            }
            if !more {
                return;
            }
        }
    }

    /// The deployments of an app that are not inactive, without `own`, back to where they are so already. `newest` is the
    /// first page of them.
    pub(super) async fn active_before(&self, app: &str, own: u64, newest: (Vec<u64>, bool)) -> Vec<u64> {
        let (mut found, mut page) = (Vec::new(), newest);
        for number in 2..=MOST_PAGES {
            let (mut ids, more) = page;
            ids.retain(|id| *id != own);
            for ids in ids.chunks(INACTIVE_IN_A_ROW) {
                let Some(active) = self.active(ids).await else { return found };
                if active.is_empty() && ids.len() == INACTIVE_IN_A_ROW {
                    return found;
                }
                found.extend(active);
            }
            let older = if more { self.page(app, number).await } else { None };
            match older {
                Some(older) => page = older,
                None => return found,
            }
        }
        found
    }

    /// A page of an app's deployments, and whether there is another.
    pub(super) async fn page(&self, app: &str, number: u32) -> Option<(Vec<u64>, bool)> {
        let answer = self.github.deployments(self.about.repository, app, number).await;
        let (deployments, more) = self.missing.told(Deployments, answer)?;
        Some((deployments.iter().map(|deployment| deployment.id).collect(), more))
    }

    /// Those that are not inactive; none where GitHub refuses.
    async fn active(&self, ids: &[u64]) -> Option<Vec<u64>> {
        let state = async |id: u64| {
            let answer = self.github.deployment_state(self.about.repository, id).await;
            Some((id, self.missing.told(Deployments, answer)?))
        };
        let states: Option<Vec<_>> = join_all(ids.iter().map(|id| state(*id))).await.into_iter().collect();
        let active = states?.into_iter().filter(|(_, state)| state.as_deref() != Some("inactive"));
        Some(active.map(|(id, _)| id).collect())
    }

    /// Makes them inactive, one after the other, as GitHub asks for.
    pub(super) async fn inactive(&self, ids: &[u64], description: &str) {
        for id in ids {
            if self.say(*id, DeploymentState::Inactive, None, description).await.is_none() {
                return;
            }
        }
    }
}
