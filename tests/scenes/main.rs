//! Scenes: the real binary, in a scrubbed environment, against the sandbox; then a look at the world and at what came out.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a scene that cannot go on has failed")]

mod payloads;
mod pull;
mod runner;
mod secrets;
mod stage;

mod cancelling;
mod closing;
mod deploys;
mod events;
mod faults;
mod freshness;
mod killed;
mod mistakes;
mod races;
mod requests;
mod review_apps;
mod review_faults;
mod streams;
mod superseded;
mod tool;
mod updates;
mod warnings;
