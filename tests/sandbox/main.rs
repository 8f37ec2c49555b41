//! Whether the sandbox behaves as the services that it stands for.

#![expect(clippy::unwrap_used, reason = "what fails in a helper fails the test, and says where")]

mod client;
mod faults;
mod github;
mod heroku;
