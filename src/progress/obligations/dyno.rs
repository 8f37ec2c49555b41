use serde::{Deserialize, Serialize};

use crate::{heroku::Heroku, http::ApiError};

/// A one-off dyno that runs a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OpenDyno {
    /// The app's name or id.
    pub(crate) app: String,
    /// The dyno's name.
    pub(crate) dyno: String,
}

impl OpenDyno {
    /// Stops the dyno. It may have ended already.
    pub(super) async fn discharge(&self, heroku: &Heroku) -> Result<Option<String>, ApiError> {
        match heroku.stop_dyno(&self.app, &self.dyno).await {
            Err(error) if error.is_gone() => Ok(None),
            stopped => stopped.map(|()| Some(self.dyno.clone())),
        }
    }
}
