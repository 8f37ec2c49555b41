//! Scenes: the real binary, in a scrubbed environment, against the sandbox; then a look at the world and at what came out.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a scene that cannot go on has failed")]

mod harmless;
mod messages;
mod payloads;
mod ready;
mod runner;
mod stage;

mod answers;
mod cancelled;
mod deploys;
mod hostile;
mod mistakes;
mod payload_table;
mod refusals;
mod rehearsed;
mod review_apps;
mod streams;
mod tool;
