//! Scenes: the real binary, in a scrubbed environment, against the sandbox; then a look at the world and at what came out.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a scene that cannot go on has failed")]

mod payloads;
mod pull;
mod runner;
mod stage;

mod closing;
mod deploys;
mod events;
mod mistakes;
mod review_apps;
mod review_faults;
mod streams;
mod tool;
mod updates;
