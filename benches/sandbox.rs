//! The sandbox for other processes: each line on standard input starts a new one, far away, and prints as JSON where it is,
//! and what the last one was asked. `.ci/measure` drives it.
#![expect(clippy::disallowed_macros, reason = "what it prints is what it is for")]

#[expect(dead_code, unused_imports, reason = "only some benchmarks need all of the stage")]
mod stage;

use std::{
    io::{self, BufRead},
    time::Duration,
};

use branchline::sandbox::{Latency, World, github::sha_of};
use serde_json::json;
use stage::{APP, REPOSITORY, Stage};

const ANSWER_MS: u64 = 40;
const LATENCY: Latency = Latency { request: Duration::from_millis(ANSWER_MS), connection: Duration::from_millis(80) };

fn main() -> io::Result<()> {
    let mut stage: Option<Stage> = None;
    for _ in io::stdin().lock().lines() {
        let last = stage.take();
        let far_away = |world: &mut World| world.latency = LATENCY;
        let next = Stage::new(&format!("main: {APP}"), far_away)?;
        println!("{}", json!({ "last": last.as_ref().map(counts), "next": place(&next) }));
        stage = Some(next);
    }
    Ok(())
}

fn counts(stage: &Stage) -> serde_json::Value {
    let world = stage.sandbox.world();
    let builds = world.heroku.app(APP).map(|app| app.builds.len());
    drop(world);
    let asked = stage.sandbox.requests_like("POST", "/apps/*/builds");
    let accepted = asked.first().map(|request| request.at_ms + ANSWER_MS);
    json!({ "requests": stage.sandbox.requests().len(), "builds": builds, "accepted_ms": accepted })
}

fn place(stage: &Stage) -> serde_json::Value {
    let (token, key) = stage.sandbox.keys();
    json!({
        "github": stage.sandbox.github_url(),
        "heroku": stage.sandbox.heroku_url(),
        "token": token,
        "key": key,
        "app": APP,
        "archive": format!("/repos/{REPOSITORY}/tarball/{}", sha_of("main")),
        "commit": sha_of("main"),
        "variables": stage.variables(),
    })
}
