//! From process start to "Heroku has accepted the build", beside the two requests that it takes at least, each sent by a
//! curl of its own: `cargo bench --bench accept`.
#![expect(clippy::disallowed_macros, reason = "a benchmark prints its figures")]

mod stage;

use std::{io, process::Command, time::Duration};

use branchline::sandbox::{Latency, Recorded, Sandbox, World, github::sha_of};
use serde_json::json;
use stage::{APP, REPOSITORY, Stage, Times, curl, succeed};

const RUNS: u32 = 15;
const LATENCY: Latency = Latency { request: Duration::from_millis(40), connection: Duration::from_millis(80) };

fn main() -> io::Result<()> {
    let (mut branchline, mut curls) = (Times::default(), Times::default());
    let mut requests = Vec::new();
    for _ in 0..RUNS {
        requests = accepted_by_branchline(&mut branchline)?;
        accepted_by_curl(&mut curls)?;
    }
    for request in &requests {
        println!("{request}");
    }
    println!("{} requests, {} in sequence", requests.len(), in_sequence(&requests));
    if curl(&[]).is_some() {
        println!(
            "accepted: {branchline}, two curls in a row: {curls}: {:.2}; target 0.75",
            branchline.share_of(&curls)
        );
    } else {
        println!("accepted: {branchline}; there is no curl here to compare with");
    }
    Ok(())
}

fn accepted_by_branchline(times: &mut Times) -> io::Result<Vec<Recorded>> {
    // Under `wait: false` the process ends as soon as the build is accepted, but for what is told on GitHub, which runs
    // beside the build and does not change when it is asked for.
    let stage = far_away()?.input("wait", "false").input("deployments", "false");
    times.measure(|| succeed(stage.branchline()))?;
    assert_one_build(&stage.sandbox);
    Ok(stage.sandbox.requests())
}

fn accepted_by_curl(times: &mut Times) -> io::Result<()> {
    let stage = far_away()?;
    if let Some(archive) = archive(&stage.sandbox) {
        times.measure(|| {
            let address = succeed(archive)?;
            build(&stage.sandbox, &String::from_utf8_lossy(&address)).map(succeed).transpose()
        })?;
        assert_one_build(&stage.sandbox);
    }
    Ok(())
}

fn far_away() -> io::Result<Stage> {
    let slow = |world: &mut World| world.latency = LATENCY;
    Stage::new(&format!("main: {APP}"), slow)
}

/// Prints the address that the archive is redirected to.
fn archive(sandbox: &Sandbox) -> Option<Command> {
    let (token, _) = sandbox.keys();
    let url = format!("{}/repos/{REPOSITORY}/tarball/{}", sandbox.github_url(), sha_of("main"));
    let bearer = format!("Authorization: Bearer {token}");
    curl(&["-sf", "-o", "/dev/null", "-w", "%{redirect_url}", "-H", &bearer, &url])
}

fn build(sandbox: &Sandbox, archive: &str) -> Option<Command> {
    let (_, key) = sandbox.keys();
    let url = format!("{}/apps/{APP}/builds", sandbox.heroku_url());
    let bearer = format!("Authorization: Bearer {key}");
    let accept = "Accept: application/vnd.heroku+json; version=3";
    let source = json!({ "source_blob": { "url": archive, "version": sha_of("main") } }).to_string();
    curl(&["-sf", "-H", &bearer, "-H", accept, "-H", "Content-Type: application/json", "-d", &source, &url])
}

fn assert_one_build(sandbox: &Sandbox) {
    let world = sandbox.world();
    assert_eq!(world.heroku.app(APP).map(|app| app.builds.len()), Some(1), "no build was accepted, or several were");
}

/// A request that arrives when an earlier one can have been answered may have waited for it.
fn in_sequence(requests: &[Recorded]) -> u32 {
    let answer = u64::try_from(LATENCY.request.as_millis()).unwrap_or(u64::MAX);
    let (mut count, mut answered_at) = (0, 0);
    for request in requests {
        if count == 0 || request.at_ms >= answered_at {
            count += 1;
            answered_at = request.at_ms + answer;
        }
    }
    count
}
