//! The end of a review app.

use super::{Context, Ledger, context::Patience};
use crate::{
    http::{ApiError, Pace},
    names::{ReviewAppId, ReviewAppStatus},
    outcome::{RunResult, Stage, Trouble},
};

/// Destroys a review app, and settles the ledger.
pub(super) async fn destroy(id: &ReviewAppId, context: &Context<'_>, ledger: &Ledger) {
    ledger.begin(Stage::Destroy);
    ledger.note(|report| report.review_app_id = Some(id.clone()));
    let result = if context.wait { until_gone(id, context, ledger).await } else { accepted(id, context, ledger).await };
    ledger.settle(result);
}

async fn accepted(id: &ReviewAppId, context: &Context<'_>, ledger: &Ledger) -> Result<RunResult, Trouble> {
    let (mut pace, mut patience) = (Pace::new(), Patience::default());
    loop {
        match deletion_asked_for(id, context, ledger, &mut patience).await? {
            Deletion::Gone => return Ok(RunResult::Destroyed),
            Deletion::Accepted => return Ok(RunResult::Started),
            Deletion::NotYet => pace.wait().await,
        }
    }
}

async fn until_gone(id: &ReviewAppId, context: &Context<'_>, ledger: &Ledger) -> Result<RunResult, Trouble> {
    gone(id, context, ledger).await?;
    context.console.line(&format!("Review app {id} is destroyed"));
    Ok(RunResult::Destroyed)
}

/// What became of a request for deletion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deletion {
    Accepted,
    Gone,
    /// It cannot be deleted in the state that it is in, such as while it is being created.
    NotYet,
}

/// Sees to it that a review app is gone, whatever state it is in. One that is being created may refuse to be deleted,
/// or may go on being created although the deletion was accepted: so it is asked for again until it is gone.
pub(super) async fn gone(id: &ReviewAppId, context: &Context<'_>, ledger: &Ledger) -> Result<(), Trouble> {
    let (mut pace, mut patience) = (Pace::new(), Patience::default());
    let mut asked_in = None;
    loop {
        let status = match status(id, context, ledger, &mut patience).await? {
            Some(ReviewAppStatus::Deleted) | None => return Ok(()),
            Some(status) => status,
        };
        if status != ReviewAppStatus::Deleting && asked_in.as_ref() != Some(&status) {
            match deletion_asked_for(id, context, ledger, &mut patience).await? {
                Deletion::Gone => return Ok(()),
                Deletion::Accepted => asked_in = Some(status),
                Deletion::NotYet => {}
            }
        }
        pace.wait().await;
    }
}

async fn status(
    id: &ReviewAppId,
    context: &Context<'_>,
    ledger: &Ledger,
    patience: &mut Patience,
) -> Result<Option<ReviewAppStatus>, Trouble> {
    let mut pace = Pace::new();
    loop {
        match patience.bear(context.heroku.review_app(id).await) {
            Ok(Some(review_app)) => {
                ledger.saw(format!("review app {id} is {}", review_app.status));
                return Ok(Some(review_app.status));
            }
            Ok(None) => pace.wait().await,
            Err(error) if is_gone(&error) => return Ok(None),
            Err(error) => return Err(trouble(id, error)),
        }
    }
}

async fn deletion_asked_for(
    id: &ReviewAppId,
    context: &Context<'_>,
    ledger: &Ledger,
    patience: &mut Patience,
) -> Result<Deletion, Trouble> {
    match patience.bear(context.heroku.delete_review_app(id).await) {
        Ok(Some(())) => Ok(Deletion::Accepted),
        Ok(None) => Ok(Deletion::NotYet),
        Err(error) if is_gone(&error) => Ok(Deletion::Gone),
        Err(error) if matches!(error.status(), Some(409 | 422 | 423)) => {
            ledger.saw(format!("review app {id} cannot be deleted yet: {}", error.failure));
            Ok(Deletion::NotYet)
        }
        Err(error) => Err(trouble(id, error)),
    }
}

fn is_gone(error: &ApiError) -> bool {
    matches!(error.status(), Some(404 | 410))
}

fn trouble(id: &ReviewAppId, error: ApiError) -> Trouble {
    Trouble::Api { doing: format!("destroying review app {id}"), error }
}
