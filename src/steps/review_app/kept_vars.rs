use super::Work;
use crate::{
    names::{AppId, SOURCE_VERSION},
    outcome::Trouble,
    secret::{Secret, SecretVars},
    steps::config_vars::set_where_they_differ,
};

impl Work<'_> {
    /// Sees to it that the app's config vars are those of the inputs, and its `SOURCE_VERSION` the commit. A change restarts the
    /// app and runs the release phase on the old code, so nothing is written where it is so already; and what people set is
    /// there before the build.
    pub(super) async fn keep_config_vars(self, app: &AppId) -> Result<(), Trouble> {
        let vars = self.wanted_vars();
        if vars.0.is_empty() {
            return Ok(());
        }
        let change = set_where_they_differ(self.desk, app.as_str(), &vars).await?;
        if let Some(change) = change.filter(|_| self.desk.wait && !self.step.config_vars.0.is_empty()) {
            change.follow(self.desk).await?;
        }
        Ok(())
    }

    fn wanted_vars(self) -> SecretVars {
        let mut vars = self.step.config_vars.clone();
        if self.step.source_version
            && let Ok(name) = SOURCE_VERSION.parse()
        {
            vars.0.push((name, Secret::from(self.revision().commit.as_str())));
        }
        vars
    }
}
