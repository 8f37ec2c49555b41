//! Scenes: the real binary, in a scrubbed environment, against the sandbox; then a look at the world and at what came out.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a scene that cannot go on has failed")]

mod payloads;
#[path = "../common/contract.rs"]
mod published;
mod pull;
mod runner;
mod secrets;
mod stage;
mod told;

mod chat;
mod checks;
mod closing;
mod comments;
mod contract;
mod deployments;
mod deploys;
mod events;
mod faults;
mod freshness;
mod killed;
mod mistakes;
mod requests;
mod review_app_faults;
mod review_apps;
mod statuses;
mod streams;
mod summaries;
mod superseded;
mod tool;
mod updates;
mod warnings;
