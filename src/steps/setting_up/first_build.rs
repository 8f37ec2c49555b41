//! The first build, whose output the app setup names, and its release.

use crate::{
    heroku::{AppSetup, SetupBuild},
    http::{ApiError, SecretUrl},
    names::{AppId, AppSetupId, BuildId, BuildStatus},
    outcome::{Doing, Trouble},
    steps::{
        building::watch::{follow_release, follow_whole, note_setup_build},
        desk::Desk,
        output::show,
        poll::{Patience, poll},
    },
};

/// How the first build and its release went. Their failure shows at the end, with Heroku's words.
#[derive(Debug, Default)]
pub(in crate::steps) struct FirstBuild {
    /// The end of the failed part's output.
    pub(in crate::steps) tail: Vec<String>,
    /// The release whose phase failed.
    pub(in crate::steps) failed_release: Option<u64>,
}

impl FirstBuild {
    fn remembered(followed: Result<(), Trouble>) -> Result<Self, Trouble> {
        match followed {
            Ok(()) => Ok(Self::default()),
            Err(Trouble::BuildFailed { tail }) => Ok(Self { tail, failed_release: None }),
            Err(Trouble::ReleaseFailed { version, tail, .. }) => Ok(Self { tail, failed_release: Some(version) }),
            Err(trouble) => Err(trouble),
        }
    }
}

/// Shows the first build that the app setup names.
pub(in crate::steps) async fn of_setup(
    desk: &Desk<'_>,
    app: Option<&AppId>,
    id: &AppSetupId,
) -> Result<FirstBuild, Trouble> {
    let mut setup = with_output(desk, id).await?;
    let Some(output) = output_of(&setup) else { return Ok(FirstBuild::default()) };
    let name = desk.ledger.app_name();
    desk.group(&format!("First build of {name}"));
    let mut patience = Patience::default();
    let is_over = async || {
        if !build_is_final(&setup)
            && let Some(now) = patience.bear(setup_now(desk, id).await)?
        {
            setup = now;
        }
        Ok(build_is_final(&setup))
    };
    let shown = show(desk, &output, &desk.prefix(), is_over).await;
    desk.end_group();
    desk.say_what_was_left();
    let tail = shown?;
    // The caller may not know the app yet.
    let app = app.cloned().or_else(|| setup.app().cloned());
    match (setup.build, app) {
        (Some(SetupBuild { id, status: BuildStatus::Succeeded, .. }), Some(app)) => {
            FirstBuild::remembered(release(desk, &app, &id).await)
        }
        _ => Ok(FirstBuild { tail, failed_release: None }),
    }
}

/// Waits until the app setup names its build's output, or ends without any.
async fn with_output(desk: &Desk<'_>, id: &AppSetupId) -> Result<AppSetup, Trouble> {
    let ask = async || setup_now(desk, id).await;
    let is_ready = |setup: &AppSetup| output_of(setup).is_some() || build_is_final(setup);
    let line = |_: Option<&AppSetup>| Some(format!("Waiting for the first build of {}", desk.ledger.app_name()));
    poll(desk, None, ask, is_ready, line).await
}

fn output_of(setup: &AppSetup) -> Option<SecretUrl> {
    setup.build.as_ref().and_then(|build| build.output_stream_url.clone())
}

fn build_is_final(setup: &AppSetup) -> bool {
    setup.status.is_final() || setup.build.as_ref().is_some_and(|build| build.status.is_final())
}

/// The app setup as it is now.
pub(in crate::steps) async fn setup_now(desk: &Desk<'_>, id: &AppSetupId) -> Result<AppSetup, Trouble> {
    let setup = desk.clients.heroku.app_setup(id).await.map_err(watching)?;
    if let Some(build) = &setup.build {
        note_setup_build(desk.ledger, build);
    }
    Ok(setup)
}

async fn release(desk: &Desk<'_>, app: &AppId, id: &BuildId) -> Result<(), Trouble> {
    let build = desk.clients.heroku.build(app.as_str(), id).await.map_err(watching)?;
    follow_release(desk, app.as_str(), build, true).await
}

/// Shows the first build of an app if its review app names no app setup.
pub(in crate::steps) async fn among_builds(desk: &Desk<'_>, app: &AppId) -> Result<FirstBuild, Trouble> {
    let builds = desk.clients.heroku.builds(app.as_str()).await.map_err(watching)?;
    let Some(first) = builds.into_iter().next_back() else { return Ok(FirstBuild::default()) };
    FirstBuild::remembered(follow_whole(desk, app.as_str(), first).await)
}

pub(in crate::steps) fn watching(error: ApiError) -> Trouble {
    Trouble::api(Doing::WatchingCreation, error)
}
