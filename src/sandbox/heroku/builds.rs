//! Builds.

use serde_json::Value;
use url::Url;

use super::super::call::Call;
use super::super::clock;
use super::super::reply::{Answer, Reply};
use super::super::urls::Urls;
use super::app::{App, Build, Status};
use super::refusals::{error, invalid, not_found};
use super::state::Heroku;
use super::{apps, pages, storage, wire};

pub(super) fn list(heroku: &Heroku, urls: &Urls, identity: &str, call: &Call) -> Answer {
    let app = apps::find(heroku, identity)?;
    let builds = app.builds.iter();
    let items = builds.map(|build| wire::build(heroku, urls, app, build)).collect();
    pages::page(call, items, heroku)
}

pub(super) fn info(heroku: &Heroku, urls: &Urls, identity: &str, id: &str) -> Answer {
    let app = apps::find(heroku, identity)?;
    let build = &app.builds[position(app, id)?];
    Ok(Reply::ok(wire::build(heroku, urls, app, build)))
}

pub(super) fn create(heroku: &mut Heroku, urls: &Urls, identity: &str, call: &Call) -> Answer {
    let usual = heroku.build_script.clone();
    let stored = storage::content(heroku, &call.body)?;
    let app = apps::find_mut(heroku, identity)?;
    let (url, version) = source(&call.body)?;
    let script = app.next_builds.pop_front().or_else(|| app.build_script.clone());
    let mut build = Build::start(url, version, script.unwrap_or(usual));
    let text = |name: &str| call.body["source_blob"][name].as_str().map(str::to_owned);
    (build.source_description, build.source_checksum) = (text("version_description"), text("checksum"));
    build.source = stored;
    app.builds.push(build);
    let app = apps::find(heroku, identity)?;
    let build = &app.builds[app.builds.len() - 1];
    Ok(Reply::json(201, wire::build(heroku, urls, app, build)))
}

pub(super) fn cancel(heroku: &mut Heroku, urls: &Urls, identity: &str, id: &str) -> Answer {
    let app = apps::find_mut(heroku, identity)?;
    let index = position(app, id)?;
    if app.builds[index].status != Status::Pending {
        return Err(invalid("The build is not pending."));
    }
    app.builds[index].cancel(clock::now());
    info(heroku, urls, identity, id)
}

fn position(app: &App, id: &str) -> Result<usize, Reply> {
    let found = app.builds.iter().position(|build| build.id.to_string() == id);
    found.ok_or_else(|| not_found("build"))
}

/// The address and the version of a request's `source_blob`.
pub(super) fn source(body: &Value) -> Result<(&str, Option<&str>), Reply> {
    let blob = &body["source_blob"];
    let address = blob["url"].as_str().ok_or_else(|| invalid("source_blob:url is required"))?;
    let version = &blob["version"];
    if !version.is_null() && !version.is_string() {
        return Err(invalid("source_blob:version must be a string"));
    }
    if !is_fetchable(address) {
        let message = "https is required for source_blob:url";
        return Err(error(400, "bad_request", message));
    }
    Ok((address, version.as_str()))
}

/// Heroku takes https only; the sandbox's own archives are on loopback.
fn is_fetchable(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else {
        return false;
    };
    let loopback = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    url.scheme() == "https" || (url.scheme() == "http" && loopback)
}
