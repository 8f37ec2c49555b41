//! How long a push to thirty apps takes beside one to a single app: `cargo bench --bench apps`.
#![expect(clippy::disallowed_macros, reason = "a benchmark prints its figures")]

#[expect(dead_code, reason = "only some benchmarks need all of the stage")]
mod stage;

use std::{io, time::Duration};

use branchline::sandbox::{
    Latency,
    heroku::{App, Status},
};
use stage::{Stage, Times, succeed};

const RUNS: u32 = 7;
const APPS: usize = 30;
const LATENCY: Latency = Latency { request: Duration::from_millis(40), connection: Duration::from_millis(80) };

fn main() -> io::Result<()> {
    let (mut one, mut many) = (Times::default(), Times::default());
    for _ in 0..RUNS {
        deploy(1, &mut one)?;
        deploy(APPS, &mut many)?;
    }
    println!("one app: {one}, {APPS} apps: {many}; {:.2} of the time of one, target 1.5", many.share_of(&one));
    Ok(())
}

/// From process start to the end of all releases, which take no time here.
fn deploy(count: usize, times: &mut Times) -> io::Result<()> {
    let names: Vec<_> = (0..count).map(|number| format!("acme-{number}")).collect();
    let stage = Stage::new(&format!("main: {}", names.join(", ")), |world| {
        world.latency = LATENCY;
        world.heroku.apps = names.iter().map(|name| App::new(name)).collect();
    })?;
    times.measure(|| succeed(stage.branchline()))?;
    let world = stage.sandbox.world();
    let runs = |app: &App| app.releases.last().is_some_and(|release| release.status == Status::Succeeded);
    let is_deployed = |app: &&App| app.builds.len() == 1 && runs(app);
    assert_eq!(world.heroku.apps.iter().filter(is_deployed).count(), count, "an app was not deployed");
    Ok(())
}
