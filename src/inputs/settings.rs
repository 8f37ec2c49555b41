//! The inputs as types.

use std::time::Duration;

use url::Url;

use super::reader::Reader;
use super::{Complaints, Environment, Rules, Secret, WaitForChecks, spec, values};
use crate::names::{ConfigVarName, PipelineRef, PullNumber, SOURCE_VERSION};

/// Everything that a workflow's author asked for.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is an input of its own, and says yes or no")]
pub struct Settings {
    /// Heroku's API token. Whether one is needed depends on the event, so its absence is no mistake here.
    pub heroku_api_key: Option<Secret>,
    /// GitHub's token.
    pub github_token: Option<Secret>,
    /// Where each branch goes; may be empty.
    pub rules: Rules,
    /// The pipeline that holds the review apps.
    pub pipeline: Option<PipelineRef>,
    /// What to do.
    pub command: Command,
    /// The `ref` input as it was given: a branch, a tag, a commit, short or full.
    pub reference: Option<String>,
    /// The pull request to act on instead of the event's.
    pub pull_request: Option<PullNumber>,
    /// Config vars of a review app at its creation, in the order given, each name once.
    pub review_app_config_vars: Vec<(ConfigVarName, Secret)>,
    /// Whether a review app's `SOURCE_VERSION` is kept at its commit.
    pub source_version: bool,
    /// How an existing review app is brought up to date.
    pub update: Update,
    /// What happens with pull requests from forks.
    pub forks: Forks,
    /// What happens with draft pull requests.
    pub drafts: Drafts,
    /// The label that a pull request needs to have a review app.
    pub label: Option<String>,
    /// Whether to wait for build, release and release phase.
    pub wait: bool,
    /// How long to wait in all; more than nothing, and at most 35 days.
    pub timeout: Duration,
    /// Which of the commit's checks have to be green first.
    pub wait_for_checks: WaitForChecks,
    /// Whether pending builds of older commits are cancelled.
    pub cancel_superseded: bool,
    /// Whether there are GitHub deployments.
    pub deployments: bool,
    /// Whether there is a comment on the pull request.
    pub comment: bool,
    /// Where the commit gets a status.
    pub commit_status: CommitStatuses,
    /// Whether to write nothing and only say what would be done.
    pub dry_run: bool,
    /// Whether to run against the embedded sandbox.
    pub rehearse: bool,
    /// Where Heroku's API is: https, or http on loopback.
    pub heroku_api_url: Url,
}

/// What the step is to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Whatever the event asks for.
    Auto,
    /// Deploy the event's, or the given, ref or pull request.
    Deploy,
    /// Destroy the review app of the event's, or the given, ref or pull request.
    Destroy,
}

/// How an existing review app is brought up to date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Update {
    /// Built on the app that is there; it keeps its address and data.
    InPlace,
    /// Destroyed and created anew.
    Recreate,
}

/// What happens with pull requests from forks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forks {
    /// They have no review app.
    Skip,
    /// Those that carry the label have one.
    Labeled,
    /// They are treated as any other.
    Allow,
}

/// What happens with draft pull requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drafts {
    /// They are treated as any other.
    Deploy,
    /// They have no review app until they are ready for review.
    Skip,
}

/// Where a commit gets a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommitStatuses {
    /// Where the run itself is not shown on the commit.
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

impl Settings {
    /// Reads all inputs.
    ///
    /// # Errors
    ///
    /// Every mistake in the inputs, not only the first.
    pub fn parse(environment: &Environment) -> Result<Self, Complaints> {
        let mut reader = Reader::new(environment);
        let settings = Self::read(&mut reader);
        let complaints = reader.into_complaints();
        settings.filter(|_| complaints.is_empty()).ok_or(Complaints::from(complaints))
    }

    /// Whether Branchline sets a review app's `SOURCE_VERSION`: one given by hand wins.
    #[must_use]
    pub fn sets_source_version(&self) -> bool {
        let by_hand = self.review_app_config_vars.iter().any(|(name, _)| name.as_str() == SOURCE_VERSION);
        self.source_version && !by_hand
    }

    /// Nothing after a complaint about the address, for which nothing can stand in; so it comes last.
    fn read(reader: &mut Reader<'_>) -> Option<Self> {
        reader.undeclared();
        let rules = reader.rules(&spec::RULES);
        let forks = reader.choice(&spec::FORKS, values::FORKS);
        reader.contradictions(&rules, forks);
        Some(Self {
            heroku_api_key: reader.api_key(&spec::HEROKU_API_KEY),
            github_token: reader.token(&spec::GITHUB_TOKEN),
            rules,
            pipeline: reader.pipeline(&spec::PIPELINE),
            command: reader.command(&spec::COMMAND),
            reference: reader.line(&spec::REF),
            pull_request: reader.name(&spec::PULL_REQUEST),
            review_app_config_vars: reader.config_vars(&spec::REVIEW_APP_CONFIG_VARS),
            source_version: reader.flag(&spec::SOURCE_VERSION),
            update: reader.choice(&spec::UPDATE, values::UPDATES),
            forks,
            drafts: reader.choice(&spec::DRAFTS, values::DRAFTS),
            label: reader.line(&spec::LABEL),
            wait: reader.flag(&spec::WAIT),
            timeout: reader.timeout(&spec::TIMEOUT),
            wait_for_checks: reader.wait_for_checks(&spec::WAIT_FOR_CHECKS),
            cancel_superseded: reader.flag(&spec::CANCEL_SUPERSEDED),
            deployments: reader.flag(&spec::DEPLOYMENTS),
            comment: reader.flag(&spec::COMMENT),
            commit_status: reader.choice(&spec::COMMIT_STATUS, values::COMMIT_STATUSES),
            dry_run: reader.flag(&spec::DRY_RUN),
            rehearse: reader.flag(&spec::REHEARSE),
            heroku_api_url: reader.address(&spec::HEROKU_API_URL)?,
        })
    }
}

#[cfg(test)]
mod tests;
