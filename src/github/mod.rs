//! GitHub's REST API: a method per deed. <https://docs.github.com/en/rest>

mod client;
mod repositories;

pub use client::GitHub;
