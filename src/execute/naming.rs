//! What an app is called, and where it is.

use super::{Context, Ledger};
use crate::{
    heroku::App,
    names::AppId,
    report::{Console, in_one_line},
};

/// Notes an app's name and address. The work can go on without, but much that people see cannot: so it is noted why.
pub(super) async fn note_app(app: &AppId, context: &Context<'_>, ledger: &Ledger) {
    let report = ledger.report();
    if report.app.is_some() && report.app_id.as_ref() == Some(app) {
        return;
    }
    ledger.note_app_id(app);
    match context.heroku.app(app.as_str()).await {
        Ok(app) => {
            reveal(&app, context.console);
            ledger.note_app(&app);
        }
        Err(error) => ledger.note_unnamed(in_one_line(&error)),
    }
}

/// What an app is called, and where it is, everybody may see.
pub(crate) fn reveal(app: &App, console: &Console) {
    for text in [Some(app.id.as_str()), Some(&app.name), app.web_url.as_deref()].into_iter().flatten() {
        console.reveal(text);
    }
}
