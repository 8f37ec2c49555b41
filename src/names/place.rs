use serde::Serialize;

/// Where and as what an app is made; none where Heroku decides.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct AppPlace {
    /// The team that owns it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) team: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) region: Option<String>,
    /// The private space that it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) space: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) stack: Option<String>,
    /// Its stage in its pipeline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) stage: Option<String>,
}
