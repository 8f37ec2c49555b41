use super::Work;
use crate::{names::AppId, outcome::Trouble, steps::config_vars::set_where_they_differ};

impl Work<'_> {
    /// Sets the app's config vars to those of the inputs, and its `SOURCE_VERSION` to the commit. A change restarts the
    /// app and runs the release phase on the old code, so equal values are not written.
    pub(super) async fn keep_config_vars(self, app: &AppId) -> Result<(), Trouble> {
        let commit = self.step.source_version.then_some(&self.revision().commit);
        if commit.is_none() && self.step.config_vars.0.is_empty() {
            return Ok(());
        }
        set_where_they_differ(self.desk, app.as_str(), &self.step.config_vars, commit).await
    }
}
