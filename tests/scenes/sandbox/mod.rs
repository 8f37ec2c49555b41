//! Whether the sandbox behaves as the services that it stands for.

mod activity;
mod client;
mod contract;
mod faults;
mod github;
mod heroku;
mod named_faults;
mod review_apps;
mod services;
mod streams;
