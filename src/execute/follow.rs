//! From a build that Heroku accepted to a release that is final.

use std::time::{Duration, Instant};

use super::{
    Context, Ledger,
    poll::{Patience, poll, silent},
    stream::show,
};
use crate::{
    heroku::{Build, Release, SetupBuild},
    http::ApiError,
    names::{BuildId, BuildStatus, ReleaseId, ReleaseStatus},
    outcome::{Doing, Stage, Trouble, Waiting},
};

/// For so long a build that succeeded may not name its release.
const RELEASE_NAMED_WITHIN: Duration = Duration::from_mins(1);

/// Follows a build and its release until both are final. The output of a build that is over already is not shown:
/// another run did that.
pub(super) async fn follow(context: &Context<'_>, ledger: &Ledger, app: &str, build: Build) -> Result<(), Trouble> {
    if build.status != BuildStatus::Succeeded {
        return follow_whole(context, ledger, app, build).await;
    }
    ledger.note_build(&build);
    follow_release(context, ledger, app, build, false).await
}

/// The same for a build that is this run's own: its output is shown even if it was over before it could be looked at.
pub(super) async fn follow_whole(
    context: &Context<'_>,
    ledger: &Ledger,
    app: &str,
    build: Build,
) -> Result<(), Trouble> {
    ledger.note_build(&build);
    let build = follow_build(context, ledger, app, build).await?;
    follow_release(context, ledger, app, build, true).await
}

async fn follow_build(context: &Context<'_>, ledger: &Ledger, app: &str, build: Build) -> Result<Build, Trouble> {
    ledger.begin(Stage::Build);
    let name = ledger.app_name();
    context.group(&name, &format!("Build {} on {name}", build.id));
    let followed = until_final(context, ledger, app, build).await;
    context.end_group();
    let (build, tail) = followed?;
    let seconds = ledger.end_stage();
    context.say(&name, &format!("Build {} after {seconds} s", build.status));
    context.say_what_was_left();
    if build.status == BuildStatus::Succeeded { Ok(build) } else { Err(Trouble::BuildFailed { tail }) }
}

async fn until_final(
    context: &Context<'_>,
    ledger: &Ledger,
    app: &str,
    build: Build,
) -> Result<(Build, Vec<String>), Trouble> {
    let mut build = build_with_output(context, ledger, app, build).await?;
    let Some(address) = build.output_stream_url.clone() else { return Ok((build, Vec::new())) };
    let mut patience = Patience::default();
    let is_over = async || {
        if !build.status.is_final()
            && let Some(now) = patience.bear(build_now(context, ledger, app, &build.id).await)?
        {
            build = now;
        }
        Ok(build.status.is_final())
    };
    let prefix = context.prefix(&ledger.app_name());
    let tail = show(context, ledger, &address, &prefix, is_over).await?;
    Ok((build, tail))
}

/// Waits until a build has output to show, or is final without any.
async fn build_with_output(context: &Context<'_>, ledger: &Ledger, app: &str, build: Build) -> Result<Build, Trouble> {
    let id = build.id.clone();
    let ask = async || build_now(context, ledger, app, &id).await;
    let is_ready = |build: &Build| build.output_stream_url.is_some() || build.status.is_final();
    let line = |_: Option<&Build>| Some(format!("Waiting for the output of {}'s build", ledger.app_name()));
    poll(context, ledger, Some(build), ask, is_ready, line).await
}

async fn build_now(context: &Context<'_>, ledger: &Ledger, app: &str, id: &BuildId) -> Result<Build, Trouble> {
    let build = context.heroku.build(app, id).await.map_err(|error| watching(ledger, error))?;
    ledger.note_build(&build);
    Ok(build)
}

/// Notes how far an app setup's build is.
pub(super) fn note_setup_build(ledger: &Ledger, build: &SetupBuild) {
    ledger.now_waiting_for(Waiting::FirstBuild { id: build.id.clone(), status: build.status.clone() });
    ledger.note_build_status(&build.id, &build.status);
}

fn watching(ledger: &Ledger, error: ApiError) -> Trouble {
    Trouble::api(Doing::WatchingWork { app: ledger.app_name(), waiting_for: ledger.waiting_for() }, error)
}

pub(super) async fn follow_release(
    context: &Context<'_>,
    ledger: &Ledger,
    app: &str,
    build: Build,
    fresh: bool,
) -> Result<(), Trouble> {
    ledger.begin(Stage::Release);
    let name = ledger.app_name();
    let id = named_release(context, ledger, app, build).await?.ok_or(Trouble::NoRelease)?;
    let ask = async || release_now(context, ledger, app, &id).await;
    let release = poll(context, ledger, None, ask, |_| true, silent).await?;
    let (release, tail) = if release.status == ReleaseStatus::Succeeded && !fresh {
        (release, Vec::new())
    } else {
        release_until_final(context, ledger, app, release).await?
    };
    let seconds = ledger.end_stage();
    context.say(&name, &format!("Release v{} {} after {seconds} s", release.version, release.status));
    context.say_what_was_left();
    match release.status {
        ReleaseStatus::Succeeded => Ok(()),
        status => Err(Trouble::ReleaseFailed { version: release.version, status, tail }),
    }
}

/// The release of a build that succeeded: it may be named a little later than the status says so.
async fn named_release(
    context: &Context<'_>,
    ledger: &Ledger,
    app: &str,
    build: Build,
) -> Result<Option<ReleaseId>, Trouble> {
    let (started, id) = (Instant::now(), build.id.clone());
    let ask = async || build_now(context, ledger, app, &id).await;
    let is_named = |build: &Build| build.release().is_some() || started.elapsed() >= RELEASE_NAMED_WITHIN;
    let line = |_: Option<&Build>| Some(format!("Waiting for the release of {}", ledger.app_name()));
    let build = poll(context, ledger, Some(build), ask, is_named, line).await?;
    Ok(build.release().cloned())
}

async fn release_until_final(
    context: &Context<'_>,
    ledger: &Ledger,
    app: &str,
    release: Release,
) -> Result<(Release, Vec<String>), Trouble> {
    let mut release = release_with_output(context, ledger, app, release).await?;
    let Some(address) = release.output_stream_url.clone() else { return Ok((release, Vec::new())) };
    let name = ledger.app_name();
    context.group(&name, &format!("Release phase of v{} on {name}", release.version));
    let mut patience = Patience::default();
    let is_over = async || {
        if !release.status.is_final()
            && let Some(now) = patience.bear(release_now(context, ledger, app, &release.id).await)?
        {
            release = now;
        }
        Ok(release.status.is_final())
    };
    let shown = show(context, ledger, &address, &context.prefix(&name), is_over).await;
    context.end_group();
    Ok((release, shown?))
}

/// Waits until a release has output to show, or is final without any.
async fn release_with_output(
    context: &Context<'_>,
    ledger: &Ledger,
    app: &str,
    release: Release,
) -> Result<Release, Trouble> {
    let id = release.id.clone();
    let ask = async || release_now(context, ledger, app, &id).await;
    let is_ready = |release: &Release| release.output_stream_url.is_some() || release.status.is_final();
    let line = |latest: Option<&Release>| {
        latest.map(|release| format!("Waiting for release v{}, which is {}", release.version, release.status))
    };
    poll(context, ledger, Some(release), ask, is_ready, line).await
}

async fn release_now(context: &Context<'_>, ledger: &Ledger, app: &str, id: &ReleaseId) -> Result<Release, Trouble> {
    let release = context.heroku.release(app, id).await.map_err(|error| watching(ledger, error))?;
    ledger.note_release(&release);
    Ok(release)
}
