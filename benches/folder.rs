//! How fast a folder is taken out of GitHub's archive of 300 MB and uploaded, and in how much memory, beside a shell that unpacks
//! the archive and packs the folder: `cargo bench --bench folder`.
#![expect(clippy::disallowed_macros, reason = "a benchmark prints its figures")]

#[path = "stage/memory.rs"]
mod memory;
mod stage;

use std::{fmt::Write, fs, io, path::Path, process::Command};

use branchline::sandbox::github::sha_of;
use flate2::{Compression, write::GzEncoder};
use stage::{APP, REPOSITORY, Stage, Times, curl, program, succeed};
use tempfile::TempDir;

const RUNS: u32 = 3;
/// In bytes, compressed.
const ARCHIVE: usize = 300_000_000;
/// Of them one is taken.
const FOLDERS: [&str; 3] = ["api", "web", "docs"];
/// In bytes.
const FILE: usize = 25_000;

fn main() -> io::Result<()> {
    let (folder, archive) = (TempDir::new()?, archive()?);
    let (mut repacked, mut by_shell) = (Times::default(), Times::default());
    let (mut memory, mut bytes, mut theirs) = (0, 0, 0);
    for _ in 0..RUNS {
        let stage = staged(&archive)?.input("directory", "api").input("wait", "false");
        let mut branchline = stage.branchline();
        branchline.env("RUNNER_TEMP", folder.path());
        memory = repacked.measure(|| memory::ended(branchline))?.max(memory);
        let stored = stage.sandbox.world().heroku.stored.last().and_then(|stored| Some(stored.content.as_ref()?.len()));
        bytes = stored.unwrap_or_default();
        drop(stage);
        if curl(&[]).is_some() {
            let stage = staged(&archive)?;
            by_shell.measure(|| succeed(shell(&stage, folder.path())))?;
            theirs = usize::try_from(fs::metadata(folder.path().join("packed"))?.len()).unwrap_or_default();
            fs::remove_dir_all(folder.path().join("unpacked"))?;
        }
    }
    println!("a folder of {} bytes repacked: {repacked}, {bytes} bytes", archive.len());
    println!("at most {memory} kB of memory; target 64000 kB");
    if theirs == 0 {
        println!("there is no curl here to compare with");
    } else {
        println!(
            "curl | tar x, tar c | gzip | curl: {by_shell}, {theirs} bytes; {:.2} of its time, target 0.8",
            repacked.share_of(&by_shell)
        );
    }
    Ok(())
}

fn staged(archive: &[u8]) -> io::Result<Stage> {
    Stage::new(&format!("main: {APP}"), |world| {
        world.add_repository(REPOSITORY).archive = Some(archive.to_vec());
    })
}

/// The same by hand, with what every runner has.
fn shell(stage: &Stage, folder: &Path) -> Command {
    let (token, _) = stage.sandbox.keys();
    let from = format!("{}/repos/{REPOSITORY}/tarball/{}", stage.sandbox.github_url(), sha_of("main"));
    let to = format!("{}/somewhere", stage.sandbox.urls().storage);
    let (curl, place) = ("curl --disable --noproxy '*' --silent", folder.display());
    let line = format!(
        "set -e; mkdir {place}/unpacked; \
         {curl} --fail --location --header 'Authorization: Bearer {token}' {from} | tar --extract --gzip --directory {place}/unpacked; \
         tar --create --directory {place}/unpacked/*/api . | gzip | tee {place}/packed | {curl} --upload-file - {to}"
    );
    let mut shell = program("sh");
    shell.env("PATH", "/usr/bin:/bin").args(["-c", &line]);
    shell
}

/// As GitHub packs a repository, of which two thirds are text and one is pictures.
fn archive() -> io::Result<Vec<u8>> {
    let mut tar = tar::Builder::new(GzEncoder::new(Vec::with_capacity(ARCHIVE + FILE), Compression::default()));
    let mut seed = 1;
    for number in 0_usize.. {
        let bytes =
            if (number / FOLDERS.len()).is_multiple_of(3) { picture(&mut seed) } else { text(&mut seed).into_bytes() };
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        let folder = FOLDERS[number % FOLDERS.len()];
        tar.append_data(
            &mut header,
            format!("acme-shop-0123456/{folder}/{}/{number}", number / 300),
            bytes.as_slice(),
        )?;
        if tar.get_ref().get_ref().len() >= ARCHIVE {
            break;
        }
    }
    tar.into_inner()?.finish()
}

fn next(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    *seed ^ (*seed >> 29)
}

fn picture(seed: &mut u64) -> Vec<u8> {
    (0..FILE / 8).flat_map(|_| next(seed).to_le_bytes()).collect()
}

fn text(seed: &mut u64) -> String {
    let mut text = String::with_capacity(FILE + 100);
    while text.len() < FILE {
        let number = next(seed);
        let _ =
            writeln!(text, "    let value_{} = compute(&input, {number:x}); // keeps {}", number % 97, number >> 40);
    }
    text
}
