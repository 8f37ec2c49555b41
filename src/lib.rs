//! Branchline: branches to Heroku apps, pull requests to review apps, in one GitHub Action.

pub(crate) mod aim;
pub(crate) mod announce;
pub(crate) mod answers;
pub mod cli;
pub(crate) mod clients;
pub(crate) mod deeds;
pub mod event;
pub mod fuzzing;
pub mod github;
pub mod heroku;
pub mod http;
pub mod inputs;
pub mod names;
pub(crate) mod nearest;
pub(crate) mod observe;
pub mod outcome;
pub(crate) mod ownership;
pub(crate) mod plan;
pub(crate) mod post;
pub(crate) mod progress;
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
pub(crate) mod steps;

pub use run::{Step, bug, run};
pub use signals::stopped;
