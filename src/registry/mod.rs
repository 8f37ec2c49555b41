//! Container registries, by the distribution API: <https://github.com/opencontainers/distribution-spec/blob/main/spec.md>.

mod answer;
mod blobs;
pub(crate) mod challenge;
mod client;
pub(crate) mod image;
pub(crate) mod manifest;
mod registries;
mod stream;

pub(crate) use client::Login;
pub(crate) use registries::{Logins, Registries};
