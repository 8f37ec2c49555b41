//! Heroku CI: test runs, their nodes and their tests.

use std::sync::Arc;

use serde_json::{Value, json};
use uuid::Uuid;

use super::super::{
    call::Call,
    clock,
    reply::{Answer, Reply},
    stream::Stream,
    urls::Urls,
};
use super::{
    pages,
    pipelines::by_id,
    refusals::{invalid, not_found},
    state::Heroku,
    tested::TestRun,
    wire,
};

pub(super) fn create(heroku: &mut Heroku, call: &Call) -> Answer {
    for name in ["commit_branch", "commit_message", "commit_sha", "pipeline", "source_blob_url"] {
        if call.body[name].as_str().is_none_or(str::is_empty) {
            return Err(invalid(&format!("{name} is required")));
        }
    }
    let pipeline = by_id(heroku, call.body["pipeline"].as_str().unwrap_or_default())?.id;
    let number = heroku.test_runs.iter().filter(|run| run.pipeline == pipeline).count() + 1;
    let script = heroku.next_tests.pop_front().unwrap_or_default();
    let run = TestRun::start(number, pipeline, call.body.clone(), script);
    let reply = shown(&run);
    heroku.test_runs.push(run);
    Ok(Reply::json(201, reply))
}

pub(super) fn list(heroku: &Heroku, id: &str, call: &Call) -> Answer {
    let pipeline = by_id(heroku, id)?.id;
    let runs = heroku.test_runs.iter().rev().filter(|run| run.pipeline == pipeline);
    pages::page(call, runs.map(shown).collect(), heroku)
}

pub(super) fn info(heroku: &Heroku, id: &str) -> Answer {
    find(heroku, id).map(|run| Reply::ok(shown(run)))
}

pub(super) fn change(heroku: &mut Heroku, id: &str, call: &Call) -> Answer {
    if call.body["status"] != json!("cancelled") {
        return Err(invalid("Only an end is played here."));
    }
    let run = heroku.test_runs.iter_mut().find(|run| run.id.to_string() == id).ok_or_else(|| not_found("test run"))?;
    if run.is_over() {
        return Err(invalid("The test run is over."));
    }
    run.cancelled = true;
    run.streams().for_each(|stream| stream.close(clock::now()));
    Ok(Reply::ok(shown(run)))
}

pub(super) fn nodes(heroku: &Heroku, urls: &Urls, id: &str) -> Answer {
    let run = find(heroku, id)?;
    let node = |(index, (id, setup, output)): (usize, &(Uuid, Arc<Stream>, Arc<Stream>))| {
        json!({
            "created_at": "2026-11-26T12:00:00Z",
            "dyno": null,
            "error_status": null,
            "exit_code": run.script.nodes[index].2.filter(|_| run.is_over() && !run.cancelled),
            "id": id,
            "index": index,
            "message": null,
            "output_stream_url": wire::stream(urls, output, run.pipeline, run.id),
            "pipeline": { "id": run.pipeline },
            "setup_stream_url": wire::stream(urls, setup, run.pipeline, run.id),
            "status": run.status(),
            "test_run": { "id": run.id },
            "updated_at": "2026-11-26T12:00:00Z",
        })
    };
    let nodes = if run.status() == "pending" { Vec::new() } else { run.nodes.iter().enumerate().map(node).collect() };
    Ok(Reply::ok(Value::Array(nodes)))
}

pub(super) fn cases(heroku: &Heroku, id: &str) -> Answer {
    let run = find(heroku, id)?;
    let case = |(number, (description, passed, directive)): (usize, &(String, bool, String))| {
        json!({
            "created_at": "2026-11-26T12:00:00Z",
            "description": description,
            "diagnostic": "",
            "directive": directive,
            "id": Uuid::new_v4(),
            "number": number + 1,
            "passed": passed,
            "test_node": { "id": run.nodes.first().map(|node| node.0) },
            "test_run": { "id": run.id },
            "updated_at": "2026-11-26T12:00:00Z",
        })
    };
    Ok(Reply::ok(Value::Array(run.script.cases.iter().enumerate().map(case).collect())))
}

fn find<'a>(heroku: &'a Heroku, id: &str) -> Result<&'a TestRun, Reply> {
    heroku.test_runs.iter().find(|run| run.id.to_string() == id).ok_or_else(|| not_found("test run"))
}

fn shown(run: &TestRun) -> Value {
    let asked = |name: &str| run.asked[name].clone();
    json!({
        "actor_email": "deployer@example.com",
        "app_setup": null,
        "clear_cache": false,
        "commit_branch": asked("commit_branch"),
        "commit_message": asked("commit_message"),
        "commit_sha": asked("commit_sha"),
        "created_at": "2026-11-26T12:00:00Z",
        "debug": false,
        "dyno": null,
        "id": run.id,
        "message": run.script.message.as_ref().filter(|_| run.is_over()),
        "number": run.number,
        "organization": null,
        "pipeline": { "id": run.pipeline },
        "source_blob_url": asked("source_blob_url"),
        "status": run.status(),
        "updated_at": "2026-11-26T12:00:00Z",
        "user": { "email": "deployer@example.com", "id": Uuid::nil() },
        "warning_message": null,
    })
}
