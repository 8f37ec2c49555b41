//! The end of a review app.

use std::time::Duration;

mod pace;

use super::{Context, Ledger, context::Patience, naming};
use crate::{
    heroku::ReviewApp,
    http::{ApiError, Instant, Pace},
    names::{AppId, ReviewAppId, ReviewAppStatus},
    outcome::{RunResult, Stage, Trouble},
    report::in_one_line,
};
use pace::{Next, Progress};

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
    let (mut pace, mut looking, mut deleting) = (Pace::new(), Patience::default(), Refusals::default());
    // Only a refusal makes it worth a look, which tells one that passes from one that stays.
    let mut status = ReviewAppStatus::Creating;
    loop {
        match deletion_asked_for(id, &status, context, ledger, &mut deleting).await? {
            Deletion::Gone => return Ok(RunResult::Destroyed),
            Deletion::Accepted => return Ok(RunResult::Started),
            Deletion::NotYet => pace.wait().await,
        }
        match seen(id, context, ledger, &mut looking).await? {
            Some(there) => status = there.status,
            None => return Ok(RunResult::Destroyed),
        }
    }
}

async fn until_gone(id: &ReviewAppId, context: &Context<'_>, ledger: &Ledger) -> Result<RunResult, Trouble> {
    see_off(id, context, ledger, Noting::Report).await?;
    let name = ledger.report().app.unwrap_or_else(|| format!("Review app {id}"));
    context.console.line(&format!("{name} is destroyed"));
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

/// Where the app that goes is noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Noting {
    /// As what the report is about.
    Report,
    /// Beside it, since the report is about what comes after.
    Replaced,
}

/// Sees to it that a review app is gone that is in the way of the work.
pub(super) async fn gone(id: &ReviewAppId, context: &Context<'_>, ledger: &Ledger) -> Result<(), Trouble> {
    see_off(id, context, ledger, Noting::Replaced).await
}

/// Sees to it that a review app is gone, whatever state it is in. One that is being created may refuse to be deleted,
/// or may go on being created although the deletion was accepted: so it is asked for again until it is gone. One that is
/// stuck on its way loses its app.
async fn see_off(id: &ReviewAppId, context: &Context<'_>, ledger: &Ledger, noting: Noting) -> Result<(), Trouble> {
    let (mut pace, mut looking, mut deleting) = (Pace::new(), Patience::default(), Refusals::default());
    let (mut progress, mut app_asked) = (Progress::default(), Patience::default());
    let mut app = None;
    loop {
        let Some(there) = seen(id, context, ledger, &mut looking).await? else { return Ok(()) };
        if app.is_none() && there.app().is_some() {
            app = there.app().cloned();
            note(&there, context, ledger, noting).await;
        }
        let status = there.status;
        match progress.next(&status, Instant::now()) {
            Next::Wait => {}
            Next::Ask => match deletion_asked_for(id, &status, context, ledger, &mut deleting).await? {
                Deletion::Gone => return Ok(()),
                Deletion::Accepted => progress.accepted(status.clone(), Instant::now()),
                Deletion::NotYet => {}
            },
            Next::DeleteApp => {
                if let Some(app) = &app
                    && app_deleted(app, context, ledger, &mut app_asked).await?
                {
                    progress.app_deleted(Instant::now());
                }
            }
            Next::GiveIn => {
                context.console.line("Heroku still lists the review app as `deleting`, but its app is deleted");
                return Ok(());
            }
        }
        let what = || format!("Waiting until {} is gone, which is {status}", ledger.app_name());
        context.wait(&mut pace, ledger, what).await;
    }
}

/// Deletes the app of a review app that is stuck in `deleting`, which helps where asking again does not
/// (<https://github.com/Financial-Times/n-heroku-tools/pull/529>). False where Heroku did not answer.
async fn app_deleted(
    app: &AppId,
    context: &Context<'_>,
    ledger: &Ledger,
    patience: &mut Patience,
) -> Result<bool, Trouble> {
    let name = ledger.report().app.unwrap_or_else(|| "its app".to_owned());
    let minutes = pace::STUCK_AFTER.as_secs() / 60;
    let answer = context.heroku.delete_app(app).await;
    if let Err(error) = &answer
        && context.is_app_gone(app, error).await
    {
        return Ok(true);
    }
    let doing = || format!("deleting {name}, whose review app has been `deleting` for {minutes} minutes,");
    let accepted = patience.bear(answer).map_err(|error| Trouble::Api { doing: doing(), error })?;
    if accepted.is_some() {
        context.console.line(&format!("The review app has been `deleting` for {minutes} minutes: {name} is deleted"));
    }
    Ok(accepted.is_some())
}

/// Notes what goes, while it can be asked for.
async fn note(there: &ReviewApp, context: &Context<'_>, ledger: &Ledger, noting: Noting) {
    match (noting, there.app()) {
        (Noting::Report, Some(app)) => naming::note_app(app, context, ledger).await,
        _ => note_replaced(there, context, ledger).await,
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
        match patience.bear(context.review_app_now(id).await) {
            Ok(Some(there)) => {
                if let Some(there) = &there {
                    ledger.saw(format!("review app {id} is {}", there.status));
                }
                return Ok(there);
            }
            Ok(None) => pace.wait().await,
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
        Err(error) if error.is_forbidden() => match context.review_app_now(id).await {
            Ok(None) => Ok(Deletion::Gone),
            _ => Err(trouble(id, error)),
        },
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
