//! A review app from the moment that Heroku accepted it until it is there, with its first build, release and `postdeploy`.

use super::{
    Context, Ledger,
    context::Patience,
    follow::{follow_release, note_setup_build},
    stream::show,
};
use crate::{
    heroku::{AppSetup, ReviewApp},
    http::{ApiError, Pace},
    names::{AppSetupId, BuildStatus, ReviewAppStatus},
    outcome::{Stage, Trouble},
};

/// Waits until a review app is created, and shows what happens meanwhile.
pub(super) async fn watch(context: &Context<'_>, ledger: &Ledger, review_app: ReviewApp) -> Result<ReviewApp, Trouble> {
    ledger.begin(Stage::Setup);
    let review_app = until(context, ledger, review_app, |now| now.app_setup().is_some()).await?;
    note_app(context, ledger, &review_app).await;
    let mut tail = Vec::new();
    let setup = review_app.app_setup().cloned();
    if let Some(setup) = &setup {
        tail = first_build(context, ledger, &review_app, setup).await?;
    }
    let review_app = until(context, ledger, review_app, |_| false).await?;
    note_app(context, ledger, &review_app).await;
    ledger.end_stage();
    ended(context, ledger, &review_app, setup.as_ref(), tail).await?;
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
        ledger.saw(format!("review app {} is {}", review_app.id, review_app.status));
        match review_app.status {
            ReviewAppStatus::Created | ReviewAppStatus::Errored => return Ok(review_app),
            ReviewAppStatus::Deleting | ReviewAppStatus::Deleted => return Err(Trouble::Vanished),
            _ if is_as_wanted(&review_app) => return Ok(review_app),
            _ => pace.wait().await,
        }
        match patience.bear(context.heroku.review_app(&review_app.id).await) {
            Ok(Some(now)) => review_app = now,
            Ok(None) => {}
            Err(error) => return Err(vanished_or(error)),
        }
    }
}

fn vanished_or(error: ApiError) -> Trouble {
    if matches!(error.status(), Some(404 | 410)) {
        return Trouble::Vanished;
    }
    Trouble::Api { doing: "watching the review app's creation".to_owned(), error }
}

/// Name and address, as soon as there is an app. Without them the work can go on.
pub(super) async fn note_app(context: &Context<'_>, ledger: &Ledger, review_app: &ReviewApp) {
    if let Some(id) = review_app.app()
        && ledger.report().app_id.is_none()
        && let Ok(app) = context.heroku.app(id.as_str()).await
    {
        ledger.note_app(&app);
    }
}

/// Shows the first build, whose output the app setup names, and its release phase. A failure shows in the end.
async fn first_build(
    context: &Context<'_>,
    ledger: &Ledger,
    review_app: &ReviewApp,
    id: &AppSetupId,
) -> Result<Vec<String>, Trouble> {
    let (mut pace, mut patience) = (Pace::new(), Patience::default());
    let mut setup = setup_now(context, id, &mut patience).await?;
    let output = loop {
        let known = setup.as_ref().and_then(|setup| setup.build.as_ref());
        if let Some(build) = known {
            note_setup_build(ledger, build);
        }
        if let Some(address) = known.and_then(|build| build.output_stream_url.clone()) {
            break address;
        }
        let over = setup.as_ref().is_some_and(|setup| setup.status.is_final());
        if over || known.is_some_and(|build| build.status.is_final()) {
            return Ok(Vec::new());
        }
        pace.wait().await;
        setup = setup_now(context, id, &mut patience).await?;
    };
    let Some(mut setup) = setup else { return Ok(Vec::new()) };
    let name = ledger.app_name();
    context.group(&name, &format!("First build of {name}"));
    let is_over = async || {
        if !build_is_final(&setup)
            && let Some(now) = setup_now(context, id, &mut patience).await?
        {
            setup = now;
            if let Some(build) = &setup.build {
                note_setup_build(ledger, build);
            }
        }
        Ok(build_is_final(&setup))
    };
    let shown = show(context, &output, "", is_over).await;
    context.end_group();
    let tail = shown?;
    let built = setup.build.filter(|build| build.status == BuildStatus::Succeeded);
    if let (Some(build), Some(app)) = (built, review_app.app()) {
        first_release(context, ledger, app.as_str(), &build.id).await?;
    }
    Ok(tail)
}

fn build_is_final(setup: &AppSetup) -> bool {
    setup.status.is_final() || setup.build.as_ref().is_some_and(|build| build.status.is_final())
}

async fn setup_now(
    context: &Context<'_>,
    id: &AppSetupId,
    patience: &mut Patience,
) -> Result<Option<AppSetup>, Trouble> {
    patience.bear(context.heroku.app_setup(id).await).map_err(vanished_or)
}

async fn first_release(
    context: &Context<'_>,
    ledger: &Ledger,
    app: &str,
    id: &crate::names::BuildId,
) -> Result<(), Trouble> {
    let build = context.heroku.build(app, id).await.map_err(vanished_or)?;
    follow_release(context, ledger, app, build, true).await
}

/// What came of it. The app setup knows more than the review app does.
async fn ended(
    context: &Context<'_>,
    ledger: &Ledger,
    review_app: &ReviewApp,
    setup: Option<&AppSetupId>,
    tail: Vec<String>,
) -> Result<(), Trouble> {
    let setup = match setup {
        Some(id) => Some(final_setup(context, id).await?),
        None => None,
    };
    if let Some(build) = setup.as_ref().and_then(|setup| setup.build.as_ref()) {
        note_setup_build(ledger, build);
    }
    let script = setup.as_ref().map(|setup| postdeploy(context, setup)).unwrap_or_default();
    let failed = setup.as_ref().is_some_and(|setup| setup.status == BuildStatus::Failed);
    if review_app.status == ReviewAppStatus::Created && !failed {
        if let Some(message) = &review_app.message {
            context.console.line(&format!("Heroku says: {message}"));
        }
        return Ok(());
    }
    let tail = if script.is_empty() { tail } else { script };
    Err(Trouble::SetupFailed { says: what_heroku_says(review_app, setup.as_ref()), tail })
}

async fn final_setup(context: &Context<'_>, id: &AppSetupId) -> Result<AppSetup, Trouble> {
    let (mut pace, mut patience) = (Pace::new(), Patience::default());
    loop {
        if let Some(setup) = setup_now(context, id, &mut patience).await?
            && setup.status.is_final()
        {
            return Ok(setup);
        }
        pace.wait().await;
    }
}

/// Shows the output of `postdeploy`; returns its end where the script failed.
fn postdeploy(context: &Context<'_>, setup: &AppSetup) -> Vec<String> {
    let Some(script) = &setup.postdeploy else { return Vec::new() };
    let code = script.exit_code.map_or_else(|| "?".to_owned(), |code| code.to_string());
    let output = script.output.as_deref().unwrap_or_default();
    context.console.group(&format!("postdeploy ended with {code}"));
    context.console.line(output);
    context.console.end_group();
    if script.exit_code.unwrap_or_default() == 0 {
        return Vec::new();
    }
    let lines: Vec<_> = output.lines().map(ToOwned::to_owned).collect();
    lines[lines.len().saturating_sub(40)..].to_vec()
}

fn what_heroku_says(review_app: &ReviewApp, setup: Option<&AppSetup>) -> Vec<String> {
    let mut says: Vec<String> = Vec::new();
    if let Some(setup) = setup {
        says.extend(setup.failure_message.clone());
        says.extend(setup.manifest_errors().iter().map(|error| format!("app.json: {error}")));
        let code = setup.postdeploy.as_ref().and_then(|script| script.exit_code).filter(|code| *code != 0);
        says.extend(code.map(|code| format!("postdeploy ended with exit code {code}")));
    }
    says.extend(review_app.message.clone());
    says.extend(review_app.error_status.clone());
    says.retain(|text| !text.trim().is_empty());
    says.dedup();
    says
}
