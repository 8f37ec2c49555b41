//! Requests an app exactly once.

use super::{Begun, Requested, SetUp};
use crate::{
    heroku::{App, app_setups::NewApp},
    http::{ApiError, Repeat},
    names::place::AppPlace,
    outcome::{Doing, Trouble, Waiting},
    report::doubt_in_words,
    steps::{desk::Desk, learn_app::reveal, output::let_it_settle},
};

impl SetUp {
    /// Requests the app. If an answer is lost, looks for the app by its unique name before requesting it again.
    pub(super) async fn request(&self, desk: &Desk<'_>) -> Result<Requested, Trouble> {
        let (mut attempts, mut may_be_ours) = (desk.clients.heroku.attempts(), false);
        loop {
            let error = match self.ask(desk).await? {
                Ok(begun) => return Ok(Requested::Begun(begun)),
                Err(error) => error,
            };
            may_be_ours |= error.may_have_worked();
            if may_be_ours {
                desk.say(&doubt_in_words(&error, "the app"));
                let_it_settle().await;
            }
            if (may_be_ours || matches!(error.status(), Some(409 | 422)))
                && let Some(app) = self.look(desk).await?
            {
                let app = Some(app.id);
                return Ok(if may_be_ours { Requested::Begun(Begun { setup: None, app }) } else { Requested::IsThere });
            }
            if !attempts.again(Repeat::Harmless, &error.failure).await {
                return Err(Trouble::api(Doing::SettingUp(self.app.to_string()), error));
            }
            self.revision.must_be_current(desk, false).await?;
        }
    }

    async fn ask(&self, desk: &Desk<'_>) -> Result<Result<Begun, ApiError>, Trouble> {
        let source = desk.source(&self.revision).await?;
        let AppPlace { team, region, space, stack, .. } = &self.place;
        let all = [("organization", team), ("region", region), ("space", space), ("stack", stack)];
        let place = all.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?))).collect();
        let new = NewApp { name: &self.app, place, source: &source, config_vars: &self.config_vars };
        desk.ledger.now_waiting_for(Waiting::AppAnswer(self.app.to_string()));
        let answer = desk.clients.heroku.create_app_setup(&new).await;
        Ok(answer.map(|setup| Begun { setup: setup.id().cloned(), app: setup.app().cloned() }))
    }

    /// The app, if it exists by now; it did not before.
    pub(super) async fn look(&self, desk: &Desk<'_>) -> Result<Option<App>, Trouble> {
        match desk.clients.heroku.app(self.app.as_str()).await {
            Ok(app) => {
                reveal(&app, desk.console);
                desk.ledger.note_app(&app);
                Ok(Some(app))
            }
            Err(error) if error.is_gone() => Ok(None),
            Err(error) => Err(Trouble::api(Doing::LookingForApp(self.app.to_string()), error)),
        }
    }
}
