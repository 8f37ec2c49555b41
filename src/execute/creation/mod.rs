//! A review app from the moment that Heroku accepted it until it is there, with its first build, release and `postdeploy`.

mod first_build;
mod verdict;

use super::{Context, Ledger, context::Patience, naming};
use crate::{
    heroku::ReviewApp,
    http::{ApiError, Pace},
    names::ReviewAppStatus,
    outcome::{Doing, Stage, Trouble, Waiting},
};
use first_build::{FirstBuild, among_builds, of_setup};

/// Waits until a review app is created, and shows what happens meanwhile.
pub(super) async fn watch(context: &Context<'_>, ledger: &Ledger, review_app: ReviewApp) -> Result<ReviewApp, Trouble> {
    ledger.begin(Stage::Setup);
    let review_app = until(context, ledger, review_app, |now| now.app_setup().is_some()).await?;
    note_app(context, ledger, &review_app).await;
    let setup = review_app.app_setup().cloned();
    let mut shown = None;
    if let Some(setup) = &setup {
        shown = known(of_setup(context, ledger, &review_app, setup).await)?;
    }
    ledger.begin(Stage::Setup);
    let review_app = until(context, ledger, review_app, |_| false).await?;
    note_app(context, ledger, &review_app).await;
    if let (None, Some(app)) = (&shown, review_app.app()) {
        shown = known(among_builds(context, ledger, app).await)?;
    }
    ledger.end_stage();
    verdict::reached(context, ledger, &review_app, setup.as_ref(), shown.unwrap_or_default()).await?;
    Ok(review_app)
}

/// Asks for the review app until it is as wanted, or will not change any more.
async fn until(
    context: &Context<'_>,
    ledger: &Ledger,
    mut review_app: ReviewApp,
    is_as_wanted: impl Fn(&ReviewApp) -> bool,
) -> Result<ReviewApp, Trouble> {
    let (mut pace, mut patience) = (Pace::new(), Patience::default());
    loop {
        ledger.now_waiting_for(Waiting::ReviewApp { id: review_app.id.clone(), status: review_app.status.clone() });
        match review_app.status {
            ReviewAppStatus::Created | ReviewAppStatus::Errored => return Ok(review_app),
            ReviewAppStatus::Deleting | ReviewAppStatus::Deleted => return Err(Trouble::Vanished),
            _ if is_as_wanted(&review_app) => return Ok(review_app),
            _ => {
                let what = || format!("Waiting for {}, which is {}", ledger.app_name(), review_app.status);
                context.wait(&mut pace, ledger, what).await;
            }
        }
        match patience.bear(context.review_app_now(&review_app.id).await) {
            Ok(Some(Some(now))) => review_app = now,
            Ok(Some(None)) => return Err(Trouble::Vanished),
            Ok(None) => {}
            Err(error) => return Err(watching(error)),
        }
    }
}

/// What came of looking; nothing where there is no such thing, since the review app's own status tells what that means.
fn known(looked: Result<FirstBuild, Trouble>) -> Result<Option<FirstBuild>, Trouble> {
    match looked {
        Err(trouble) if trouble.is_hidden_at_heroku() => Ok(None),
        looked => looked.map(Some),
    }
}

fn watching(error: ApiError) -> Trouble {
    Trouble::api(Doing::WatchingCreation, error)
}

/// Name and address, as soon as there is an app.
pub(super) async fn note_app(context: &Context<'_>, ledger: &Ledger, review_app: &ReviewApp) {
    if let Some(app) = review_app.app() {
        naming::note_app(app, context, ledger).await;
    }
}
