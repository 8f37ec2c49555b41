//! Heroku's Platform API: a method per deed, and of each reply the fields that a deploy needs.
//! <https://devcenter.heroku.com/articles/platform-api-reference>

mod apps;
mod client;
mod review_apps;
mod streams;
mod types;

pub use client::Heroku;
pub use review_apps::NewReviewApp;
pub use streams::{OpenStream, StreamError};
pub use types::{App, AppSetup, Build, Postdeploy, Release, ReviewApp, SetupBuild, SourceBlob};
