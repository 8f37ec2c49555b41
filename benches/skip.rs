//! How long an event takes of which nothing is to come: `cargo bench --bench skip`.
#![expect(clippy::disallowed_macros, reason = "a benchmark prints its figures")]

#[expect(dead_code, reason = "only some benchmarks need all of the stage")]
mod stage;

use std::io;

use stage::{Stage, Times, program, succeed};

const RUNS: u32 = 50;

fn main() -> io::Result<()> {
    let stage = Stage::new("main: none", |_| {})?;
    let (mut skipped, mut nothing) = (Times::default(), Times::default());
    for _ in 0..RUNS {
        skipped.measure(|| succeed(stage.branchline()))?;
        nothing.measure(|| succeed(program("true")))?;
    }
    println!("skipped event: {skipped}, /bin/true: {nothing}; target 10 ms");
    Ok(())
}
