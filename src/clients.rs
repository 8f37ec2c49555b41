//! Both APIs, and the repository that they are asked about.

use crate::{github::GitHub, heroku::Heroku, names::RepoSlug, registry::Registries};

/// Whom a run asks.
#[derive(Clone, Copy)]
pub(crate) struct Clients<'a> {
    pub(crate) github: &'a GitHub,
    pub(crate) heroku: &'a Heroku,
    pub(crate) registries: &'a Registries,
    /// The repository that the workflow runs in.
    pub(crate) repository: &'a RepoSlug,
    /// The page of the run.
    pub(crate) run_url: Option<&'a str>,
}
