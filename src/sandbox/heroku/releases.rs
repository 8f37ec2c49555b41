//! Releases.

use super::super::call::Call;
use super::super::reply::{Answer, Reply};
use super::super::urls::Urls;
use super::app::{Release, Status};
use super::refusals::{invalid, not_found};
use super::state::Heroku;
use super::{apps, pages, wire};

pub(super) fn list(heroku: &Heroku, urls: &Urls, identity: &str, call: &Call) -> Answer {
    let app = apps::find(heroku, identity)?;
    let releases = app.releases.iter();
    let items = releases.map(|release| wire::release(heroku, urls, app, release)).collect();
    pages::page(call, items, heroku)
}

/// What a release runs.
pub(super) fn slug(heroku: &Heroku, identity: &str, id: &str) -> Answer {
    let app = apps::find(heroku, identity)?;
    let is = |release: &&Release| release.slug.is_some_and(|slug| slug.to_string() == id);
    let release = app.releases.iter().find(is).ok_or_else(|| not_found("slug"))?;
    Ok(Reply::ok(wire::slug(release)))
}

/// An earlier release once more, with its release phase.
pub(super) fn roll_back(heroku: &mut Heroku, urls: &Urls, identity: &str, call: &Call) -> Answer {
    let app = apps::find_mut(heroku, identity)?;
    let id = call.body["release"].as_str().ok_or_else(|| invalid("release is required"))?;
    let earlier = app.releases.iter().find(|release| release.id.to_string() == id);
    let earlier = earlier.ok_or_else(|| not_found("release"))?;
    if earlier.slug.is_none() || earlier.status != Status::Succeeded {
        return Err(invalid("Release is not eligible for rollback."));
    }
    app.roll_back(earlier.version);
    let app = apps::find(heroku, identity)?;
    let release = &app.releases[app.releases.len() - 1];
    Ok(Reply::json(201, wire::release(heroku, urls, app, release)))
}

/// A release goes by its id or its version.
pub(super) fn info(heroku: &Heroku, urls: &Urls, identity: &str, id: &str) -> Answer {
    let app = apps::find(heroku, identity)?;
    let is =
        |release: &&Release| release.id.to_string() == id || release.version.to_string() == id.trim_start_matches('v');
    let release = app.releases.iter().find(is).ok_or_else(|| not_found("release"))?;
    Ok(Reply::ok(wire::release(heroku, urls, app, release)))
}
