//! Heroku's Platform API: a method per deed, and of each reply the fields that a deploy needs.
//! <https://devcenter.heroku.com/articles/platform-api-reference>

pub(crate) mod app_setups;
mod apps;
mod client;
pub(crate) mod dynos;
mod images;
pub(crate) mod integration;
pub(crate) mod promotions;
mod review_apps;
mod sources;
mod streams;
pub(crate) mod test_runs;
mod types;

pub use client::Heroku;
pub(crate) use review_apps::NewReviewApp;
pub(crate) use sources::Place;
pub(crate) use streams::{OpenStream, StreamError};
pub(crate) use types::{App, AppSetup, Build, Release, ReviewApp, SetupBuild, SourceBlob};
