//! Whether the sandbox behaves as the services that it stands for.

#![expect(clippy::unwrap_used, reason = "what fails in a helper fails the test, and says where")]

mod activity;
mod client;
mod contract;
mod faults;
mod github;
mod heroku;
mod named_faults;
#[path = "../common/contract.rs"]
mod published;
mod review_apps;
mod scene;
mod streams;
