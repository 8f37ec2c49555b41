//! A new app from its source's `app.json`, and its place in a pipeline.

mod place;
mod request;

use std::{
    fmt::{self, Display, Formatter},
    time::Duration,
};

use secrecy::ExposeSecret;
use serde::Serialize;

use super::{
    building::watch::{follow, follow_whole},
    desk::Desk,
    doable::Doable,
    flow::Flow,
    poll::poll,
    revision::Revision,
    setting_up::{
        ending::{each_once, final_setup, postdeploy, why_failed},
        first_build::{FirstBuild, of_setup, watching},
    },
};
use crate::{
    heroku::{AppSetup, Build},
    http::Instant,
    names::{AppId, AppName, AppSetupId, BuildStatus, PipelineId, place::AppPlace},
    outcome::{Done, End, Stage, Trouble, Waiting, Why},
    secret::SecretVars,
};

/// How long Heroku may take to begin the first build, while it creates add-ons. The setup shows if that fails.
const BUILDS_WITHIN: Duration = Duration::from_mins(10);

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

/// The effect of a request for an app.
enum Requested {
    /// Heroku makes it.
    Begun(Begun),
    /// Another run has made it since this one looked.
    IsThere,
}

/// An app that Heroku makes.
struct Begun {
    /// Its app setup; `None` if the answer that names it was lost.
    setup: Option<AppSetupId>,
    /// The app, if it is known yet.
    app: Option<AppId>,
}

impl Doable for SetUp {
    async fn carry_out(&self, desk: &Desk<'_>) -> Result<Flow, Trouble> {
        desk.ledger.begin(Stage::Request);
        self.config_vars.0.iter().for_each(|(_, value)| desk.console.hide(value.expose_secret()));
        desk.head_seen.set(self.revision.head_seen);
        self.revision.must_be_current(desk, false).await?;
        let begun = match self.request(desk).await? {
            Requested::Begun(begun) => begun,
            Requested::IsThere => {
                return Ok(Flow::Over(End::Skipped(Why::AppIsThere { app: self.app.clone(), outside: None })));
            }
        };
        if !desk.wait {
            return self.find_its_place(&begun, desk).await.map(|()| Flow::Over(End::Accepted));
        }
        // It joins as early as possible: the next run does not touch an app that a cut-short run has left.
        let beside = async { Ok(self.find_its_place(&begun, desk).await) };
        let ((), joined) = tokio::try_join!(self.follow(&begun, desk), beside)?;
        joined?;
        desk.say(&format!("{} is created", self.app));
        Ok(Flow::Done(Done::Created))
    }

    fn builds(&self) -> Option<&Revision> {
        Some(&self.revision)
    }
}

impl SetUp {
    async fn follow(&self, begun: &Begun, desk: &Desk<'_>) -> Result<(), Trouble> {
        desk.ledger.begin(Stage::Setup);
        desk.ledger.now_waiting_for(Waiting::FirstBuild { status: BuildStatus::Pending });
        let Some(id) = &begun.setup else { return self.follow_without_setup(true, desk).await };
        let shown = match of_setup(desk, begun.app.as_ref(), id).await {
            // A hidden build says nothing about the setup's end.
            Err(trouble) if trouble.is_hidden_at_heroku() => FirstBuild::default(),
            shown => shown?,
        };
        desk.ledger.begin(Stage::Setup);
        let setup = final_setup(desk, id, None).await?;
        desk.ledger.end_stage();
        match setup {
            Some(setup) => judge(shown, &setup, desk),
            None => self.follow_without_setup(false, desk).await,
        }
    }

    /// Follows the app's first build if Heroku shows no app setup. Nothing says how its `postdeploy` ended then.
    async fn follow_without_setup(&self, whole: bool, desk: &Desk<'_>) -> Result<(), Trouble> {
        let app = self.app.as_str();
        let followed = async {
            let build = self.first_build(desk).await?;
            if whole { follow_whole(desk, app, build).await } else { follow(desk, app, build).await }
        };
        match followed.await {
            Ok(()) => {
                let text = "Heroku does not show the setup of the app, so Branchline does not know how its `postdeploy` script \
                            ended. If `app.json` has one, check the app's activity at Heroku.";
                desk.console.warning("Not checked", text);
                Ok(())
            }
            Err(trouble) if trouble.is_hidden_at_heroku() => Err(not_set_up(FirstBuild::default(), None, desk)),
            failed => failed,
        }
    }

    /// The first build of the app, once there is one.
    async fn first_build(&self, desk: &Desk<'_>) -> Result<Build, Trouble> {
        desk.ledger.now_waiting_for(Waiting::FirstBuild { status: BuildStatus::Pending });
        let ask = async || desk.clients.heroku.builds(self.app.as_str()).await.map_err(watching);
        let line = |_: Option<&Vec<Build>>| Some(format!("Waiting for the first build of {}", desk.ledger.app_name()));
        let begun = Instant::now();
        let is_over = |builds: &Vec<Build>| !builds.is_empty() || begun.elapsed() >= BUILDS_WITHIN;
        let builds = poll(desk, None, ask, is_over, line).await?;
        let says = vec!["Heroku has not begun to build it".to_owned()];
        builds.into_iter().next_back().ok_or(Trouble::AppNotSetUp { says, tail: Vec::new() })
    }
}

/// The result of an app setup that has ended.
fn judge(shown: FirstBuild, setup: &AppSetup, desk: &Desk<'_>) -> Result<(), Trouble> {
    let script = postdeploy(desk, setup);
    if setup.status == BuildStatus::Succeeded && shown.failed_release.is_none() {
        return Ok(());
    }
    let tail = if script.is_empty() { shown.tail } else { script };
    Err(not_set_up(FirstBuild { tail, ..shown }, Some(setup), desk))
}

fn not_set_up(shown: FirstBuild, setup: Option<&AppSetup>, desk: &Desk<'_>) -> Trouble {
    let release = shown.failed_release.map(|version| format!("the release phase failed (v{version})"));
    let says: Vec<_> = release.into_iter().chain(setup.map(why_failed).unwrap_or_default()).collect();
    let says = each_once(&says).iter().map(|text| desk.console.foreign(text)).collect();
    Trouble::AppNotSetUp { says, tail: shown.tail }
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
