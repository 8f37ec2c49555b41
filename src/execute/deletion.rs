//! The end of a review app.

use std::time::{Duration, Instant};

use super::{Context, Ledger, context::Patience};
use crate::{
    heroku::ReviewApp,
    http::{ApiError, Pace},
    names::{ReviewAppId, ReviewAppStatus},
    outcome::{RunResult, Stage, Trouble},
    report::in_one_line,
};

/// A deletion that was accepted, but does not show after this time, is asked for again.
const ASKED_AGAIN_AFTER: Duration = Duration::from_secs(30);
/// For so long Heroku may refuse to delete a review app that is as finished as it will ever be.
const REFUSED_WITHIN: Duration = Duration::from_secs(15);

/// Destroys a review app, and settles the ledger.
pub(super) async fn destroy(id: &ReviewAppId, context: &Context<'_>, ledger: &Ledger) {
    ledger.begin(Stage::Destroy);
    ledger.note(|report| report.review_app_id = Some(id.clone()));
    let result = if context.wait { until_gone(id, context, ledger).await } else { accepted(id, context, ledger).await };
    ledger.settle(result);
}

async fn accepted(id: &ReviewAppId, context: &Context<'_>, ledger: &Ledger) -> Result<RunResult, Trouble> {
    let (mut pace, mut deleting) = (Pace::new(), Refusals::default());
    loop {
        match deletion_asked_for(id, &ReviewAppStatus::Creating, context, ledger, &mut deleting).await? {
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
    let (mut pace, mut looking, mut deleting) = (Pace::new(), Patience::default(), Refusals::default());
    let (mut accepted, mut named): (Option<(ReviewAppStatus, Instant)>, bool) = (None, false);
    loop {
        let Some(there) = seen(id, context, ledger, &mut looking).await? else { return Ok(()) };
        if !named {
            note_replaced(&there, context, ledger).await;
            named = true;
        }
        let status = there.status;
        let is_pending =
            accepted.as_ref().is_some_and(|(then, at)| *then == status && at.elapsed() < ASKED_AGAIN_AFTER);
        if status != ReviewAppStatus::Deleting && !is_pending {
            match deletion_asked_for(id, &status, context, ledger, &mut deleting).await? {
                Deletion::Gone => return Ok(()),
                Deletion::Accepted => accepted = Some((status, Instant::now())),
                Deletion::NotYet => {}
            }
        }
        pace.wait().await;
    }
}

/// Notes the name of the app that goes, while it can be asked for: its deployments must not look alive afterwards.
async fn note_replaced(there: &ReviewApp, context: &Context<'_>, ledger: &Ledger) {
    let Some(app) = there.app().filter(|app| ledger.report().app_id.as_ref() != Some(app)) else { return };
    if let Ok(app) = context.heroku.app(app.as_str()).await {
        ledger.note_replaced(app.name);
    }
}

/// A review app as it is now; none once it is gone.
async fn seen(
    id: &ReviewAppId,
    context: &Context<'_>,
    ledger: &Ledger,
    patience: &mut Patience,
) -> Result<Option<ReviewApp>, Trouble> {
    let mut pace = Pace::new();
    loop {
        match patience.bear(context.heroku.review_app(id).await) {
            Ok(Some(review_app)) => {
                ledger.saw(format!("review app {id} is {}", review_app.status));
                return Ok(Some(review_app).filter(|there| there.status != ReviewAppStatus::Deleted));
            }
            Ok(None) => pace.wait().await,
            Err(error) if error.is_gone() => return Ok(None),
            Err(error) => return Err(trouble(id, error)),
        }
    }
}

/// How Heroku has answered to requests for deletion so far.
#[derive(Debug, Default)]
struct Refusals {
    patience: Patience,
    since: Option<Instant>,
}

async fn deletion_asked_for(
    id: &ReviewAppId,
    status: &ReviewAppStatus,
    context: &Context<'_>,
    ledger: &Ledger,
    so_far: &mut Refusals,
) -> Result<Deletion, Trouble> {
    let answer = context.heroku.delete_review_app(id).await;
    if let Err(error) = &answer {
        ledger.saw(format!("review app {id} is {status}, and cannot be deleted: {}", in_one_line(error)));
    }
    match so_far.patience.bear(answer) {
        Ok(Some(())) => Ok(Deletion::Accepted),
        Ok(None) => Ok(Deletion::NotYet),
        Err(error) if error.is_gone() => Ok(Deletion::Gone),
        Err(error) if matches!(error.status(), Some(409 | 422 | 423)) => {
            let is_finished = matches!(status, ReviewAppStatus::Created | ReviewAppStatus::Errored);
            if is_finished && so_far.since.get_or_insert_with(Instant::now).elapsed() > REFUSED_WITHIN {
                return Err(trouble(id, error));
            }
            Ok(Deletion::NotYet)
        }
        Err(error) => Err(trouble(id, error)),
    }
}

fn trouble(id: &ReviewAppId, error: ApiError) -> Trouble {
    Trouble::Api { doing: format!("destroying review app {id}"), error }
}
