//! The inputs as types.

use std::time::Duration;

use url::Url;

use super::choices::{Command, CommitStatuses, Drafts, Forks, Source, Update};
use super::images::ImageWish;
use super::wait_for_checks::WaitForChecks;
use crate::names::folder::Folder;
use crate::names::health_check::HealthCheck;
use crate::names::material::Material;
use crate::names::place::AppPlace;
use crate::names::{AppName, PipelineRef, PullNumber, SOURCE_VERSION};
use crate::rules::Rules;
use crate::secret::Secret;
use crate::secret::SecretVars;

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
    /// After how many days without a deploy `sweep` destroys a review app.
    pub(crate) stale_days: Option<u32>,
    /// Where and as what apps are set up.
    pub(crate) new_app: AppPlace,
    /// Whether builds are made of what is checked out, or of GitHub's archive.
    pub(crate) source: Source,
    /// The folder that is the app's root; none for the top of the repository.
    pub(crate) directory: Option<Folder>,
    /// Globs of what goes along although git ignores it.
    pub(crate) include: Vec<String>,
    /// Container images to release in the place of builds.
    pub(crate) images: Vec<ImageWish>,
    /// Name and password at the registry that they come from.
    pub(crate) registry_login: Option<(String, Secret)>,
    /// Config vars of the apps that rules name, in the order given, each name once.
    pub(crate) config_vars: SecretVars,
    /// The same of review apps.
    pub(crate) review_app_config_vars: SecretVars,
    /// The apps that `promote` gives a release.
    pub promote_to: Vec<AppName>,
    /// The version of the release that `rollback` or `promote` is about.
    pub release: Option<u64>,
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
    /// Whether the apps that rules name are in maintenance mode meanwhile.
    pub maintenance: bool,
    /// Commands to run after the release, in this order.
    pub run: Vec<String>,
    /// Whether all dynos are restarted after them.
    pub restart: bool,
    /// What tells that a release is well.
    pub(crate) health_check: Option<HealthCheck>,
    /// Whether an app goes back where its release is not well.
    pub rollback: bool,
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
    /// Where Heroku's registry is: https, or http on loopback.
    pub(crate) heroku_registry_url: Url,
}

impl Settings {
    /// What of a commit builds are made of.
    pub(crate) fn material(&self) -> Material {
        Material { workspace: self.source == Source::Workspace, directory: self.directory.clone() }
    }

    /// Whether Branchline sets a review app's `SOURCE_VERSION`: one given by hand wins.
    #[must_use]
    pub fn sets_source_version(&self) -> bool {
        let by_hand = self.review_app_config_vars.0.iter().any(|(name, _)| name.as_str() == SOURCE_VERSION);
        self.source_version && !by_hand
    }
}
