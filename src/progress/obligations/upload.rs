use serde::{Deserialize, Serialize, Serializer};

use crate::{
    heroku::Heroku,
    http::{ApiError, SecretUrl},
};

/// Source code that lies at Heroku for a build, until a place for it comes to an end by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OpenUpload {
    /// Where it was put.
    #[serde(serialize_with = "exposed")]
    pub(crate) put: SecretUrl,
    /// Whether it is there for sure. If not, it may be on its way still, and arrive after what takes it away.
    pub(crate) is_answered: bool,
}

impl OpenUpload {
    /// Takes it away. A place that is at its end holds nothing any more.
    pub(super) async fn discharge(&self, heroku: &Heroku) -> Result<Option<()>, ApiError> {
        match heroku.empty(&self.put).await {
            Err(error) if matches!(error.status(), Some(403 | 404)) => Ok(None),
            emptied => emptied.map(Some),
        }
    }
}

/// Into the state file, which has to tell the post step where it is.
fn exposed<S: Serializer>(address: &SecretUrl, serializer: S) -> Result<S::Ok, S::Error> {
    address.expose().serialize(serializer)
}
