use serde::{Deserialize, Serialize, Serializer};

use crate::{
    heroku::Heroku,
    http::{ApiError, SecretUrl},
};

/// Source code that was uploaded to Heroku for a build, and stays there until the address expires.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OpenUpload {
    /// The address that it was sent to.
    #[serde(serialize_with = "exposed")]
    pub(crate) put: SecretUrl,
    /// Whether the upload was confirmed. If not, it may still be on its way, and arrive after the request that empties
    /// it.
    pub(crate) is_answered: bool,
}

impl OpenUpload {
    /// Empties the upload. An expired address can hold nothing any more.
    pub(super) async fn discharge(&self, heroku: &Heroku) -> Result<Option<()>, ApiError> {
        match heroku.empty(&self.put).await {
            Err(error) if matches!(error.status(), Some(403 | 404)) => Ok(None),
            emptied => emptied.map(Some),
        }
    }
}

/// Writes the address to the state file, because the post step needs it.
fn exposed<S: Serializer>(address: &SecretUrl, serializer: S) -> Result<S::Ok, S::Error> {
    address.expose().serialize(serializer)
}
