//! Asking for a build, exactly once.

use std::time::{Duration, Instant};

use super::{Context, Ledger, stream::let_it_settle};
use crate::{
    heroku::{Build, SourceBlob},
    http::{ApiError, Repeat, Verdict, pause, verdict},
    names::{BuildId, CommitSha, RepoSlug},
    outcome::Trouble,
    report::in_one_line,
};

/// How often it is looked whether a request whose answer was lost was carried out.
const LOOKS: u32 = 2;

/// The runner kills a cancelled step after ten seconds.
const CANCELLING: Duration = Duration::from_secs(4);

/// A build to be asked for.
pub(super) struct BuildRequest<'a> {
    /// The app's name or id.
    pub(super) app: &'a str,
    /// The repository that has the commit.
    pub(super) repository: &'a RepoSlug,
    /// The commit.
    pub(super) commit: &'a CommitSha,
    /// The builds that were there before, so that a new one can be told from them.
    pub(super) known: Vec<BuildId>,
}

/// Asks for a build. Where an answer is lost, it is looked whether the build is there before it is asked for again.
pub(super) async fn request(
    context: &Context<'_>,
    request: &BuildRequest<'_>,
    mut source: SourceBlob,
) -> Result<Build, Trouble> {
    let (begun, mut attempt) = (Instant::now(), 1);
    loop {
        let error = match context.heroku.create_build(request.app, &source).await {
            Ok(build) => return Ok(build),
            Err(error) => error,
        };
        if error.may_have_worked()
            && let Some(build) = find(context, request).await?
        {
            return Ok(build);
        }
        // Either the request was not carried out, or it was looked for in vain: once more can do no harm.
        match verdict(Repeat::Harmless, &error.failure, attempt).after(begun.elapsed(), &error.failure) {
            Verdict::Again(delay) => pause(delay).await,
            Verdict::Stop => return Err(trouble(request, error)),
        }
        source = context.source(request.repository, request.commit).await?;
        attempt += 1;
    }
}

async fn find(context: &Context<'_>, request: &BuildRequest<'_>) -> Result<Option<Build>, Trouble> {
    for _ in 0..LOOKS {
        let_it_settle().await;
        let builds = context.heroku.builds(request.app).await.map_err(|error| trouble(request, error))?;
        let ours =
            |build: &Build| build.version() == Some(request.commit.as_str()) && !request.known.contains(&build.id);
        if let Some(build) = builds.into_iter().find(ours) {
            return Ok(Some(build));
        }
    }
    Ok(None)
}

fn trouble(request: &BuildRequest<'_>, error: ApiError) -> Trouble {
    Trouble::Api { doing: format!("asking for a build of {} on `{}`", request.commit.short(), request.app), error }
}

/// Cancels builds that the one asked for makes needless. One that is over meanwhile is as well.
pub(super) async fn cancel_superseded(context: &Context<'_>, app: &str, builds: &[BuildId]) {
    for build in builds {
        match context.heroku.cancel_build(app, build).await {
            Ok(()) => context.console.line(&format!("Build {build} of an older commit is cancelled")),
            Err(error) => {
                context.console.line(&format!("Build {build} of an older commit goes on: {}", in_one_line(&error)));
            }
        }
    }
}

/// Cancels the build that a cancelled run was waiting for: nobody watches it any more. That it could not be cancelled,
/// because it is over for instance, changes nothing.
pub(super) async fn cancel(context: &Context<'_>, ledger: &Ledger) {
    let report = ledger.report();
    let pending = report.build_status.as_ref().is_some_and(|status| !status.is_final());
    let (Some(build), Some(app), true) = (report.build_id, report.app_id, pending) else { return };
    let cancelled = tokio::time::timeout(CANCELLING, context.heroku.cancel_build(app.as_str(), &build)).await;
    match cancelled {
        Ok(Ok(())) => context.console.line(&format!("Build {build} is cancelled at Heroku")),
        _ => context.console.line(&format!("Build {build} could not be cancelled at Heroku")),
    }
}
