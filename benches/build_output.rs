//! How fast the whole binary relays a build's output, and how much memory it takes for that, beside a curl that reads the
//! same stream: `cargo bench --bench build_output`.
#![expect(clippy::disallowed_macros, reason = "a benchmark prints its figures")]

#[expect(dead_code, reason = "only some benchmarks need all of the stage")]
mod stage;

use std::{
    fs,
    io::{self, Read},
    process::{Command, Stdio},
    time::Duration,
};

use axum::body::Bytes;
use branchline::sandbox::{BuildScript, Chunk, OutputScript, World};
use stage::{APP, Stage, Times, curl};

const RUNS: u32 = 5;
/// Less than is shown of an output at most.
const TOTAL: usize = 90_000_000;
const CHUNK: usize = 64 * 1024;
const LINE: &str = "remote:        Fetching https://registry.example/package-1.2.3.tgz, 12.3 kB of it\n";

fn main() -> io::Result<()> {
    let (mut relayed, mut read) = (Times::default(), Times::default());
    let mut most_memory = 0;
    for _ in 0..RUNS {
        let stage = Stage::new(&format!("main: {APP}"), talkative)?;
        let memory = relayed.measure(|| drained(stage.branchline()))?;
        most_memory = most_memory.max(memory);
        let address = stream(&stage);
        if let Some(curl) = curl(&["-sfN", &address]) {
            read.measure(|| drained(curl))?;
        }
    }
    println!("relayed: {}, at most {:.1} MB of memory; target 20 MB", speed(&relayed), megabytes(most_memory));
    if read.best().is_zero() {
        println!("there is no curl here to compare with");
    } else {
        println!("curl -sN: {}; relayed at {:.2} of that; target 0.5", speed(&read), read.share_of(&relayed));
    }
    Ok(())
}

fn talkative(world: &mut World) {
    // As many bytes as lines in it, so that chunk follows chunk without a seam.
    let log = Bytes::from(LINE.repeat(CHUNK));
    let chunk = |at: usize| Chunk::new(0, log.slice(at % log.len()..at % log.len() + CHUNK));
    let chunks = (0..TOTAL).step_by(CHUNK).map(chunk).collect();
    world.heroku.build_script = BuildScript { output: OutputScript::new(chunks), ..BuildScript::default() };
}

/// Where the only build's output is.
fn stream(stage: &Stage) -> String {
    let posts = stage.sandbox.requests_like("POST", "/apps/*/builds");
    let address = posts.first().and_then(|post| post.reply["output_stream_url"].as_str());
    address.unwrap_or_default().to_owned()
}

/// Runs a command, reads what it prints, and gives the most memory that it ever had, in bytes.
fn drained(mut command: Command) -> io::Result<u64> {
    let mut child = command.stdout(Stdio::piped()).spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let (mut bytes, mut memory) = (0, 0);
    if let Some(mut output) = child.stdout.take() {
        let mut buffer = vec![0; CHUNK];
        loop {
            let count = output.read(&mut buffer)?;
            if count == 0 {
                break;
            }
            // Between two megabytes: often enough to see the peak, rarely enough to cost nothing.
            if bytes / 1_000_000 != (bytes + count) / 1_000_000 || count < CHUNK / 16 {
                memory = peak(&status).max(memory);
            }
            bytes += count;
        }
    }
    assert!(child.wait()?.success() && bytes >= TOTAL, "it ended early, after {bytes} bytes");
    Ok(memory)
}

/// The most resident memory of a process so far; 0 where that is not to be had.
fn peak(status: &str) -> u64 {
    let status = fs::read_to_string(status).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")).and_then(|number| number.parse().ok());
    kilobytes.unwrap_or(0) * 1024
}

fn speed(times: &Times) -> String {
    let per_second = |time: Duration| megabytes(TOTAL as u64) / time.as_secs_f64();
    format!("{:.0} MB/s (best {:.0} MB/s)", per_second(times.median()), per_second(times.best()))
}

fn megabytes(bytes: u64) -> f64 {
    u32::try_from(bytes).map_or(f64::NAN, f64::from) / 1e6
}
