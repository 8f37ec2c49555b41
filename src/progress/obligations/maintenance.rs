use serde::{Deserialize, Serialize};

use crate::{heroku::Heroku, http::ApiError};

/// Maintenance mode that was off before the run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OpenMaintenance {
    /// The app's name.
    pub(crate) app: String,
    /// Whether Heroku confirmed that it is on. If not, the request may still be on its way, and arrive after the one
    /// that switches it off.
    pub(crate) is_answered: bool,
}

impl OpenMaintenance {
    pub(super) async fn discharge(&self, heroku: &Heroku) -> Result<Option<String>, ApiError> {
        heroku.set_maintenance(&self.app, false).await?;
        Ok(Some(self.app.clone()))
    }
}
