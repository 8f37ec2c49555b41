//! Scenes: the real binary, in a scrubbed environment, against the sandbox; then a look at the world and at what came out.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a scene that cannot go on has failed")]

mod harmless;
mod messages;
mod payloads;
mod posted;
mod published;
mod pull;
mod ready;
mod runner;
mod secrets;
mod workflow;

mod advice;
mod after_runs;
mod answers;
mod astray;
mod at_once;
mod cancelled;
mod cancelling;
mod chat;
mod checked;
mod checks;
mod checks_named;
mod checks_to_come;
mod closed_meanwhile;
mod closing;
mod commands;
mod commands_run;
mod comment_found;
mod comments;
mod config_vars;
mod contract;
mod cuts;
mod deployment_faults;
mod deployments;
mod deployments_retired;
mod deploys;
mod done_already;
mod echoed;
mod endings;
mod events;
mod every_pair;
mod faults;
mod fork_events;
mod forks;
mod freshness;
mod gates;
mod gone;
mod health;
mod hostile;
mod images;
mod in_creation;
mod initiated;
mod killed;
mod limits;
mod maintenance;
mod mistakes;
mod network;
mod not_yet;
mod once_more;
mod other_runs;
mod overlapping;
mod overtaken;
mod paging;
mod payload_table;
mod promoted;
mod races;
mod references;
mod refusals;
mod rehearsed;
mod requests;
mod review_apps;
mod review_faults;
mod rolled_back;
mod rules;
mod set_up;
mod set_up_oddly;
mod shared_branch;
mod shared_pipeline;
mod shared_with_strangers;
mod source_version;
mod sources;
mod statuses;
mod streams;
mod stuck;
mod summaries;
mod superseded;
mod swept;
mod tested;
mod told_otherwise;
mod told_too_little;
mod tool;
mod undeclared;
mod unnamed;
mod updates;
mod values;
mod vanishing;
mod warnings;

mod sandbox;
mod sweep;

/// It stands here for its name to come before all others: tests begin in that order, and this one takes longest.
#[tokio::test(flavor = "multi_thread")]
async fn a_sweep_of_faults_leaves_the_world_as_each_run_says_that_it_is() {
    let violations = sweep::violations().await;
    assert!(violations.is_empty(), "{} violations:\n\n{}", violations.len(), violations.join("\n\n"));
}
