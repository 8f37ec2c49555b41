//! Scenes: the real binary, in a scrubbed environment, against the sandbox; then a look at the world and at what came out.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a scene that cannot go on has failed")]

mod harmless;
mod messages;
mod payloads;
#[path = "../common/contract.rs"]
mod published;
mod pull;
mod ready;
mod runner;
mod secrets;
mod stage;
mod told;

mod advice;
mod answers;
mod cancelled;
mod cancelling;
mod chat;
mod checks;
mod closing;
mod comments;
mod contract;
mod deployments;
mod deploys;
mod echoed;
mod endings;
mod events;
mod faults;
mod freshness;
mod gone;
mod hostile;
mod killed;
mod mistakes;
mod network;
mod overlapping;
mod overtaken;
mod paging;
mod payload_table;
mod races;
mod refusals;
mod rehearsed;
mod requests;
mod review_apps;
mod review_faults;
mod rules;
mod shared_pipeline;
mod source_version;
mod statuses;
mod streams;
mod stuck;
mod summaries;
mod superseded;
mod tool;
mod undeclared;
mod unnamed;
mod updates;
mod vanishing;
mod warnings;
