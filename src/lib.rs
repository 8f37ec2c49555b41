//! Branchline: branches to Heroku apps, pull requests to review apps, in one GitHub Action.

pub mod event;
pub mod execute;
pub mod github;
pub mod heroku;
pub mod http;
pub mod inputs;
pub mod names;
pub mod observe;
pub mod outcome;
pub mod plan;
pub mod redact;
pub mod relay;
pub mod report;

mod run;

pub use run::run;
