//! Review apps that were gone before this run looked: somebody deleted them, or a run was cut short. Only GitHub still
//! knows their names.

use futures_util::future::join_all;

use super::about::Kind;
use super::announcer::Announcer;
use super::sections::section_of;
use crate::{
    names::PullNumber,
    outcome::{Done, End, TargetReport},
    progress::obligations::deployment::is_by_branchline,
    report::{Permission, tells_of},
};

/// The apps that the pull request's head commit was deployed to.
#[derive(Debug, Default)]
pub(super) struct Deployed {
    /// Those that Heroku no longer has.
    pub(super) gone: Vec<String>,
    /// Those that Heroku has or may have.
    there: Vec<String>,
}

impl Announcer<'_> {
    /// Makes the deployments of these apps inactive, and says in the comment that they are gone.
    pub(super) async fn gone_before(&self) {
        let deployed = self.deployed().await;
        tokio::join!(
            async {
                for app in &deployed.gone {
                    self.all_inactive(app).await;
                }
            },
            async {
                if let Some(pull) = self.about.pull {
                    self.gone_in_comment(pull, &deployed).await;
                }
            }
        );
    }

    /// The review apps that the head commit was deployed to. Another pull request's live review app may have the same
    /// commit, so Heroku is asked about each.
    pub(super) async fn deployed(&self) -> Deployed {
        let mut deployed = Deployed::default();
        let Some(head) = self.about.head.as_ref().filter(|_| self.about.deployments) else { return deployed };
        let all = self.github.deployments_of(self.about.repository, head).await;
        let all = self.warnings.ok_or_warn(Permission::Deployments, all).unwrap_or_default();
        let ours = all.into_iter().filter(|it| it.transient && is_by_branchline(it));
        let mut apps: Vec<_> = ours.map(|deployment| deployment.environment).collect();
        apps.sort();
        apps.dedup();
        let found = join_all(apps.iter().map(|app| self.heroku.app(app))).await;
        for (app, found) in apps.into_iter().zip(found) {
            // Heroku answers 403 for an app that was just deleted. But an app that this run knows only from GitHub may
            // belong to another account.
            let read_before = self.about.kind != Kind::AlreadyGone;
            let is_gone = found.is_err_and(|error| error.is_gone() || read_before && error.is_forbidden());
            if is_gone { deployed.gone.push(app) } else { deployed.there.push(app) }
        }
        deployed
    }

    async fn gone_in_comment(&self, pull: PullNumber, deployed: &Deployed) {
        let found = self.warnings.ok_or_warn(Permission::PullRequests, self.found(pull).await);
        let Some(comment) = found.flatten() else { return };
        let section = section_of(comment.text(), &self.about.pipeline);
        if deployed.there.iter().any(|app| tells_of(section, app)) {
            return;
        }
        let app = deployed.gone.iter().find(|app| tells_of(section, app)).cloned();
        let report =
            TargetReport { end: End::Done(Done::Destroyed), ..TargetReport::begun(Done::Destroyed, app, None) };
        self.say_in_comment(pull, &report).await;
    }
}
