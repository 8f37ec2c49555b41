//! What happened: turns the runner's facts and the payload's bytes into an [`Event`], which is known, ignored, or
//! broken.

mod comment;
mod error;
mod fields;
mod happened;
mod ignored;
mod pull_request;
mod read;
mod runner;
mod workflow_run;

pub use comment::{ChatCommand, PullComment};
pub use error::EventError;
pub use happened::Event;
pub use ignored::Ignored;
pub use pull_request::{PullChange, PullRequest, Repository, is_same_label};
pub use runner::{Runner, RunnerError};
pub use workflow_run::CompletedRun;

#[cfg(test)]
mod tests;
