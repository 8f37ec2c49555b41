//! Whether something that this run has read before still exists. For a recently deleted thing, Heroku says 404 or 403,
//! but 403 also for a key without permission. What counts as gone is replaced, or reported as destroyed, so what the
//! key can see of its pipeline has to agree.

use super::desk::Desk;
use crate::{
    heroku::ReviewApp,
    http::ApiError,
    names::{AppId, ReviewAppId, ReviewAppStatus},
    outcome::Trouble,
};

impl Desk<'_> {
    /// A review app as it is now; `None` once it is gone.
    pub(super) async fn review_app_now(&self, id: &ReviewAppId) -> Result<Option<ReviewApp>, ApiError> {
        let (Some(crowd), Some(pipeline)) = (self.crowd, self.pipeline) else {
            return self.review_app_afresh(id).await;
        };
        let listed = crowd.review_apps(self.clients, pipeline).await?;
        let now = listed.iter().find(|there| there.id == *id).cloned();
        Ok(now.filter(|there| there.status != ReviewAppStatus::Deleted))
    }

    /// The same, but without a list from a moment ago.
    pub(super) async fn review_app_afresh(&self, id: &ReviewAppId) -> Result<Option<ReviewApp>, ApiError> {
        let now = match self.clients.heroku.review_app(id).await {
            Ok(there) => Some(there),
            Err(error) if error.is_gone() => None,
            Err(error) if error.is_forbidden() => self.listed_now(id, error).await?,
            Err(error) => return Err(error),
        };
        Ok(now.filter(|there| there.status != ReviewAppStatus::Deleted))
    }

    /// The same by the pipeline's list, if the request by its id is refused.
    async fn listed_now(&self, id: &ReviewAppId, refused: ApiError) -> Result<Option<ReviewApp>, ApiError> {
        let Some(pipeline) = self.pipeline else { return Err(refused) };
        match self.clients.heroku.review_apps(pipeline).await {
            Ok(all) => Ok(all.into_iter().find(|there| there.id == *id)),
            Err(error) if error.is_passing() => Err(error),
            Err(_) => Err(refused),
        }
    }

    /// Whether an error about a review app's app means that the app is gone.
    pub(super) async fn is_app_gone(&self, app: &AppId, error: &ApiError) -> bool {
        error.is_gone() || (error.is_forbidden() && self.is_app_hidden(app).await && self.sees_pipeline().await)
    }

    /// The same for a trouble of the work on it.
    pub(super) async fn is_app_gone_by(&self, app: &AppId, trouble: &Trouble) -> bool {
        match trouble {
            Trouble::Api { error, .. } if error.service == crate::http::Service::Heroku => {
                self.is_app_gone(app, error).await
            }
            _ => false,
        }
    }

    async fn is_app_hidden(&self, app: &AppId) -> bool {
        let answer = self.clients.heroku.app(app.as_str()).await;
        answer.is_err_and(|error| error.is_gone() || error.is_forbidden())
    }

    async fn sees_pipeline(&self) -> bool {
        let Some(pipeline) = self.pipeline else { return false };
        self.clients.heroku.review_apps(pipeline).await.is_ok()
    }
}
