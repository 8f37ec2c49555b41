//! Folders as archives that Heroku builds from: which files belong to one, and how they are packed. Knows neither API.

pub(crate) mod error;
mod gzip;
pub(crate) mod index;
mod links;
pub(crate) mod listing;
pub(crate) mod pack;
pub(crate) mod packed;
mod placeholders;
pub(crate) mod remote;
pub(crate) mod repack;
pub(crate) mod tap;
mod tree;

#[cfg(test)]
mod tests;
