//! Scenes: the real binary, in a scrubbed environment, against the sandbox; then a look at the world and at what came out.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a scene that cannot go on has failed")]

mod payloads;
mod runner;
mod secrets;
mod stage;

mod deploys;
mod faults;
mod freshness;
mod mistakes;
mod requests;
mod review_apps;
mod streams;
mod superseded;
mod tool;
