//! Scenes: the real binary, in a scrubbed environment, against the sandbox; then a look at the world and at what came out.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a scene that cannot go on has failed")]

mod payloads;
mod runner;
mod stage;

mod chat;
mod checks;
mod comments;
mod deployments;
mod deploys;
mod mistakes;
mod review_apps;
mod statuses;
mod streams;
mod summaries;
mod tool;
