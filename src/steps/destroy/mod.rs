//! Destroys a review app.

mod pace;

use std::{
    fmt::{self, Display, Formatter},
    time::Duration,
};

use serde::Serialize;
use tokio::sync::SemaphorePermit;

use super::{
    desk::Desk,
    doable::Doable,
    flow::Flow,
    learn_app::learn_app,
    poll::{poll, silent},
};
use crate::{
    heroku::ReviewApp,
    http::{ApiError, Instant},
    names::{AppId, ReviewAppId, ReviewAppStatus},
    outcome::{Doing, Done, End, Stage, Trouble, Waiting},
};
use pace::{Next, Progress};

/// How long Heroku may refuse to delete a review app that is in a final state.
const REFUSED_WITHIN: Duration = Duration::from_secs(15);

/// Destroy a review app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Destroy {
    #[serde(skip)]
    pub(crate) review_app: ReviewAppId,
}

impl Display for Destroy {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("destroy it")
    }
}

impl Doable for Destroy {
    async fn carry_out(&self, desk: &Desk<'_>) -> Result<Flow, Trouble> {
        self.carry_out_in(None, desk).await
    }
}

impl Destroy {
    /// The same, but in turn with others; the turn ends once the deletion is requested.
    pub(super) async fn carry_out_in(
        &self,
        turn: Option<SemaphorePermit<'_>>,
        desk: &Desk<'_>,
    ) -> Result<Flow, Trouble> {
        desk.ledger.begin(Stage::Destroy);
        if !desk.wait {
            return request_deletion(&self.review_app, desk).await;
        }
        see_off(&self.review_app, desk, Noting::Report, turn).await?;
        let name = desk.ledger.report().app.unwrap_or_else(|| "The review app".to_owned());
        desk.console.line(&format!("{name} is destroyed"));
        Ok(Flow::Done(Done::Destroyed))
    }
}

/// Requests a deletion until Heroku accepts it.
async fn request_deletion(id: &ReviewAppId, desk: &Desk<'_>) -> Result<Flow, Trouble> {
    let (mut refused, mut status, mut is_asked) = (Refused::default(), ReviewAppStatus::Creating, false);
    let ask = async || {
        // Only a refusal needs another look, to tell a temporary one from a lasting one.
        if std::mem::replace(&mut is_asked, true) {
            match look_at(id, desk).await? {
                Some(there) => status = there.status,
                None => return Ok(Deletion::Gone),
            }
        }
        send_deletion(id, &status, desk, &mut refused).await
    };
    let is_answered = |deletion: &Deletion| *deletion != Deletion::NotYet;
    match poll(desk, None, ask, is_answered, silent).await? {
        Deletion::Gone => Ok(Flow::Done(Done::Destroyed)),
        Deletion::Accepted | Deletion::NotYet => Ok(Flow::Over(End::Accepted)),
    }
}

/// The effect of a request for deletion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deletion {
    Accepted,
    Gone,
    /// It cannot be deleted in its current state, such as while it is being created.
    NotYet,
}

/// Where to note the destroyed app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Noting {
    /// As the subject of the report.
    Report,
    /// Beside the subject, because the report is about its successor.
    Replaced,
}

/// Destroys a review app that blocks the work.
pub(super) async fn make_way(id: &ReviewAppId, desk: &Desk<'_>) -> Result<(), Trouble> {
    see_off(id, desk, Noting::Replaced, None).await
}

/// Destroys a review app in any state. One that is being created may refuse to be deleted,
/// or may still be created although the deletion was accepted, so the request is repeated until it is gone. One that is
/// stuck on its way loses its app.
async fn see_off(
    id: &ReviewAppId,
    desk: &Desk<'_>,
    noting: Noting,
    mut turn: Option<SemaphorePermit<'_>>,
) -> Result<(), Trouble> {
    let (mut progress, mut refused, mut app) = (Progress::default(), Refused::default(), None);
    let ask = async || {
        let _turn = turn.take();
        let Some(there) = look_at(id, desk).await? else { return Ok(None) };
        if app.is_none() && there.app().is_some() {
            app = there.app().cloned();
            note(&there, desk, noting).await;
        }
        match progress.next(&there.status, Instant::now()) {
            Next::Wait => {}
            Next::Ask => match send_deletion(id, &there.status, desk, &mut refused).await? {
                Deletion::Gone => return Ok(None),
                Deletion::Accepted => progress.accepted(there.status.clone(), Instant::now()),
                Deletion::NotYet => {}
            },
            Next::DeleteApp => {
                if let Some(app) = &app {
                    delete_stuck_app(app, desk).await?;
                    progress.app_deleted(Instant::now());
                }
            }
            Next::GiveIn => {
                desk.console.line("Heroku still lists the review app as `deleting`, but its app is deleted");
                return Ok(None);
            }
        }
        Ok(Some(there))
    };
    let line = |latest: Option<&Option<ReviewApp>>| {
        let there = latest.and_then(Option::as_ref)?;
        Some(format!("Waiting until {} is gone, which is {}", desk.ledger.app_name(), there.status))
    };
    poll(desk, None, ask, Option::is_none, line).await.map(drop)
}

/// Deletes the app of a review app that is stuck in `deleting`, which helps where asking again does not
/// (<https://github.com/Financial-Times/n-heroku-tools/pull/529>).
async fn delete_stuck_app(app: &AppId, desk: &Desk<'_>) -> Result<(), Trouble> {
    let (name, after) = (desk.ledger.report().app, pace::STUCK_AFTER);
    match desk.clients.heroku.delete_app(app).await {
        Ok(()) => {
            let (name, minutes) = (name.unwrap_or_else(|| "its app".to_owned()), after.as_secs() / 60);
            let text = format!("The review app has been `deleting` for {minutes} minutes: {name} is deleted");
            desk.console.line(&text);
            Ok(())
        }
        Err(error) if desk.is_app_gone(app, &error).await => Ok(()),
        Err(error) => Err(Trouble::api(Doing::DeletingStuckApp { app: name, after }, error)),
    }
}

/// Notes what will be destroyed, while it can still be read.
async fn note(there: &ReviewApp, desk: &Desk<'_>, noting: Noting) {
    match (noting, there.app()) {
        (Noting::Report, Some(app)) => learn_app(app, desk).await,
        _ => note_replaced(there, desk).await,
    }
}

/// Notes the name of the app while it can still be read: its deployments must not look alive afterwards.
async fn note_replaced(there: &ReviewApp, desk: &Desk<'_>) {
    let Some(app) = there.app().filter(|app| desk.ledger.report().app_id.as_ref() != Some(app)) else { return };
    if let Ok(app) = desk.clients.heroku.app(app.as_str()).await {
        desk.ledger.note_replaced(app.name);
    }
}

/// A review app as it is now; `None` once it is gone.
async fn look_at(id: &ReviewAppId, desk: &Desk<'_>) -> Result<Option<ReviewApp>, Trouble> {
    let there = desk.review_app_now(id).await.map_err(trouble)?;
    if let Some(there) = &there {
        desk.ledger.now_waiting_for(Waiting::ReviewApp { status: there.status.clone() });
    }
    Ok(there)
}

/// Since when Heroku refuses to delete a review app that is finished.
#[derive(Debug, Default)]
struct Refused {
    since: Option<Instant>,
}

async fn send_deletion(
    id: &ReviewAppId,
    status: &ReviewAppStatus,
    desk: &Desk<'_>,
    refused: &mut Refused,
) -> Result<Deletion, Trouble> {
    let answer = desk.clients.heroku.delete_review_app(id).await;
    if let Err(error) = &answer {
        let refusal = Box::new(error.clone());
        desk.ledger.now_waiting_for(Waiting::Deletion { status: status.clone(), refusal });
    }
    match answer {
        Ok(()) => Ok(Deletion::Accepted),
        Err(error) if error.is_gone() => Ok(Deletion::Gone),
        Err(error) if error.is_forbidden() => match desk.review_app_afresh(id).await {
            Ok(None) => Ok(Deletion::Gone),
            _ => Err(trouble(error)),
        },
        Err(error) if matches!(error.status(), Some(409 | 422 | 423)) => {
            let is_finished = matches!(status, ReviewAppStatus::Created | ReviewAppStatus::Errored);
            if is_finished && refused.since.get_or_insert_with(Instant::now).elapsed() > REFUSED_WITHIN {
                return Err(trouble(error));
            }
            Ok(Deletion::NotYet)
        }
        Err(error) => Err(trouble(error)),
    }
}

fn trouble(error: ApiError) -> Trouble {
    Trouble::api(Doing::DestroyingReviewApp, error)
}
