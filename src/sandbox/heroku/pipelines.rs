//! Pipelines and the apps in them.

use super::super::call::Call;
use super::super::reply::{Answer, Reply};
use super::pipeline::{Connection, Coupling, Pipeline};
use super::refusals::not_found;
use super::state::Heroku;
use super::{apps, pages, wire};

pub(super) fn info(heroku: &Heroku, identity: &str) -> Answer {
    let pipeline = heroku.pipeline(identity).ok_or_else(|| not_found("pipeline"))?;
    Ok(Reply::ok(wire::pipeline(pipeline)))
}

pub(super) fn list(heroku: &Heroku, call: &Call) -> Answer {
    let items = heroku.pipelines.iter().map(wire::pipeline).collect();
    pages::page(call, items, heroku)
}

/// What hangs below a pipeline goes by its id only, where the pipeline itself also goes by its name.
pub(super) fn by_id<'a>(heroku: &'a Heroku, id: &str) -> Result<&'a Pipeline, Reply> {
    let mut pipelines = heroku.pipelines.iter();
    let found = pipelines.find(|pipeline| pipeline.id.to_string() == id);
    found.ok_or_else(|| not_found("pipeline"))
}

pub(super) fn review_app_config(heroku: &Heroku, id: &str) -> Answer {
    let pipeline = by_id(heroku, id)?;
    let automatic = pipeline.automatic_review_apps.ok_or_else(|| not_found("review app config"))?;
    Ok(Reply::ok(wire::review_app_config(pipeline, automatic)))
}

pub(super) fn couplings(heroku: &Heroku, id: &str, call: &Call) -> Answer {
    let pipeline = by_id(heroku, id)?;
    let inside = |coupling: &&Coupling| coupling.pipeline == pipeline.id;
    let items = heroku.couplings.iter().filter(inside).map(wire::coupling).collect();
    pages::page(call, items, heroku)
}

pub(super) fn coupling(heroku: &Heroku, identity: &str) -> Answer {
    let app = apps::find(heroku, identity)?;
    let found = heroku.couplings.iter().find(|coupling| coupling.app == app.id);
    let coupling = found.ok_or_else(|| not_found("pipeline coupling"))?;
    Ok(Reply::ok(wire::coupling(coupling)))
}

/// What the API's own variant tells of an app's connection.
pub(super) fn repo(heroku: &Heroku, identity: &str) -> Answer {
    Ok(Reply::ok(wire::repo(connection(heroku, identity)?)))
}

/// What the service tells that connects apps. It is the API's neighbour, and has the same address here.
pub(super) fn link(heroku: &Heroku, identity: &str) -> Answer {
    Ok(Reply::ok(wire::link(connection(heroku, identity)?)))
}

/// The same of all apps of a pipeline.
pub(super) fn links(heroku: &Heroku, id: &str) -> Answer {
    let pipeline = by_id(heroku, id)?;
    let is_inside = |app| heroku.couplings.iter().any(|it| it.app == app && it.pipeline == pipeline.id);
    let inside = heroku.connections.iter().filter(|connection| is_inside(connection.app));
    Ok(Reply::ok(inside.map(wire::link).collect()))
}

fn connection<'a>(heroku: &'a Heroku, identity: &str) -> Result<&'a Connection, Reply> {
    let app = apps::find(heroku, identity)?;
    let found = heroku.connections.iter().find(|connection| connection.app == app.id);
    found.ok_or_else(|| not_found("repo"))
}
