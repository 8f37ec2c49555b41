//! A new app from its source's `app.json`, and its place in a pipeline.

use std::fmt::{self, Display, Formatter};

use serde::Serialize;

use super::{
    building::watch::follow_whole,
    desk::Desk,
    flow::Flow,
    learn_app::{learn_app, reveal},
    output::let_it_settle,
    poll::poll,
    revision::Revision,
    setting_up::{
        ending::{each_once, final_setup, postdeploy, why_failed},
        first_build::{FirstBuild, of_setup, watching},
    },
};
use crate::{
    heroku::{App, AppSetup, Build, app_setups::NewApp},
    http::Repeat,
    names::{AppId, AppName, AppSetupId, BuildStatus, PipelineId, place::AppPlace},
    outcome::{Doing, Done, End, Stage, Trouble, Waiting},
    report::doubt_in_words,
    secret::SecretVars,
};

/// Create an app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct SetUp {
    #[serde(skip)]
    pub(crate) app: AppName,
    #[serde(flatten)]
    pub(crate) revision: Revision,
    #[serde(flatten)]
    pub(crate) place: AppPlace,
    /// The pipeline that it joins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pipeline: Option<PipelineId>,
    #[serde(skip)]
    pub(crate) config_vars: SecretVars,
}

/// What came of the request.
enum Begun {
    /// An app setup.
    Setup(AppSetupId),
    /// The answer was lost, but the app is there.
    App,
}

impl SetUp {
    pub(super) async fn carry_out(&self, desk: &Desk<'_>) -> Result<Flow, Trouble> {
        desk.ledger.begin(Stage::Request);
        let (begun, app) = self.request(desk).await?;
        if !desk.wait {
            let ((), joined) = tokio::join!(learn_app(&app, desk), self.join_pipeline(&app, desk));
            return joined.map(|()| Flow::Over(End::Accepted));
        }
        // It joins as early as it can: a run that is cut short leaves an app that the next one does not touch.
        let beside = async {
            let ((), joined) = tokio::join!(learn_app(&app, desk), self.join_pipeline(&app, desk));
            Ok(joined)
        };
        let ((), joined) = tokio::try_join!(self.follow(begun, &app, desk), beside)?;
        joined?;
        desk.say(&format!("{} is created", self.app));
        Ok(Flow::Done(Done::Created))
    }

    /// Asks for the app. Where an answer is lost, it is looked for by its name, which there is only once, before it is asked
    /// for again.
    async fn request(&self, desk: &Desk<'_>) -> Result<(Begun, AppId), Trouble> {
        let (mut attempts, mut may_be_there) = (desk.clients.heroku.attempts(), false);
        loop {
            let source = desk.source(&self.revision).await?;
            let new =
                NewApp { name: &self.app, place: self.named_place(), source: &source, config_vars: &self.config_vars };
            let error = match desk.clients.heroku.create_app_setup(&new).await {
                Ok(setup) => match of_answer(&setup) {
                    Some(begun) => return Ok(begun),
                    None => return self.look(desk).await?.ok_or(Trouble::NoRelease),
                },
                Err(error) => error,
            };
            may_be_there |= error.may_have_worked();
            if may_be_there {
                desk.say(&doubt_in_words(&error, "the app"));
                let_it_settle().await;
                if let Some(begun) = self.look(desk).await? {
                    return Ok(begun);
                }
            }
            if !attempts.again(Repeat::Harmless, &error.failure).await {
                return Err(Trouble::api(Doing::SettingUp(self.app.to_string()), error));
            }
        }
    }

    fn named_place(&self) -> Vec<(&'static str, &str)> {
        let AppPlace { team, region, space, stack, .. } = &self.place;
        let all = [("organization", team), ("region", region), ("space", space), ("stack", stack)];
        all.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?))).collect()
    }

    /// The app, if it is there by now, which it was not before.
    async fn look(&self, desk: &Desk<'_>) -> Result<Option<(Begun, AppId)>, Trouble> {
        match desk.clients.heroku.app(self.app.as_str()).await {
            Ok(app) => Ok(Some((Begun::App, noted(&app, desk)))),
            Err(error) if error.is_gone() => Ok(None),
            Err(error) => Err(Trouble::api(Doing::LookingAtApp(self.app.to_string()), error)),
        }
    }

    async fn follow(&self, begun: Begun, app: &AppId, desk: &Desk<'_>) -> Result<(), Trouble> {
        desk.ledger.begin(Stage::Setup);
        match begun {
            Begun::App => follow_whole(desk, app.as_str(), first_build(app, desk).await?).await,
            Begun::Setup(id) => {
                let shown = match of_setup(desk, Some(app), &id).await {
                    // That its build cannot be shown says nothing of its end.
                    Err(trouble) if trouble.is_hidden_at_heroku() => FirstBuild::default(),
                    shown => shown?,
                };
                desk.ledger.begin(Stage::Setup);
                let setup = final_setup(desk, &id, None).await?;
                desk.ledger.end_stage();
                judge(shown, setup.as_ref(), desk)
            }
        }
    }

    /// Adds the app to its pipeline, as soon as it is there.
    async fn join_pipeline(&self, app: &AppId, desk: &Desk<'_>) -> Result<(), Trouble> {
        let (Some(pipeline), Some(stage)) = (&self.pipeline, &self.place.stage) else { return Ok(()) };
        let mut attempts = desk.clients.heroku.attempts();
        loop {
            let error = match desk.clients.heroku.join_pipeline(app, pipeline, stage).await {
                Ok(()) => break,
                Err(error) => error,
            };
            if matches!(error.status(), Some(409 | 422)) || error.may_have_worked() {
                let place = desk.clients.heroku.place_of(app).await;
                if place.is_ok_and(|place| place.is_some_and(|place| place.pipeline() == pipeline)) {
                    break;
                }
            }
            let is_early = error.status() == Some(404);
            if is_early {
                let_it_settle().await;
            }
            if !is_early && !attempts.again(Repeat::Harmless, &error.failure).await {
                return Err(Trouble::api(Doing::JoiningPipeline(self.app.to_string()), error));
            }
        }
        desk.say(&format!("{} is in the pipeline, as {stage}", self.app));
        Ok(())
    }
}

fn noted(app: &App, desk: &Desk<'_>) -> AppId {
    reveal(app, desk.console);
    desk.ledger.note_app(app);
    app.id.clone()
}

fn of_answer(setup: &AppSetup) -> Option<(Begun, AppId)> {
    Some((Begun::Setup(setup.id()?.clone()), setup.app()?.clone()))
}

/// The first build of an app, once there is one.
async fn first_build(app: &AppId, desk: &Desk<'_>) -> Result<Build, Trouble> {
    desk.ledger.now_waiting_for(Waiting::FirstBuild { status: BuildStatus::Pending });
    let ask = async || desk.clients.heroku.builds(app.as_str()).await.map_err(watching);
    let line = |_: Option<&Vec<Build>>| Some(format!("Waiting for the first build of {}", desk.ledger.app_name()));
    let builds = poll(desk, None, ask, |builds| !builds.is_empty(), line).await?;
    builds.into_iter().next_back().ok_or(Trouble::NoRelease)
}

/// What an app setup that is over came to.
fn judge(shown: FirstBuild, setup: Option<&AppSetup>, desk: &Desk<'_>) -> Result<(), Trouble> {
    let script = setup.map(|setup| postdeploy(desk, setup)).unwrap_or_default();
    let is_well = setup.is_some_and(|setup| setup.status == BuildStatus::Succeeded) && shown.failed_release.is_none();
    if is_well {
        return Ok(());
    }
    let release = shown.failed_release.map(|version| format!("the release phase failed (v{version})"));
    let says: Vec<_> = release.into_iter().chain(setup.map(why_failed).unwrap_or_default()).collect();
    let says = each_once(&says).iter().map(|text| desk.console.foreign(text)).collect();
    let tail = if script.is_empty() { shown.tail } else { script };
    Err(Trouble::AppNotSetUp { says, tail })
}

impl Display for SetUp {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("create it from `app.json`")?;
        match (&self.pipeline, &self.place.stage) {
            (Some(_), Some(stage)) => write!(f, " and add it to the pipeline, as {stage}"),
            _ => Ok(()),
        }
    }
}
