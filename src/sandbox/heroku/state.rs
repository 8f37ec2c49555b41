//! What Heroku knows, as plain values to seed and to look at.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use super::super::registry::Registry;
use super::super::reply::Reply;
use super::super::script::{BuildScript, ReviewAppScript};
use super::super::stream::Stream;
use super::app::App;
use super::pipeline::{AppSetup, Connection, Coupling, Pipeline, Promotion, ReviewApp, SetupScript};
use super::refusals::{error, not_found};
use super::stored::Stored;
use super::tested::{TestRun, TestScript};

/// One account, and all that it can see.
#[derive(Debug)]
pub struct Heroku {
    /// The only valid API key.
    pub api_key: String,
    /// The account's address.
    pub email: String,
    /// All apps, those of review apps included.
    pub apps: Vec<App>,
    /// All pipelines.
    pub pipelines: Vec<Pipeline>,
    /// Which app is in which pipeline, and where.
    pub couplings: Vec<Coupling>,
    /// The branches that apps are connected to.
    pub connections: Vec<Connection>,
    /// All promotions.
    pub promotions: Vec<Promotion>,
    /// All test runs, the latest last.
    pub test_runs: Vec<TestRun>,
    /// How the next ones go.
    pub next_tests: VecDeque<TestScript>,
    /// How the next apps are set up.
    pub next_setups: VecDeque<SetupScript>,
    /// All review apps that are not deleted.
    pub review_apps: Vec<ReviewApp>,
    /// The app setups of review apps.
    pub app_setups: Vec<AppSetup>,
    /// What releases of images are described by, where that is not as usual.
    pub image_release: Option<String>,
    /// Its registry of container images.
    pub registry: Registry,
    /// Places for the source of builds.
    pub stored: Vec<Stored>,
    /// How builds go whose app says nothing else.
    pub build_script: BuildScript,
    /// How review apps come into being.
    pub review_app_script: ReviewAppScript,
    /// Requests left; nothing is refused when it is used up, a fault does that.
    pub rate_limit_remaining: u32,
    /// What every answer warns of, in `X-Heroku-Warning`.
    pub warning: Option<String>,
    /// The most items in a reply to a request that names no `max`.
    pub page_size: usize,
    /// The most items in any reply.
    pub largest_page: usize,
    /// By what no list has a range.
    pub unknown_range: Option<&'static str>,
    /// Whether nothing that is under way makes any progress.
    pub stands_still: bool,
    /// Whether what was deleted is answered with 403, as it is for a while, and not with 404.
    pub forbids_deleted: bool,
    pub(super) deleted: BTreeSet<String>,
}

impl Default for Heroku {
    fn default() -> Self {
        Self {
            api_key: "HRKU-00000000-sandbox".to_owned(),
            email: "deployer@example.com".to_owned(),
            apps: Vec::new(),
            pipelines: Vec::new(),
            couplings: Vec::new(),
            connections: Vec::new(),
            promotions: Vec::new(),
            test_runs: Vec::new(),
            next_tests: VecDeque::new(),
            next_setups: VecDeque::new(),
            review_apps: Vec::new(),
            app_setups: Vec::new(),
            image_release: None,
            registry: Registry {
                login: Some(("_".to_owned(), "HRKU-00000000-sandbox".to_owned())),
                docker_only: true,
                ..Registry::default()
            },
            stored: Vec::new(),
            build_script: BuildScript::default(),
            review_app_script: ReviewAppScript::default(),
            rate_limit_remaining: 4500,
            warning: None,
            page_size: 200,
            largest_page: 1000,
            unknown_range: None,
            stands_still: false,
            forbids_deleted: false,
            deleted: BTreeSet::new(),
        }
    }
}

impl Heroku {
    /// The app with this name or id.
    #[must_use]
    pub fn app(&self, identity: &str) -> Option<&App> {
        self.apps.iter().find(|app| app.is(identity))
    }

    /// The app with this name or id, to change.
    pub fn app_mut(&mut self, identity: &str) -> Option<&mut App> {
        self.apps.iter_mut().find(|app| app.is(identity))
    }

    /// The pipeline with this name or id.
    #[must_use]
    pub fn pipeline(&self, identity: &str) -> Option<&Pipeline> {
        let is = |pipeline: &&Pipeline| pipeline.name == identity || pipeline.id.to_string() == identity;
        self.pipelines.iter().find(is)
    }

    /// The review app of this branch, in whichever pipeline.
    #[must_use]
    pub fn review_app(&self, branch: &str) -> Option<&ReviewApp> {
        self.review_apps.iter().find(|review| review.branch == branch)
    }

    /// Heroku's answer where there is nothing by this name or id: of what was deleted, it may say that it is another's.
    pub(super) fn missing(&self, what: &str, identity: &str) -> Reply {
        if self.forbids_deleted && self.deleted.contains(identity) {
            return error(403, "forbidden", &format!("You do not have access to the {what} {identity}."));
        }
        not_found(what)
    }

    pub(super) fn stream(&self, signature: &str) -> Option<&Arc<Stream>> {
        let builds = self.apps.iter().flat_map(|app| &app.builds);
        let releases = self.apps.iter().flat_map(|app| &app.releases);
        builds
            .map(|build| &build.output)
            .chain(releases.filter_map(|release| release.output.as_ref()))
            .chain(self.apps.iter().map(|app| &app.web.log))
            .chain(self.test_runs.iter().flat_map(TestRun::streams))
            .find(|stream| stream.signature == signature)
    }
}
