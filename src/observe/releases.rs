//! What an app runs, and whether that is what it is to run.

use super::known::KnownBuild;
use crate::names::{BuildStatus, CommitSha, ReleaseId, ReleaseStatus, SlugId};

/// A release that an app has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnownRelease {
    /// Its id.
    pub(crate) id: ReleaseId,
    /// Counts up from 1 within the app.
    pub(crate) version: u64,
    /// How far its release phase is.
    pub(crate) status: ReleaseStatus,
    /// Whether Heroku calls it the current one.
    pub(crate) current: bool,
    /// What it runs.
    pub(crate) slug: Option<SlugId>,
    /// Whether Heroku lets the app go back to it.
    pub(crate) eligible: bool,
}

/// The releases of an app, as far as they tell what it runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Releases {
    /// The release that is current, if the app can be taken back to it, and its version.
    pub(crate) current: Option<(ReleaseId, u64)>,
    /// What it runs; none where that is not known.
    pub(crate) running: Option<Running>,
    /// Those that are to take its place, while their release phase goes on.
    pub(crate) pending: Vec<ReleaseId>,
}

/// The commit that an app runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Running {
    /// The commit that its slug was built from.
    pub(crate) commit: CommitSha,
    /// The version of the current release.
    pub(crate) version: u64,
    /// What the build that made its slug is described by, if that is known.
    pub(crate) description: Option<String>,
}

/// The release that an app runs, among its latest ones, the newest first. One that failed never came to run, and one that
/// was rolled back has a later one with its slug.
pub(crate) fn current_release(releases: &[KnownRelease]) -> Option<&KnownRelease> {
    let succeeded = || releases.iter().filter(|release| release.status == ReleaseStatus::Succeeded);
    succeeded().find(|release| release.current).or_else(|| succeeded().next())
}

/// Releases newer than the current one whose release phase goes on.
pub(crate) fn pending_releases(releases: &[KnownRelease]) -> Vec<ReleaseId> {
    let newer = releases.iter().take_while(|release| current_release(releases) != Some(release));
    newer.filter(|release| !release.status.is_final()).map(|release| release.id.clone()).collect()
}

/// The build that made what a release runs, if it is among these. It knows the commit without the slug being asked for.
pub(crate) fn build_of<'a>(release: &KnownRelease, builds: &'a [KnownBuild]) -> Option<&'a KnownBuild> {
    let made = |build: &&KnownBuild| build.slug.is_some() && build.slug == release.slug;
    let led_to = |build: &&KnownBuild| build.release.as_ref() == Some(&release.id);
    builds.iter().find(led_to).or_else(|| builds.iter().find(made))
}

impl Releases {
    /// The release by which an app runs a commit, where nothing is under way that changes that.
    pub(crate) fn settled_at(&self, commit: &CommitSha, builds: &[KnownBuild]) -> Option<&Running> {
        let running = self.running.as_ref().filter(|running| running.commit == *commit)?;
        let is_settled = self.pending.is_empty() && builds.iter().all(|build| build.status != BuildStatus::Pending);
        is_settled.then_some(running)
    }

    /// Whether a build succeeded whose release phase goes on.
    pub(crate) fn is_being_released(&self, build: &KnownBuild) -> bool {
        build.status == BuildStatus::Succeeded && build.release.as_ref().is_some_and(|id| self.pending.contains(id))
    }
}

#[cfg(test)]
mod tests {
    use super::{KnownBuild, KnownRelease, ReleaseStatus, build_of, current_release, pending_releases};
    use crate::names::BuildStatus;

    use ReleaseStatus::{Expired, Failed, Pending, Succeeded};

    fn release(version: u64, status: ReleaseStatus, current: bool) -> KnownRelease {
        let slug = Some(format!("slug-{version}").parse().unwrap());
        KnownRelease { id: format!("r{version}").parse().unwrap(), version, status, current, slug, eligible: true }
    }

    #[test]
    fn what_runs_is_the_newest_release_that_succeeded() {
        let rows = [
            ("none", vec![], None, 0),
            ("the newest", vec![release(4, Succeeded, true), release(3, Succeeded, false)], Some(4), 0),
            ("the newest failed", vec![release(5, Failed, false), release(4, Succeeded, true)], Some(4), 0),
            ("the newest failed, unmarked", vec![release(5, Failed, false), release(4, Succeeded, false)], Some(4), 0),
            ("a failed one is marked", vec![release(5, Failed, true), release(4, Succeeded, false)], Some(4), 0),
            ("the newest is pending", vec![release(5, Pending, false), release(4, Succeeded, true)], Some(4), 1),
            ("only pending", vec![release(1, Pending, false)], None, 1),
            ("expired", vec![release(2, Expired, false), release(1, Expired, false)], None, 0),
        ];
        for (name, releases, current, pending) in rows {
            assert_eq!(current_release(&releases).map(|release| release.version), current, "{name}");
            assert_eq!(pending_releases(&releases).len(), pending, "{name}");
        }
    }

    #[test]
    fn the_build_of_a_release_is_known_by_the_release_or_its_slug() {
        let build = |id: &str, release: Option<&str>, slug: Option<&str>| KnownBuild {
            id: id.parse().unwrap(),
            version: None,
            description: None,
            status: BuildStatus::Succeeded,
            release: release.map(|id| id.parse().unwrap()),
            slug: slug.map(|id| id.parse().unwrap()),
        };
        let builds =
            [build("b3", None, None), build("b2", Some("r4"), Some("slug-4")), build("b1", Some("r2"), Some("slug-2"))];
        let found = |release: &KnownRelease| build_of(release, &builds).map(|build| build.id.to_string());
        assert_eq!(found(&release(4, Succeeded, true)).as_deref(), Some("b2"));
        let of_config_vars = KnownRelease { slug: Some("slug-2".parse().unwrap()), ..release(7, Succeeded, true) };
        assert_eq!(found(&of_config_vars).as_deref(), Some("b1"));
        assert_eq!(found(&release(9, Succeeded, true)), None);
        assert_eq!(found(&KnownRelease { slug: None, ..release(9, Succeeded, true) }), None);
    }
}
