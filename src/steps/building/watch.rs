//! From a build that Heroku accepted to a release that is final.

use std::time::Duration;

use crate::{
    heroku::{Build, Release, SetupBuild},
    http::{ApiError, Instant},
    names::{BuildId, BuildStatus, ReleaseId, ReleaseStatus},
    outcome::{Doing, ReleaseOrigin, Stage, Trouble, Waiting},
    progress::ledger::Ledger,
    steps::{
        desk::Desk,
        output::show,
        poll::{Patience, poll, silent},
    },
};

/// How long a successful build may not name its release.
const RELEASE_NAMED_WITHIN: Duration = Duration::from_mins(1);

/// Follows a build and its release until both are final. The output of a build that is over already is not shown:
/// another run did that.
pub(in crate::steps) async fn follow(desk: &Desk<'_>, app: &str, build: Build) -> Result<(), Trouble> {
    if build.status != BuildStatus::Succeeded {
        return follow_whole(desk, app, build).await;
    }
    desk.ledger.note_build(&build);
    follow_release(desk, app, build, false).await
}

/// The same for this run's own build: shows its output even if it ended before it could be read.
pub(in crate::steps) async fn follow_whole(desk: &Desk<'_>, app: &str, build: Build) -> Result<(), Trouble> {
    desk.ledger.note_build(&build);
    let build = follow_build(desk, app, build).await?;
    follow_release(desk, app, build, true).await
}

async fn follow_build(desk: &Desk<'_>, app: &str, build: Build) -> Result<Build, Trouble> {
    desk.ledger.begin(Stage::Build);
    let name = desk.ledger.app_name();
    desk.group(&format!("Build on {name}"));
    let followed = until_final(desk, app, build).await;
    desk.end_group();
    let (build, tail) = followed?;
    let seconds = desk.ledger.end_stage();
    desk.say(&format!("Build {} after {seconds} s", build.status));
    desk.say_what_was_left();
    if build.status == BuildStatus::Succeeded { Ok(build) } else { Err(Trouble::BuildFailed { tail }) }
}

async fn until_final(desk: &Desk<'_>, app: &str, build: Build) -> Result<(Build, Vec<String>), Trouble> {
    let mut build = build_with_output(desk, app, build).await?;
    let Some(address) = build.output_stream_url.clone() else { return Ok((build, Vec::new())) };
    let mut patience = Patience::default();
    let is_over = async || {
        if !build.status.is_final()
            && let Some(now) = patience.bear(build_now(desk, app, &build.id).await)?
        {
            build = now;
        }
        Ok(build.status.is_final())
    };
    let prefix = desk.prefix();
    let tail = show(desk, &address, &prefix, is_over).await?;
    Ok((build, tail))
}

/// Waits until a build has output to show, or is final without any.
async fn build_with_output(desk: &Desk<'_>, app: &str, build: Build) -> Result<Build, Trouble> {
    let id = build.id.clone();
    let ask = async || build_now(desk, app, &id).await;
    let is_ready = |build: &Build| build.output_stream_url.is_some() || build.status.is_final();
    let line = |_: Option<&Build>| Some(format!("Waiting for the output of {}'s build", desk.ledger.app_name()));
    poll(desk, Some(build), ask, is_ready, line).await
}

async fn build_now(desk: &Desk<'_>, app: &str, id: &BuildId) -> Result<Build, Trouble> {
    let build = desk.clients.heroku.build(app, id).await.map_err(|error| watching(desk, error))?;
    desk.ledger.note_build(&build);
    Ok(build)
}

/// Notes the status of an app setup's build.
pub(in crate::steps) fn note_setup_build(ledger: &Ledger, build: &SetupBuild) {
    ledger.now_waiting_for(Waiting::FirstBuild { status: build.status.clone() });
    ledger.note_build_status(&build.id, &build.status);
}

fn watching(desk: &Desk<'_>, error: ApiError) -> Trouble {
    Trouble::api(Doing::WatchingWork { app: desk.ledger.app_name(), waiting_for: desk.ledger.waiting_for() }, error)
}

pub(in crate::steps) async fn follow_release(
    desk: &Desk<'_>,
    app: &str,
    build: Build,
    fresh: bool,
) -> Result<(), Trouble> {
    desk.ledger.begin(Stage::Release);
    let id = named_release(desk, app, build).await?.ok_or(Trouble::NoRelease)?;
    let ask = async || release_now(desk, app, &id).await;
    let release = poll(desk, None, ask, |_| true, silent).await?;
    if release.status == ReleaseStatus::Succeeded && !fresh {
        return end_release(desk, release, Vec::new(), ReleaseOrigin::Build);
    }
    follow_known_release(desk, app, release).await
}

/// Follows the release of a build until it is final.
async fn follow_known_release(desk: &Desk<'_>, app: &str, release: Release) -> Result<(), Trouble> {
    follow_release_of(desk, app, release, ReleaseOrigin::Build).await
}

/// Follows a release until it is final. The report does not mention one of config vars.
pub(in crate::steps) async fn follow_release_of(
    desk: &Desk<'_>,
    app: &str,
    release: Release,
    of: ReleaseOrigin,
) -> Result<(), Trouble> {
    desk.ledger.note_release(&release);
    let (release, tail) = release_until_final(desk, app, release).await?;
    if of == ReleaseOrigin::ConfigVars {
        desk.ledger.forget_release();
    }
    end_release(desk, release, tail, of)
}

fn end_release(desk: &Desk<'_>, release: Release, tail: Vec<String>, of: ReleaseOrigin) -> Result<(), Trouble> {
    let seconds = desk.ledger.end_stage();
    desk.say(&format!("Release v{} {} after {seconds} s", release.version, release.status));
    desk.say_what_was_left();
    match release.status {
        ReleaseStatus::Succeeded => Ok(()),
        status => Err(Trouble::ReleaseFailed { of, version: release.version, status, tail }),
    }
}

/// The release of a successful build, which may name it a little later than its status.
async fn named_release(desk: &Desk<'_>, app: &str, build: Build) -> Result<Option<ReleaseId>, Trouble> {
    let (started, id) = (Instant::now(), build.id.clone());
    let ask = async || build_now(desk, app, &id).await;
    let is_named = |build: &Build| build.release().is_some() || started.elapsed() >= RELEASE_NAMED_WITHIN;
    let line = |_: Option<&Build>| Some(format!("Waiting for the release of {}", desk.ledger.app_name()));
    let build = poll(desk, Some(build), ask, is_named, line).await?;
    match build.release() {
        Some(release) => Ok(Some(release.clone())),
        None => release_of_slug(desk, app, &build).await,
    }
}

/// The release of a build that does not name it. Later ones, such as those of config vars, run the same slug.
async fn release_of_slug(desk: &Desk<'_>, app: &str, build: &Build) -> Result<Option<ReleaseId>, Trouble> {
    let Some(slug) = build.slug() else { return Ok(None) };
    let releases = desk.clients.heroku.releases(app).await.map_err(|error| watching(desk, error))?;
    let of_slug = releases.into_iter().filter(|release| release.slug() == Some(slug));
    Ok(of_slug.min_by_key(|release| release.version).map(|release| release.id))
}

async fn release_until_final(desk: &Desk<'_>, app: &str, release: Release) -> Result<(Release, Vec<String>), Trouble> {
    let mut release = release_with_output(desk, app, release).await?;
    let Some(address) = release.output_stream_url.clone() else { return Ok((release, Vec::new())) };
    let name = desk.ledger.app_name();
    desk.group(&format!("Release phase of v{} on {name}", release.version));
    let mut patience = Patience::default();
    let is_over = async || {
        if !release.status.is_final()
            && let Some(now) = patience.bear(release_now(desk, app, &release.id).await)?
        {
            release = now;
        }
        Ok(release.status.is_final())
    };
    let shown = show(desk, &address, &desk.prefix(), is_over).await;
    desk.end_group();
    Ok((release, shown?))
}

/// Waits until a release has output to show, or is final without any.
async fn release_with_output(desk: &Desk<'_>, app: &str, release: Release) -> Result<Release, Trouble> {
    let id = release.id.clone();
    let ask = async || release_now(desk, app, &id).await;
    let is_ready = |release: &Release| release.output_stream_url.is_some() || release.status.is_final();
    let line = |latest: Option<&Release>| {
        latest.map(|release| format!("Waiting for release v{}, which is {}", release.version, release.status))
    };
    poll(desk, Some(release), ask, is_ready, line).await
}

async fn release_now(desk: &Desk<'_>, app: &str, id: &ReleaseId) -> Result<Release, Trouble> {
    let release = desk.clients.heroku.release(app, id).await.map_err(|error| watching(desk, error))?;
    desk.ledger.note_release(&release);
    Ok(release)
}
