//! Heroku's Platform API, as its published schema and clients have it
//! (<https://devcenter.heroku.com/articles/platform-api-reference>).

mod app;
mod apps;
mod builds;
mod command;
mod dynos;
mod images;
mod lifecycle;
mod one_off;
mod pages;
mod pipeline;
mod pipelines;
mod progress;
mod promotions;
pub(super) mod refusals;
mod releases;
mod review_apps;
mod setups;
mod state;
mod storage;
mod stored;
mod test_runs;
mod tested;
mod wire;

use serde_json::json;
use uuid::Uuid;

use super::call::Call;
use super::reply::{Answer, Content, Reply};
use super::urls::Urls;
use refusals::error;

pub use app::{App, Build, Release, Status, WebDynos};
pub use command::{CommandScript, OneOff};
pub use pipeline::{
    AppSetup, Connection, Coupling, OwnSetup, Pipeline, ReviewApp, ReviewAppStatus, SetupScript, Stage,
};
pub use state::Heroku;
pub(super) use storage::store;
pub use stored::Stored;
pub use tested::{TestRun, TestScript};

const MEDIA_TYPE: &str = "application/vnd.heroku+json; version=3";

pub(super) fn answer(heroku: &mut Heroku, urls: &Urls, call: &Call) -> Reply {
    let free = call.path == "/account/rate-limits";
    heroku.rate_limit_remaining = heroku.rate_limit_remaining.saturating_sub(u32::from(!free));
    let remaining = heroku.rate_limit_remaining.to_string();
    let warning = heroku.warning.clone();
    let answer = admit(heroku, call).and_then(|()| route(heroku, urls, call));
    let answer = answer
        .unwrap_or_else(|refusal| refusal)
        .header("request-id", Uuid::new_v4().to_string())
        .header("ratelimit-remaining", remaining);
    match warning {
        Some(warning) => answer.header("x-heroku-warning", warning),
        None => answer,
    }
}

fn admit(heroku: &Heroku, call: &Call) -> Result<(), Reply> {
    let expected = format!("Bearer {}", heroku.api_key);
    if call.header("authorization") != expected {
        let message = "Invalid credentials provided.";
        return Err(error(401, "unauthorized", message));
    }
    if !call.header("accept").starts_with(MEDIA_TYPE) {
        let message = "The Accept header needs application/vnd.heroku+json; version=3";
        return Err(error(406, "not_acceptable", message));
    }
    Ok(())
}

fn route(heroku: &mut Heroku, urls: &Urls, call: &Call) -> Answer {
    match (call.method.as_str(), call.segments().as_slice()) {
        ("GET", ["account"]) => Ok(Reply::ok(wire::account(heroku))),
        ("GET", ["account", "rate-limits"]) => {
            let remaining = heroku.rate_limit_remaining;
            Ok(Reply::ok(json!({ "remaining": remaining })))
        }
        ("GET", ["apps"]) => apps::list(heroku, call),
        ("GET", ["apps", app]) => apps::info(heroku, app),
        ("PATCH", ["apps", app]) => apps::change(heroku, app, call),
        ("DELETE", ["apps", app]) => apps::delete(heroku, app),
        ("GET", ["apps", app, "config-vars"]) => apps::config_vars(heroku, app),
        ("PATCH", ["apps", app, "config-vars"]) => apps::set_config_vars(heroku, app, call),
        ("GET", ["apps", app, "dynos"]) => dynos::list(heroku, app),
        ("POST", ["apps", app, "dynos"]) => one_off::create(heroku, urls, app, call),
        ("DELETE", ["apps", app, "dynos"]) => one_off::restart(heroku, app),
        ("POST", ["apps", app, "dynos", name, "actions", "stop"]) => one_off::stop(heroku, app, name),
        ("GET", ["apps", app, "formation"]) => images::formation(heroku, app, call),
        ("PATCH", ["apps", app, "formation"]) => images::release(heroku, app, call),
        ("POST", ["apps", app, "log-sessions"]) => dynos::log_session(heroku, urls, app, call),
        ("GET", ["apps", app, "builds"]) => builds::list(heroku, urls, app, call),
        ("POST", ["apps", app, "builds"]) => builds::create(heroku, urls, app, call),
        ("GET", ["apps", app, "builds", id]) => builds::info(heroku, urls, app, id),
        ("DELETE", ["apps", app, "builds", id]) => builds::cancel(heroku, urls, app, id),
        ("GET", ["apps", app, "releases"]) => releases::list(heroku, urls, app, call),
        ("POST", ["apps", app, "releases"]) => releases::roll_back(heroku, urls, app, call),
        ("GET", ["apps", app, "releases", id]) => releases::info(heroku, urls, app, id),
        ("GET", ["apps", app, "slugs", id]) => releases::slug(heroku, app, id),
        ("GET", ["apps", app, "pipeline-couplings"]) => pipelines::coupling(heroku, app),
        ("GET", ["apps", app, "github"]) => pipelines::link(heroku, app),
        ("GET", ["apps", app, "repo"]) => pipelines::repo(heroku, app),
        ("GET", ["apps", app, "review-app"]) => review_apps::by_app(heroku, app),
        ("POST", ["app-setups"]) => setups::create(heroku, urls, call),
        ("POST", ["pipeline-couplings"]) => setups::couple(heroku, call),
        ("GET", ["app-setups", id]) => review_apps::app_setup(heroku, urls, id),
        ("GET", ["pipelines"]) => pipelines::list(heroku, call),
        ("GET", ["pipelines", identity]) => pipelines::info(heroku, identity),
        ("GET", ["pipelines", id, "github"]) => pipelines::links(heroku, id),
        ("GET", ["pipelines", id, "pipeline-couplings"]) => pipelines::couplings(heroku, id, call),
        ("GET", ["pipelines", id, "review-app-config"]) => pipelines::review_app_config(heroku, id),
        ("GET", ["pipelines", id, "review-apps"]) => review_apps::list(heroku, id, call),
        ("GET", ["pipelines", id, "test-runs"]) => test_runs::list(heroku, id, call),
        ("POST", ["test-runs"]) => test_runs::create(heroku, call),
        ("GET", ["test-runs", id]) => test_runs::info(heroku, id),
        ("PATCH", ["test-runs", id]) => test_runs::change(heroku, id, call),
        ("GET", ["test-runs", id, "test-nodes"]) => test_runs::nodes(heroku, urls, id),
        ("GET", ["test-runs", id, "test-cases"]) => test_runs::cases(heroku, id),
        ("POST", ["sources"]) => Ok(storage::create(heroku, urls)),
        ("POST", ["pipeline-promotions"]) => promotions::create(heroku, call),
        ("GET", ["pipeline-promotions", id, "promotion-targets"]) => promotions::targets(heroku, id),
        ("POST", ["review-apps"]) => review_apps::create(heroku, call),
        ("GET", ["review-apps", id]) => review_apps::info(heroku, id),
        ("DELETE", ["review-apps", id]) => review_apps::delete(heroku, id),
        _ => Err(error(404, "not_found", "The requested API endpoint was not found.")),
    }
}

/// Output is served to whoever knows the address; no other credentials are asked for.
pub(super) fn serve_stream(heroku: &Heroku, call: &Call) -> Reply {
    let unknown = || Reply::text(404, "Channel is not registered.\n");
    let signature = call.query("X-Amz-Signature").unwrap_or_default();
    let Some(stream) = heroku.stream(signature) else {
        return unknown();
    };
    if stream.is_not_there_yet() {
        return unknown();
    }
    // The server reads `123-` only; what starts with a unit counts as zero
    // (<https://github.com/heroku/busl>, `server/server.go`).
    let (offset, _) = call.header("range").split_once('-').unwrap_or_default();
    match stream.reader(offset.parse().unwrap_or(0)) {
        Some(reader) => Reply::new(200, Content::Stream(reader)),
        None => Reply::empty(416),
    }
}
