use super::Work;
use crate::{
    names::{AppId, CommitSha, SOURCE_VERSION},
    outcome::{Doing, Trouble},
};

impl Work<'_> {
    /// Sees to it that the app's `SOURCE_VERSION` is the commit. A change restarts the app and runs the release phase on the
    /// old code, so nothing is written where it is so already.
    pub(super) async fn keep_source_version(self, app: &AppId) -> Result<(), Trouble> {
        if !self.step.source_version {
            return Ok(());
        }
        let heroku = self.desk.clients.heroku;
        let there = heroku
            .source_version(app)
            .await
            .map_err(|error| Trouble::api(Doing::ReadingSourceVersion(self.desk.ledger.report().app), error))?;
        if there.as_deref() == Some(self.revision().commit.as_str()) {
            return Ok(());
        }
        // A value that is replaced may be a secret of somebody's; a commit is none.
        if let Some(old) = there.filter(|old| old.parse::<CommitSha>().is_err()) {
            self.desk.console.hide(&old);
        }
        let version = [(SOURCE_VERSION, self.revision().commit.as_str())];
        heroku
            .set_config_vars(app, &version)
            .await
            .map_err(|error| Trouble::api(Doing::SettingSourceVersion(self.desk.ledger.report().app), error))
    }
}
