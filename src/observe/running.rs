//! What an app runs: the commit of its current release's slug.

use std::future::Future;

use super::{
    known::KnownBuild,
    releases::{KnownRelease, Releases, Running, build_of, current_release, pending_releases},
};
use crate::{
    clients::Clients,
    heroku::{Build, Release},
    names::ReleaseStatus,
};

impl Clients<'_> {
    /// An app's latest builds, which are on their way, and, where it matters whether it runs a commit already, what it runs. That this cannot be
    /// found out stops nothing: then it is deployed.
    pub(crate) async fn with_releases<E>(
        self,
        app: &str,
        wants_releases: bool,
        builds: impl Future<Output = Result<Vec<Build>, E>>,
    ) -> Result<(Vec<KnownBuild>, Releases), E> {
        if !wants_releases {
            let builds = builds.await?;
            return Ok((builds.iter().map(known_build).collect(), Releases::default()));
        }
        let releases = async { Ok(self.heroku.releases(app).await.unwrap_or_default()) };
        let (builds, releases) = tokio::try_join!(builds, releases)?;
        let builds: Vec<_> = builds.iter().map(known_build).collect();
        let releases: Vec<_> = releases.iter().map(known_release).collect();
        let running = self.running(app, &releases, &builds).await;
        let current = current_release(&releases).filter(|release| release.eligible);
        let current = current.map(|release| (release.id.clone(), release.version));
        Ok((builds, Releases { current, running, pending: pending_releases(&releases) }))
    }

    /// A build that is known tells the commit; a promotion, or a build of long ago, has to be looked up.
    async fn running(self, app: &str, releases: &[KnownRelease], builds: &[KnownBuild]) -> Option<Running> {
        let current = current_release(releases)?;
        let build = build_of(current, builds);
        let commit = match build {
            Some(build) => build.version.clone(),
            None => self.heroku.slug_commit(app, current.slug.as_ref()?).await.ok()?,
        };
        let description = build.and_then(|build| build.description.clone());
        Some(Running { commit: commit?.parse().ok()?, version: current.version, description })
    }
}

fn known_build(build: &Build) -> KnownBuild {
    KnownBuild {
        id: build.id.clone(),
        version: build.version().map(ToOwned::to_owned),
        description: build.description().map(ToOwned::to_owned),
        status: build.status.clone(),
        release: build.release().cloned(),
        slug: build.slug().cloned(),
    }
}

/// A release as a value.
pub(crate) fn known_release(release: &Release) -> KnownRelease {
    KnownRelease {
        id: release.id.clone(),
        version: release.version,
        status: release.status.clone(),
        current: release.current == Some(true),
        slug: release.slug().cloned(),
        // An older API does not say.
        eligible: release.eligible_for_rollback.unwrap_or(release.status == ReleaseStatus::Succeeded),
    }
}
