//! Apps and their config vars.

use serde_json::Value;

use super::super::call::Call;
use super::super::reply::{Answer, Reply};
use super::app::App;
use super::pages;
use super::refusals::{invalid, not_found};
use super::state::Heroku;
use super::wire;

pub(super) fn find<'a>(heroku: &'a Heroku, identity: &str) -> Result<&'a App, Reply> {
    heroku.app(identity).ok_or_else(|| heroku.missing("app", identity))
}

pub(super) fn find_mut<'a>(heroku: &'a mut Heroku, identity: &str) -> Result<&'a mut App, Reply> {
    if heroku.app(identity).is_none() {
        return Err(heroku.missing("app", identity));
    }
    heroku.app_mut(identity).ok_or_else(|| not_found("app"))
}

pub(super) fn info(heroku: &Heroku, identity: &str) -> Answer {
    let app = find(heroku, identity)?;
    Ok(Reply::ok(wire::app(heroku, app)))
}

pub(super) fn list(heroku: &Heroku, call: &Call) -> Answer {
    let items = heroku.apps.iter().map(|app| wire::app(heroku, app)).collect();
    pages::page(call, items, heroku)
}

/// Of an app, the maintenance mode can be changed.
pub(super) fn change(heroku: &mut Heroku, identity: &str, call: &Call) -> Answer {
    let app = find_mut(heroku, identity)?;
    let maintenance = call.body["maintenance"].as_bool().ok_or_else(|| invalid("maintenance must be a boolean."))?;
    app.maintenance = maintenance;
    info(heroku, identity)
}

/// An app's deletion is at once, and takes the review app along whose app it is, whatever state that is in.
pub(super) fn delete(heroku: &mut Heroku, identity: &str) -> Answer {
    let app = find(heroku, identity)?;
    let (id, reply) = (app.id, wire::app(heroku, app));
    heroku.bury_app(id);
    heroku.review_apps.retain(|review| review.app != Some(id));
    Ok(Reply::ok(reply))
}

pub(super) fn config_vars(heroku: &Heroku, identity: &str) -> Answer {
    Ok(Reply::ok(wire::config_vars(find(heroku, identity)?)))
}

/// A change of config vars makes a release of its own, so versions between two builds need not be neighbours.
pub(super) fn set_config_vars(heroku: &mut Heroku, identity: &str, call: &Call) -> Answer {
    let app = find_mut(heroku, identity)?;
    let changes = call.body.as_object().ok_or_else(|| invalid("Config vars must be an object."))?;
    let before = app.config_vars.clone();
    for (key, value) in changes {
        check(key, value)?;
    }
    for (key, value) in changes {
        match value.as_str() {
            Some(value) => app.config_vars.insert(key.clone(), value.to_owned()),
            None => app.config_vars.remove(key),
        };
    }
    if app.config_vars != before {
        let names: Vec<&str> = changes.keys().map(String::as_str).collect();
        app.release_vars(&names);
    }
    Ok(Reply::ok(wire::config_vars(app)))
}

fn check(key: &str, value: &Value) -> Result<(), Reply> {
    let word = |character: char| character.is_alphanumeric() || character == '_';
    if key.is_empty() || !key.chars().all(word) {
        return Err(invalid(&format!("{key:?} is not a valid config var name.")));
    }
    if !value.is_string() && !value.is_null() {
        return Err(invalid(&format!("{key} must be a string or null.")));
    }
    Ok(())
}
