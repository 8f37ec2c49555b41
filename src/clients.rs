//! The clients for all services, and the repository that they are asked about.

use crate::{github::GitHub, heroku::Heroku, names::RepoSlug, registry::Registries};

/// The services that a run talks to.
#[derive(Clone, Copy)]
pub(crate) struct Clients<'a> {
    pub(crate) github: &'a GitHub,
    pub(crate) heroku: &'a Heroku,
    pub(crate) registries: &'a Registries,
    /// The repository that runs the workflow.
    pub(crate) repository: &'a RepoSlug,
    /// The address of the run's page.
    pub(crate) run_url: Option<&'a str>,
}
