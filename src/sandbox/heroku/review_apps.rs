//! Review apps and their app setups.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::clock;
use super::super::reply::{Answer, Reply};
use super::super::urls::Urls;
use super::builds::source;
use super::pipeline::{ReviewApp, ReviewAppStatus};
use super::refusals::{error, invalid, not_found};
use super::state::Heroku;
use super::{apps, pages, pipelines, storage, wire};

fn position(heroku: &Heroku, id: &str) -> Result<usize, Reply> {
    let found = heroku.review_apps.iter().position(|review| review.id.to_string() == id);
    found.ok_or_else(|| heroku.missing("review app", id))
}

pub(super) fn info(heroku: &Heroku, id: &str) -> Answer {
    let review = &heroku.review_apps[position(heroku, id)?];
    Ok(Reply::ok(wire::review_app(heroku, review)))
}

pub(super) fn list(heroku: &Heroku, pipeline: &str, call: &Call) -> Answer {
    let pipeline = pipelines::by_id(heroku, pipeline)?.id;
    let reviews = heroku.review_apps.iter();
    let inside = reviews.filter(|review| review.pipeline == pipeline);
    let items = inside.map(|review| wire::review_app(heroku, review)).collect();
    pages::page(call, items, heroku)
}

pub(super) fn by_app(heroku: &Heroku, identity: &str) -> Answer {
    let app = apps::find(heroku, identity)?.id;
    let found = heroku.review_apps.iter().find(|review| review.app == Some(app));
    let review = found.ok_or_else(|| not_found("review app"))?;
    Ok(Reply::ok(wire::review_app(heroku, review)))
}

/// One review app for each branch of a pipeline: a second one is a conflict, whatever state the first is in.
pub(super) fn create(heroku: &mut Heroku, call: &Call) -> Answer {
    let branch = call.text("branch").ok_or_else(|| invalid("branch is required"))?;
    let pipeline = call.text("pipeline").ok_or_else(|| invalid("pipeline is required"))?;
    let pipeline = pipelines::by_id(heroku, pipeline)?.id;
    let (url, version) = source(&call.body)?;
    let stored = storage::content(heroku, &call.body)?;
    let mut reviews = heroku.review_apps.iter();
    if reviews.any(|review| review.pipeline == pipeline && review.branch == branch) {
        let message = format!("A review app already exists for the {branch} branch");
        return Err(error(409, "conflict", &message));
    }
    let review = ReviewApp {
        pr_number: number(&call.body, "pr_number")?,
        fork_repo: number(&call.body, "fork_repo_id")?,
        environment: environment(&call.body["environment"])?,
        source: stored,
        source_url: url.to_owned(),
        source_version: version.map(str::to_owned),
        ..ReviewApp::start(pipeline, branch, heroku.review_app_script.clone())
    };
    let reply = wire::review_app(heroku, &review);
    heroku.review_apps.push(review);
    Ok(Reply::json(201, reply))
}

fn number(body: &Value, field: &str) -> Result<Option<u64>, Reply> {
    match &body[field] {
        Value::Null => Ok(None),
        value => match value.as_u64() {
            Some(number) => Ok(Some(number)),
            None => Err(invalid(&format!("{field} must be an integer or null"))),
        },
    }
}

fn environment(value: &Value) -> Result<BTreeMap<String, String>, Reply> {
    let nothing = json!({});
    let value = if value.is_null() { &nothing } else { value };
    let pairs = value.as_object().ok_or_else(|| invalid("environment must be an object"))?;
    let mut environment = BTreeMap::new();
    for (key, value) in pairs {
        match value {
            Value::String(text) => {
                environment.insert(key.clone(), text.clone());
            }
            Value::Null => {}
            _ => return Err(invalid(&format!("environment:{key} must be a string"))),
        }
    }
    Ok(environment)
}

/// It may be deleted while it is still being created; its build is cut short then.
pub(super) fn delete(heroku: &mut Heroku, id: &str) -> Answer {
    let index = position(heroku, id)?;
    let now = clock::now();
    let review = &mut heroku.review_apps[index];
    review.status = ReviewAppStatus::Deleting;
    review.deleting_since.get_or_insert(now);
    let app = review.app;
    let mut apps = heroku.apps.iter_mut();
    if let Some(app) = apps.find(|candidate| Some(candidate.id) == app) {
        app.builds.iter_mut().for_each(|build| build.cancel(now));
    }
    info(heroku, id)
}

pub(super) fn app_setup(heroku: &Heroku, urls: &Urls, id: &str) -> Answer {
    let found = heroku.app_setups.iter().find(|setup| setup.id.to_string() == id);
    let setup = found.ok_or_else(|| not_found("app setup"))?;
    Ok(Reply::ok(wire::app_setup(heroku, urls, setup)))
}
