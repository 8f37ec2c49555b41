//! From a build that Heroku accepted to a release that is final.

use std::time::Duration;

use super::{Context, Ledger, context::Patience, stream::show};
use crate::{
    heroku::{Build, Release, SetupBuild},
    http::{ApiError, Instant, Pace},
    names::{BuildStatus, ReleaseId, ReleaseStatus},
    outcome::{Stage, Trouble},
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
    mut build: Build,
) -> Result<(Build, Vec<String>), Trouble> {
    let (mut pace, mut patience) = (Pace::new(), Patience::default());
    let mut is_over = async |build: &mut Build| {
        if !build.status.is_final() {
            let answer = context.heroku.build(app, &build.id).await;
            if let Some(now) = patience.bear(answer).map_err(|error| watching(ledger, error))? {
                *build = now;
                ledger.note_build(build);
            }
        }
        Ok(build.status.is_final())
    };
    while build.output_stream_url.is_none() && !is_over(&mut build).await? {
        let what = || format!("Waiting for the output of {}'s build", ledger.app_name());
        context.wait(&mut pace, ledger, what).await;
    }
    let tail = match build.output_stream_url.clone() {
        Some(address) => {
            let prefix = context.prefix(&ledger.app_name());
            show(context, ledger, &address, &prefix, async || is_over(&mut build).await).await?
        }
        None => Vec::new(),
    };
    Ok((build, tail))
}

/// Notes how far an app setup's build is.
pub(super) fn note_setup_build(ledger: &Ledger, build: &SetupBuild) {
    ledger.saw(format!("the first build, {}, is {}", build.id, build.status));
    ledger.note(|report| {
        report.build_id = Some(build.id.clone());
        report.build_status = Some(build.status.clone());
    });
}

fn watching(ledger: &Ledger, error: ApiError) -> Trouble {
    let app = ledger.app_name();
    Trouble::Api { doing: format!("watching the work on `{app}` ({})", ledger.last_seen()), error }
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
    let release = asked_for(context, ledger, app, &id).await?;
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
    mut build: Build,
) -> Result<Option<ReleaseId>, Trouble> {
    let (started, mut pace, mut patience) = (Instant::now(), Pace::new(), Patience::default());
    while build.release().is_none() && started.elapsed() < RELEASE_NAMED_WITHIN {
        context.wait(&mut pace, ledger, || format!("Waiting for the release of {}", ledger.app_name())).await;
        let answer = context.heroku.build(app, &build.id).await;
        build = patience.bear(answer).map_err(|error| watching(ledger, error))?.unwrap_or(build);
    }
    Ok(build.release().cloned())
}

async fn asked_for(context: &Context<'_>, ledger: &Ledger, app: &str, id: &ReleaseId) -> Result<Release, Trouble> {
    let (mut pace, mut patience) = (Pace::new(), Patience::default());
    loop {
        let answer = context.heroku.release(app, id).await;
        if let Some(release) = patience.bear(answer).map_err(|error| watching(ledger, error))? {
            ledger.note_release(&release);
            return Ok(release);
        }
        pace.wait().await;
    }
}

async fn release_until_final(
    context: &Context<'_>,
    ledger: &Ledger,
    app: &str,
    mut release: Release,
) -> Result<(Release, Vec<String>), Trouble> {
    let Some(address) = with_output(context, ledger, app, &mut release).await? else {
        return Ok((release, Vec::new()));
    };
    let name = ledger.app_name();
    context.group(&name, &format!("Release phase of v{} on {name}", release.version));
    let mut patience = Patience::default();
    let is_over = async || {
        if !release.status.is_final() {
            let answer = context.heroku.release(app, &release.id).await;
            if let Some(now) = patience.bear(answer).map_err(|error| watching(ledger, error))? {
                release = now;
                ledger.note_release(&release);
            }
        }
        Ok(release.status.is_final())
    };
    let shown = show(context, ledger, &address, &context.prefix(&name), is_over).await;
    context.end_group();
    Ok((release, shown?))
}

/// Waits until a release has output to show, or is final without any.
async fn with_output(
    context: &Context<'_>,
    ledger: &Ledger,
    app: &str,
    release: &mut Release,
) -> Result<Option<crate::http::SecretUrl>, Trouble> {
    let mut pace = Pace::new();
    while release.output_stream_url.is_none() && !release.status.is_final() {
        let what = || format!("Waiting for release v{}, which is {}", release.version, release.status);
        context.wait(&mut pace, ledger, what).await;
        *release = asked_for(context, ledger, app, &release.id).await?;
    }
    Ok(release.output_stream_url.clone())
}
