//! What an app's builds mean for a commit that is about to be built there.

use super::asked::Freshness;
use crate::{
    names::{BuildStatus, CommitSha},
    observe::{
        known::{Head, KnownBuild},
        releases::Releases,
    },
    outcome::Why,
    steps::build::OlderBuild,
};

/// Why a commit is no longer built. A run with a commit that is not the head would overwrite a newer deploy.
pub(super) fn superseded(freshness: Freshness, commit: &CommitSha, head: &Head) -> Option<Why> {
    match (freshness, head) {
        (Freshness::MustBeHead, Head::At(newer)) if newer != commit => Some(Why::BranchMoved(newer.clone())),
        (Freshness::MustBeHead, Head::Over(over)) => Some(Why::Over(over.clone())),
        _ => None,
    }
}

/// A build of the commit that is still running or being released.
pub(super) fn build_under_way<'a>(
    commit: &CommitSha,
    builds: impl IntoIterator<Item = &'a KnownBuild>,
    releases: &Releases,
) -> Option<&'a KnownBuild> {
    let goes_on = |build: &KnownBuild| build.status == BuildStatus::Pending || releases.is_being_released(build);
    builds.into_iter().find(|build| is_of(build, commit) && goes_on(build))
}

/// The pending builds of other commits. A build with a version that is not a commit is not ours.
pub(super) fn pending_of_others<'a>(
    builds: impl Iterator<Item = &'a KnownBuild>,
    commit: &CommitSha,
) -> Vec<OlderBuild> {
    let older = |build: &KnownBuild| {
        let version: CommitSha = build.version.as_deref()?.parse().ok()?;
        let is_needless = build.status == BuildStatus::Pending && version != *commit;
        is_needless.then(|| OlderBuild { build: build.id.clone(), commit: version })
    };
    builds.filter_map(older).collect()
}

/// Whether a build is of the commit.
pub(super) fn is_of(build: &KnownBuild, commit: &CommitSha) -> bool {
    build.version.as_deref() == Some(commit.as_str())
}
