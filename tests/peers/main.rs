//! What real programs make of what Branchline makes, and the other way round: registries, builders of images, unpackers. They are
//! Debian's `docker-registry`, `buildah`, `skopeo`, `tar` and `libarchive-tools`; `.ci/run` has them there.

#![expect(clippy::unwrap_used, reason = "what a test cannot do, it fails of")]

mod archives;
mod images;
#[path = "../../benches/stage/real_registry.rs"]
mod real_registry;
#[expect(dead_code, unused_imports, reason = "it is the benchmarks', too")]
#[path = "../../benches/stage/mod.rs"]
mod stage;

use std::process::Command;

/// What a command prints, which has to succeed.
#[track_caller]
fn printed(mut command: Command) -> String {
    let output = command.output().unwrap();
    let (printed, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}\n{printed}{errors}");
    printed.into_owned()
}
