//! Branchline: branches to Heroku apps, pull requests to review apps, in one GitHub Action.

pub mod announce;
pub mod cli;
pub mod event;
pub mod execute;
pub mod github;
pub mod heroku;
pub mod http;
pub mod inputs;
pub mod names;
pub(crate) mod nearest;
pub mod observe;
pub mod outcome;
pub mod plan;
pub mod redact;
pub mod rehearsal;
pub mod relay;
pub mod report;
pub mod rules;
pub mod sandbox;
pub(crate) mod seal;
pub(crate) mod secret;

pub(crate) mod foreign;
pub(crate) mod run;
mod signals;

pub use run::{Step, bug, run};
pub use signals::stopped;
