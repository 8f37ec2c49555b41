use futures_util::future::join_all;

use super::{Deploy, images::SeenImages};
use crate::{
    clients::Clients,
    deeds::asked::{Asked, Freshness},
    heroku::App,
    http::{ApiError, Instant, SecretUrl},
    names::{AppName, ConfigVarName, GitRef},
    observe::{
        known::{Head, KnownBuild},
        releases::Releases,
    },
    outcome::{Doing, Trouble},
    steps::config_vars::differing,
};

/// The apps of a deploy, and the head of its branch.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) head: Head,
    /// When `head` was read.
    pub(crate) at: Instant,
    /// Each app by the name in the rule, or why it cannot be read.
    pub(crate) apps: Vec<(AppName, Result<SeenApp, ApiError>)>,
}

/// An existing app, and the address of GitHub's archive if that is its source.
#[derive(Debug)]
pub(crate) struct SeenApp {
    pub(crate) app: App,
    /// The newest first.
    pub(crate) builds: Vec<KnownBuild>,
    pub(crate) releases: Releases,
    pub(crate) archive: Option<SecretUrl>,
    /// The images that it gets instead of a build.
    pub(crate) images: Option<SeenImages>,
    /// The config vars that differ from those that it has.
    pub(crate) differing_vars: Vec<ConfigVarName>,
}

impl Deploy {
    /// Fails if GitHub fails, because then the head of the branch is unknown. What is wrong with one app only concerns
    /// that app.
    pub(super) async fn look(&self, clients: Clients<'_>) -> Result<Seen, Trouble> {
        let at = Instant::now();
        let apps = join_all(self.apps.iter().map(async |app| (app.clone(), self.look_at(app, clients).await)));
        let (head, apps) = tokio::join!(self.head(clients), apps);
        Ok(Seen { head: head?, at, apps })
    }

    async fn look_at(&self, app: &AppName, clients: Clients<'_>) -> Result<SeenApp, ApiError> {
        let name = app.as_str();
        let wants_releases = self.asked == Asked::ByEvent || self.after.may_roll_back();
        let (app, (builds, releases), archive, images, differing_vars) = tokio::try_join!(
            clients.heroku.app(name),
            clients.with_releases(name, wants_releases, clients.heroku.builds(name)),
            self.archive(clients),
            self.look_at_images(app, clients),
            self.differing_vars(name, clients)
        )?;
        Ok(SeenApp { app, builds, releases, archive, images, differing_vars })
    }

    async fn archive(&self, clients: Clients<'_>) -> Result<Option<SecretUrl>, ApiError> {
        if !self.material.is_plain() || !self.images.is_empty() {
            return Ok(None);
        }
        clients.github.archive(&self.repository, &self.commit).await.map(Some)
    }

    async fn differing_vars(&self, app: &str, clients: Clients<'_>) -> Result<Vec<ConfigVarName>, ApiError> {
        if self.config_vars.0.is_empty() {
            return Ok(Vec::new());
        }
        let there = clients.heroku.config_vars(app).await?;
        Ok(differing(&self.config_vars, &there).into_iter().map(|(name, _)| name.clone()).collect())
    }

    async fn head(&self, clients: Clients<'_>) -> Result<Head, Trouble> {
        let (GitRef::Branch(branch), Freshness::MustBeHead) = (&self.reference, self.freshness) else {
            return Ok(Head::Unknown);
        };
        let seen = clients.head_of_branch(branch).await;
        seen.map_err(|error| Trouble::api(Doing::ReadingHead(self.reference.clone()), error))
    }
}
