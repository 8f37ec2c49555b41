//! An app's name and address.

use super::desk::Desk;
use crate::{
    heroku::App,
    names::AppId,
    report::{Console, in_one_line},
};

/// Notes an app's name and address. The work can go on without them, but much of what people see needs them, so it
/// notes why they are missing.
pub(super) async fn learn_app(app: &AppId, desk: &Desk<'_>) {
    let report = desk.ledger.report();
    if report.app.is_some() && report.app_id.as_ref() == Some(app) {
        return;
    }
    desk.ledger.note_app_id(app);
    match desk.clients.heroku.app(app.as_str()).await {
        Ok(app) => {
            reveal(&app, desk.console);
            desk.ledger.note_app(&app);
        }
        Err(error) => desk.ledger.note_unnamed(in_one_line(&error)),
    }
}

/// Everybody may see an app's name and address.
pub(crate) fn reveal(app: &App, console: &Console) {
    for text in [Some(app.id.as_str()), Some(&app.name), app.web_url.as_deref()].into_iter().flatten() {
        console.reveal(text);
    }
}
