//! A review app from the moment that Heroku accepted it until it is created, with its first build, release and
//! `postdeploy`.

mod verdict;

use crate::{
    heroku::ReviewApp,
    names::ReviewAppStatus,
    outcome::{Stage, Trouble, Waiting},
    steps::{
        desk::Desk,
        learn_app::learn_app,
        poll::poll,
        setting_up::first_build::{FirstBuild, among_builds, of_setup, watching},
    },
};

/// Waits until a review app is created, and shows what happens meanwhile.
pub(super) async fn watch(desk: &Desk<'_>, review_app: ReviewApp) -> Result<ReviewApp, Trouble> {
    desk.ledger.begin(Stage::Setup);
    let review_app = until(desk, review_app, |now| now.app_setup().is_some()).await?;
    note_app(desk, &review_app).await;
    let setup = review_app.app_setup().cloned();
    let mut shown = None;
    if let Some(setup) = &setup {
        shown = known(of_setup(desk, review_app.app(), setup).await)?;
    }
    desk.ledger.begin(Stage::Setup);
    let review_app = until(desk, review_app, |_| false).await?;
    note_app(desk, &review_app).await;
    if let (None, Some(app)) = (&shown, review_app.app()) {
        shown = known(among_builds(desk, app).await)?;
    }
    desk.ledger.end_stage();
    verdict::reached(desk, &review_app, setup.as_ref(), shown.unwrap_or_default()).await?;
    Ok(review_app)
}

/// Polls the review app until it is as wanted, or no longer changes.
async fn until(
    desk: &Desk<'_>,
    review_app: ReviewApp,
    is_as_wanted: impl Fn(&ReviewApp) -> bool,
) -> Result<ReviewApp, Trouble> {
    let id = review_app.id.clone();
    let ask = async || desk.review_app_now(&id).await.map_err(watching);
    let is_over = |now: &Option<ReviewApp>| {
        let Some(now) = now else { return true };
        desk.ledger.now_waiting_for(Waiting::ReviewApp { status: now.status.clone() });
        is_settled(&now.status) || is_as_wanted(now)
    };
    let line = |latest: Option<&Option<ReviewApp>>| {
        let now = latest.and_then(Option::as_ref)?;
        Some(format!("Waiting for {}, which is {}", desk.ledger.app_name(), now.status))
    };
    match poll(desk, Some(Some(review_app)), ask, is_over, line).await? {
        Some(now) if !is_going(&now.status) => Ok(now),
        _ => Err(Trouble::Vanished),
    }
}

fn is_settled(status: &ReviewAppStatus) -> bool {
    matches!(status, ReviewAppStatus::Created | ReviewAppStatus::Errored) || is_going(status)
}

/// Whether a review app is on its way out.
pub(super) fn is_going(status: &ReviewAppStatus) -> bool {
    matches!(status, ReviewAppStatus::Deleting | ReviewAppStatus::Deleted)
}

/// The answer; `None` if there is no such thing, because the review app's status says what that means.
fn known(looked: Result<FirstBuild, Trouble>) -> Result<Option<FirstBuild>, Trouble> {
    match looked {
        Err(trouble) if trouble.is_hidden_at_heroku() => Ok(None),
        looked => looked.map(Some),
    }
}

/// Name and address, as soon as there is an app.
pub(super) async fn note_app(desk: &Desk<'_>, review_app: &ReviewApp) {
    if let Some(app) = review_app.app() {
        learn_app(app, desk).await;
    }
}
