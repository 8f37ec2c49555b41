//! Dynos: those of the current release, as they boot.

use serde_json::{Value, json};

use super::super::{
    call::Call,
    clock::{self, timestamp},
    reply::{Answer, Reply},
    urls::Urls,
};
use super::{app::App, apps::find, refusals::invalid, state::Heroku, wire};

/// The state of dynos that Heroku does not list until somebody visits the app.
const ASLEEP: &str = "asleep";

pub(super) fn formation(heroku: &Heroku, identity: &str) -> Answer {
    let app = find(heroku, identity)?;
    let web = json!({
        "app": { "id": app.id, "name": app.name },
        "command": "npm start",
        "quantity": app.web.quantity,
        "size": "Basic",
        "type": "web",
    });
    Ok(Reply::ok(json!([web])))
}

pub(super) fn list(heroku: &Heroku, identity: &str) -> Answer {
    let app = find(heroku, identity)?;
    let quantity = if app.web.state == ASLEEP { 0 } else { app.web.quantity };
    Ok(Reply::ok(Value::Array((1..=quantity).map(|number| dyno(app, number)).collect())))
}

fn dyno(app: &App, number: u64) -> Value {
    let current = app.current_release();
    let is_booting = current.is_some_and(|release| clock::now() < release.final_since() + app.web.boot);
    json!({
        "attach_url": null,
        "command": "npm start",
        "name": format!("web.{number}"),
        "release": current.map(|release| json!({ "id": release.id, "version": release.version })),
        "size": "Basic",
        "state": if is_booting { "starting" } else { &app.web.state },
        "type": "web",
        "updated_at": timestamp(app.created),
    })
}

pub(super) fn log_session(heroku: &Heroku, urls: &Urls, identity: &str, call: &Call) -> Answer {
    let app = find(heroku, identity)?;
    if call.body["dyno"].as_str().is_none_or(|dyno| !dyno.starts_with("web.")) {
        return Err(invalid("There is no such dyno."));
    }
    let address = wire::stream(urls, &app.web.log, app.id, app.id);
    Ok(Reply::json(201, json!({ "id": app.id, "logplex_url": address })))
}
