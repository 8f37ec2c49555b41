//! An earlier release of an app, made once more.

use std::fmt::{self, Display, Formatter};

use serde::Serialize;

use super::{building::watch::follow_release_of, desk::Desk, doable::Doable, flow::Flow, output::let_it_settle};
use crate::{
    heroku::Release,
    http::{ApiError, Repeat},
    names::ReleaseId,
    outcome::{Doing, End, ReleaseOrigin, Stage, Trouble},
    report::doubt_in_words,
};

/// Take an app back to a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct RollBack {
    /// The app's name.
    #[serde(skip)]
    pub(crate) app: String,
    #[serde(skip)]
    pub(crate) release: ReleaseId,
    #[serde(rename = "to")]
    pub(crate) version: u64,
    /// The newest release before, so that the one that is made can be told from it.
    #[serde(skip)]
    pub(crate) newest: u64,
}

impl Display for RollBack {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "go back to v{}", self.version)
    }
}

impl Doable for RollBack {
    async fn carry_out(&self, desk: &Desk<'_>) -> Result<Flow, Trouble> {
        desk.ledger.begin(Stage::Request);
        let release = self.request(desk).await?;
        desk.ledger.note_release(&release);
        if !desk.wait {
            return Ok(Flow::Over(End::Accepted));
        }
        desk.ledger.begin(Stage::Release);
        follow_release_of(desk, &self.app, release, ReleaseOrigin::Earlier).await?;
        Ok(Flow::Next)
    }
}

impl RollBack {
    /// Rolls the app back after a faulty release.
    pub(crate) async fn carry_out_after(&self, desk: &Desk<'_>) -> Result<(), Trouble> {
        desk.ledger.begin(Stage::Rollback);
        desk.say(&format!("{} goes back to v{}", desk.ledger.app_name(), self.version));
        let newest = desk.clients.heroku.releases(&self.app).await.map_err(|error| self.trouble(error))?;
        let newest = newest.first().map_or(self.newest, |release| release.version);
        let release = Self { newest, ..self.clone() }.request(desk).await?;
        follow_release_of(desk, &self.app, release, ReleaseOrigin::Earlier).await
    }

    /// If an answer is lost, checks whether the release exists before requesting it again.
    async fn request(&self, desk: &Desk<'_>) -> Result<Release, Trouble> {
        let mut attempts = desk.clients.heroku.attempts();
        loop {
            let error = match desk.clients.heroku.roll_back(&self.app, &self.release).await {
                Ok(release) => return Ok(release),
                Err(error) => error,
            };
            if error.may_have_worked() {
                desk.say(&doubt_in_words(&error, "the release"));
                let_it_settle().await;
                if let Some(release) = self.find(desk).await? {
                    return Ok(release);
                }
            }
            if !attempts.again(Repeat::Harmless, &error.failure).await {
                return Err(self.trouble(error));
            }
        }
    }

    /// The release made by a request whose answer was lost.
    async fn find(&self, desk: &Desk<'_>) -> Result<Option<Release>, Trouble> {
        let releases = desk.clients.heroku.releases(&self.app).await.map_err(|error| self.trouble(error))?;
        let description = format!("Rollback to v{}", self.version);
        let is_it =
            |release: &Release| release.version > self.newest && release.description.as_deref() == Some(&description);
        Ok(releases.into_iter().rfind(is_it))
    }

    fn trouble(&self, error: ApiError) -> Trouble {
        Trouble::api(Doing::RollingBack { app: self.app.clone(), version: self.version }, error)
    }
}
