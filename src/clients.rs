//! Both APIs, and the repository that they are asked about.

use crate::{github::GitHub, heroku::Heroku, names::RepoSlug};

/// Whom a run asks.
#[derive(Clone, Copy)]
pub(crate) struct Clients<'a> {
    pub(crate) github: &'a GitHub,
    pub(crate) heroku: &'a Heroku,
    /// The repository that the workflow runs in.
    pub(crate) repository: &'a RepoSlug,
    /// The page of the run.
    pub(crate) run_url: Option<&'a str>,
}
