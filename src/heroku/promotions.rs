use serde::Deserialize;
use serde_json::json;

use super::{client::Heroku, types::Reference};
use crate::{
    http::{ApiError, Request},
    names::{AppId, PipelineId, ReleaseId},
};

/// An app's pipeline and stage.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Place {
    pipeline: Reference<PipelineId>,
}

impl Place {
    pub(crate) fn pipeline(&self) -> &PipelineId {
        &self.pipeline.id
    }
}

#[derive(Deserialize)]
struct Promotion {
    id: String,
}

/// The state of a promotion on one app.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct PromotionTarget {
    /// `pending`, `succeeded`, or the word for a failure.
    status: String,
    #[serde(default)]
    release: Option<Reference<ReleaseId>>,
    #[serde(default)]
    pub(crate) error_message: Option<String>,
}

impl PromotionTarget {
    /// Whether it may still change.
    pub(crate) fn is_pending(&self) -> bool {
        self.status == "pending"
    }

    /// Whether it is over without success.
    pub(crate) fn has_failed(&self) -> bool {
        !self.is_pending() && self.status != "succeeded"
    }

    /// The release that was made, once there is one.
    pub(crate) fn release(&self) -> Option<&ReleaseId> {
        self.release.as_ref().map(|release| &release.id)
    }
}

impl Heroku {
    /// An app's pipeline, if it is in one.
    ///
    /// # Errors
    /// As the API refuses.
    pub(crate) async fn place_of(&self, app: &AppId) -> Result<Option<Place>, ApiError> {
        match self.http.json(&Request::get(&["apps", app.as_str(), "pipeline-couplings"])).await {
            Err(error) if error.status() == Some(404) => Ok(None),
            answer => answer.map(Some),
        }
    }

    /// Promotes a release of one app to another, and returns the promotion's id. Never sent again if the answer is
    /// lost: look among the app's releases.
    ///
    /// # Errors
    /// As the API refuses.
    pub(crate) async fn promote(
        &self,
        pipeline: &PipelineId,
        source: (&AppId, &ReleaseId),
        target: &AppId,
    ) -> Result<String, ApiError> {
        let body = json!({
            "pipeline": { "id": pipeline.as_str() },
            "source": { "app": { "id": source.0.as_str() }, "release": { "id": source.1.as_str() } },
            "targets": [{ "app": { "id": target.as_str() } }],
        });
        let promotion: Promotion = self.http.json(&Request::post_once(&["pipeline-promotions"], body)).await?;
        Ok(promotion.id)
    }

    /// The state of a promotion on each app.
    ///
    /// # Errors
    /// As the API refuses.
    pub(crate) async fn promotion_targets(&self, promotion: &str) -> Result<Vec<PromotionTarget>, ApiError> {
        self.list(Request::get(&["pipeline-promotions", promotion, "promotion-targets"])).await
    }
}
