//! Pipelines with their couplings and review apps.

use std::collections::BTreeMap;
use std::time::{Duration, Instant, SystemTime};

use serde_json::Value;
use uuid::Uuid;

use super::super::clock;
use super::super::script::{BuildScript, ReviewAppScript};
use super::app::{App, Status};

/// A pipeline.
#[derive(Clone, Debug)]
pub struct Pipeline {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// When it was created.
    pub created: SystemTime,
    /// The team that owns it; none where a person does.
    pub team: Option<String>,
    /// Whether Heroku makes review apps by itself; none where review apps are not enabled.
    pub automatic_review_apps: Option<bool>,
    /// Whether review apps wait for CI.
    pub wait_for_ci: bool,
    /// After how many days without a deploy review apps are destroyed; none where they stay.
    pub stale_days: Option<u32>,
}

/// The branch that an app is connected to.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The app.
    pub app: Uuid,
    /// The branch.
    pub branch: String,
    /// The repository, as `owner/name`.
    pub repo: String,
    /// Whether a push deploys the app.
    pub auto_deploy: bool,
    /// Whether deploys wait for CI.
    pub wait_for_ci: bool,
}

impl Connection {
    /// An app that each push of the branch deploys.
    #[must_use]
    pub fn new(app: Uuid, branch: &str) -> Self {
        let (branch, repo) = (branch.to_owned(), "acme/shop".to_owned());
        Self { app, branch, repo, auto_deploy: true, wait_for_ci: false }
    }
}

impl Pipeline {
    /// An empty pipeline.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let (id, name, created) = (Uuid::new_v4(), name.to_owned(), clock::today());
        Self { id, name, created, team: None, automatic_review_apps: Some(false), wait_for_ci: false, stale_days: None }
    }
}

/// Where in a pipeline an app is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Heroku CI.
    Test,
    /// Review apps.
    Review,
    /// Development.
    Development,
    /// Staging.
    Staging,
    /// Production.
    Production,
}

/// An app's place in a pipeline.
#[derive(Clone, Debug)]
pub struct Coupling {
    /// Its id.
    pub id: Uuid,
    /// The app.
    pub app: Uuid,
    /// The pipeline.
    pub pipeline: Uuid,
    /// The stage.
    pub stage: Stage,
    /// When it was made.
    pub created: SystemTime,
}

impl Coupling {
    /// Puts an app into a pipeline.
    #[must_use]
    pub fn new(app: Uuid, pipeline: Uuid, stage: Stage) -> Self {
        Self { id: Uuid::new_v4(), app, pipeline, stage, created: clock::today() }
    }
}

/// The status of a review app; a deleted one is no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReviewAppStatus {
    /// Accepted.
    Pending,
    /// Its app is set up.
    Creating,
    /// It is there.
    Created,
    /// It is taken down.
    Deleting,
    /// It could not be created.
    Errored,
}

/// A review app.
#[derive(Debug)]
pub struct ReviewApp {
    /// Its id.
    pub id: Uuid,
    /// Its pipeline.
    pub pipeline: Uuid,
    /// The branch that it is for; there is one review app per branch and pipeline.
    pub branch: String,
    /// The pull request that it is for.
    pub pr_number: Option<u64>,
    /// GitHub's id of the fork that holds the branch.
    pub fork_repo: Option<u64>,
    /// How it stands.
    pub status: ReviewAppStatus,
    /// Its app, once there is one.
    pub app: Option<Uuid>,
    /// Its app setup, once there is one.
    pub app_setup: Option<Uuid>,
    /// The state in which it failed.
    pub error_status: Option<String>,
    /// What Heroku has to say about it, such as why it failed.
    pub message: Option<String>,
    /// The config vars that its app will have.
    pub environment: BTreeMap<String, String>,
    /// That source itself, where it had been put to Heroku's own storage.
    pub source: Option<Vec<u8>>,
    /// Where the source of its first build is.
    pub source_url: String,
    /// The version of its first build.
    pub source_version: Option<String>,
    /// When it was asked for.
    pub created: SystemTime,
    /// How it comes into being.
    pub script: ReviewAppScript,
    pub(super) started: Instant,
    pub(super) deleting_since: Option<Instant>,
}

impl ReviewApp {
    /// A review app that begins its life now.
    #[must_use]
    pub fn start(pipeline: Uuid, branch: &str, script: ReviewAppScript) -> Self {
        Self {
            id: Uuid::new_v4(),
            pipeline,
            branch: branch.to_owned(),
            pr_number: None,
            fork_repo: None,
            status: ReviewAppStatus::Pending,
            app: None,
            app_setup: None,
            error_status: None,
            message: None,
            environment: BTreeMap::new(),
            source: None,
            source_url: "https://example.com/source.tar.gz".to_owned(),
            source_version: None,
            created: clock::today(),
            script,
            started: clock::now(),
            deleting_since: None,
        }
    }

    /// A review app that is there already, with this app.
    #[must_use]
    pub fn created(pipeline: Uuid, branch: &str, pr_number: Option<u64>, app: &App) -> Self {
        Self {
            pr_number,
            status: ReviewAppStatus::Created,
            app: Some(app.id),
            ..Self::start(pipeline, branch, ReviewAppScript::default())
        }
    }

    pub(super) fn age(&self, now: Instant) -> Duration {
        now.saturating_duration_since(self.started)
    }
}

/// The setting up of a review app's app.
#[derive(Debug)]
pub struct AppSetup {
    /// Its id.
    pub id: Uuid,
    /// The app.
    pub app: Uuid,
    /// The app's name.
    pub app_name: String,
    /// The first build, once there is one.
    pub build: Option<Uuid>,
    /// How it stands.
    pub status: Status,
    /// Why it failed.
    pub failure_message: Option<String>,
    /// What is wrong with `app.json`.
    pub manifest_errors: Vec<String>,
    /// What the postdeploy script printed, and its exit code.
    pub postdeploy: Option<(String, i32)>,
    /// When it began.
    pub created: SystemTime,
    /// How it goes, and what was asked for, where it is no review app's.
    pub own: Option<OwnSetup>,
}

/// An app setup that was asked for by itself.
#[derive(Debug, Clone)]
pub struct OwnSetup {
    /// What was asked for.
    pub asked: Value,
    /// How it goes.
    pub script: SetupScript,
}

/// How an app setup goes.
#[derive(Debug, Clone, Default)]
pub struct SetupScript {
    /// The build; none: as every other build.
    pub build: Option<BuildScript>,
    /// What is wrong with `app.json`: then there is no build.
    pub manifest_errors: Vec<String>,
    /// Why it fails all the same.
    pub failure: Option<String>,
    /// What `postdeploy` prints, and its exit code.
    pub postdeploy: Option<(String, i32)>,
    /// What the answer to the request leaves out.
    pub left_out: Vec<String>,
}

/// A promotion that was accepted.
#[derive(Debug, Clone)]
pub struct Promotion {
    /// Its id.
    pub id: Uuid,
    /// Each app, and the release that it got.
    pub targets: Vec<(Uuid, Uuid)>,
}
