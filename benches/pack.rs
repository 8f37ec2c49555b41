//! How fast a checkout of 500 MB in 20,000 files is packed and uploaded, in how many bytes and how much memory, beside
//! `tar | gzip -6 | curl` of the same files: `cargo bench --bench pack`.
#![expect(clippy::disallowed_macros, reason = "a benchmark prints its figures")]

#[path = "stage/memory.rs"]
mod memory;
#[expect(dead_code, reason = "only some benchmarks need all of the stage")]
mod stage;

use std::{fmt::Write, fs, io, path::Path};

use stage::{APP, Stage, Times, curl, program};
use tempfile::TempDir;

const RUNS: u32 = 3;
const FILES: u32 = 20_000;
/// In bytes.
const FILE: usize = 25_000;

fn main() -> io::Result<()> {
    let folder = TempDir::new()?;
    let (checkout, temporary) = (folder.path().join("checkout"), folder.path().join("temporary"));
    fill(&checkout)?;
    fs::create_dir(&temporary)?;
    let (mut packed, mut piped) = (Times::default(), Times::default());
    let (mut memory, mut bytes, mut theirs) = (0, 0, 0);
    for _ in 0..RUNS {
        let stage = Stage::new(&format!("main: {APP}"), |_| {})?.input("source", "workspace").input("wait", "false");
        let command = || {
            let mut command = stage.branchline();
            command.env("GITHUB_WORKSPACE", &checkout).env("RUNNER_TEMP", &temporary);
            command
        };
        memory = packed.measure(|| memory::ended(command()))?.max(memory);
        bytes = uploaded(&stage);
        let archive = folder.path().join("archive.tar.gz");
        let address = format!("{}/somewhere", stage.sandbox.urls().storage);
        let line = format!(
            "tar --create --directory {} . | gzip -6 | tee {} | curl --disable --noproxy '*' -s -T - {address}",
            checkout.display(),
            archive.display()
        );
        if curl(&[]).is_some() {
            let mut shell = program("sh");
            shell.env("PATH", "/usr/bin:/bin").args(["-c", &line]);
            piped.measure(|| shell.output())?;
            theirs = fs::metadata(&archive)?.len();
        }
    }
    println!(
        "packed and uploaded in {:.2?}, {bytes} bytes, at most {memory} kB of memory; target 64000 kB",
        packed.median()
    );
    if theirs == 0 {
        println!("there is no curl here to compare with");
    } else {
        let (time, size) = (piped.median(), ratio(bytes, theirs));
        let share = packed.median().as_secs_f64() / time.as_secs_f64();
        println!(
            "tar | gzip -6 | curl: {time:.2?}, {theirs} bytes; {share:.2} of its time, target 0.6; {size:.2} of its bytes, target 1.15"
        );
    }
    Ok(())
}

/// Files like those of a checkout: text that repeats itself, and numbers that do not.
fn fill(checkout: &Path) -> io::Result<()> {
    let mut seed = 1_u64;
    for number in 0..FILES {
        let folder = checkout.join(format!("src/{}", number / 100));
        fs::create_dir_all(&folder)?;
        let mut text = String::with_capacity(FILE + 100);
        while text.len() < FILE {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let _ = writeln!(text, "    let value_{} = compute(&input, {seed:x}); // keeps {}", seed % 97, seed >> 40);
        }
        fs::write(folder.join(format!("file_{number}.rs")), text)?;
    }
    Ok(())
}

/// The size of what was uploaded.
fn uploaded(stage: &Stage) -> u64 {
    let world = stage.sandbox.world();
    let content = world.heroku.stored.last().and_then(|stored| stored.content.as_ref());
    content.map_or(0, |content| content.len() as u64)
}

#[expect(clippy::cast_precision_loss, reason = "two digits are shown")]
fn ratio(one: u64, other: u64) -> f64 {
    one as f64 / other as f64
}
