//! Deployments that are over: no link to them may look alive.

use futures_util::future::join_all;

use super::{Announcer, missing::Permission::Deployments};
use crate::github::DeploymentState;

/// After so many deployments in a row that are inactive already, the older ones are taken to be so too.
const INACTIVE_IN_A_ROW: usize = 3;
/// So many are looked at side by side.
const AT_ONCE: usize = 10;
/// More pages than this nobody turns.
const MOST_PAGES: u32 = 100;

impl Announcer<'_> {
    /// An app is gone: all of its deployments become inactive.
    pub(super) async fn all_inactive(&self, app: &str, description: &str) {
        for page in 1..=MOST_PAGES {
            let Some((deployments, more)) = self.deployments(app, page).await else { return };
            for ids in deployments.chunks(AT_ONCE) {
                if self.inactive(ids, description).await.is_none() {
                    return;
                }
            }
            if !more {
                return;
            }
        }
    }

    /// Those deployments of an app that are older become inactive, back to where they are so already.
    pub(super) async fn older_inactive(&self, app: &str, is_older: impl Fn(u64) -> bool, description: &str) {
        for page in 1..=MOST_PAGES {
            let Some((deployments, more)) = self.deployments(app, page).await else { return };
            let older: Vec<_> = deployments.into_iter().filter(|id| is_older(*id)).collect();
            for ids in older.chunks(INACTIVE_IN_A_ROW) {
                match self.inactive(ids, description).await {
                    Some(changed) if changed > 0 || ids.len() < INACTIVE_IN_A_ROW => {}
                    _ => return,
                }
            }
            if !more {
                return;
            }
        }
    }

    async fn deployments(&self, app: &str, page: u32) -> Option<(Vec<u64>, bool)> {
        let answer = self.github.deployments(self.about.repository, app, page).await;
        let (deployments, more) = self.missing.told(Deployments, answer)?;
        Some((deployments.iter().map(|deployment| deployment.id).collect(), more))
    }

    /// Makes those inactive that are not, and tells how many; none where GitHub refuses.
    async fn inactive(&self, ids: &[u64], description: &str) -> Option<usize> {
        let state = async |id: u64| {
            let answer = self.github.deployment_state(self.about.repository, id).await;
            Some((id, self.missing.told(Deployments, answer)?))
        };
        let states: Option<Vec<_>> = join_all(ids.iter().map(|id| state(*id))).await.into_iter().collect();
        let is_active = |state: &Option<String>| state.as_deref() != Some("inactive");
        let active: Vec<_> = states?.into_iter().filter(|(_, state)| is_active(state)).collect();
        // Writes come one after the other, as GitHub asks for.
        for (id, _) in &active {
            self.say(*id, DeploymentState::Inactive, None, description).await?;
        }
        Some(active.len())
    }
}
