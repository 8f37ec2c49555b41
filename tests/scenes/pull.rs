//! The pull request of most scenes: number 7, from `feature/cart`, whose head is at `commit()`.

use std::time::Duration;

use branchline::sandbox::{Recorded, Service};
use branchline::{
    heroku::Heroku,
    http::Connector,
    sandbox::{
        BuildScript, Outcome, ReviewAppScript, World,
        github::{PullRequest, PullRequestState, sha_of},
        heroku::{App, Build, ReviewApp, ReviewAppStatus, Status},
    },
};
use serde_json::Value;

use crate::{
    payloads::pull_request,
    workflow::{REPOSITORY, Run, Workflow},
};

pub(crate) const NUMBER: u64 = 7;
pub(crate) const BRANCH: &str = "feature/cart";
/// A line of every build's output in the sandbox.
pub(crate) const A_BUILD_LINE: &str = "added 318 packages";
/// A line of every release phase's output in the sandbox.
pub(crate) const A_RELEASE_LINE: &str = "Nothing to migrate.";

pub(crate) fn commit() -> String {
    sha_of("one")
}

pub(crate) fn older_commit() -> String {
    sha_of("nought")
}

/// A pull request that has no review app yet.
pub(crate) fn world() -> World {
    let mut world = World::for_rehearsal(REPOSITORY, &["acme-production"], Some("acme"));
    world.add_pull_request(REPOSITORY, PullRequest::new(NUMBER, BRANCH, &commit()));
    world
}

/// The same, with a review app that runs `commit`.
pub(crate) fn world_with_review_app(commit: &str) -> World {
    let mut world = world();
    add_review_app(&mut world, Some(NUMBER), commit);
    world
}

/// A review app of the pull request's branch that runs `commit`, which was pushed to the repository once.
pub(crate) fn add_review_app(world: &mut World, number: Option<u64>, commit: &str) {
    world.add_repository(REPOSITORY).commits.entry(commit.to_owned()).or_insert_with(|| "Pushed before".to_owned());
    let mut app = App::new("acme-pr-7");
    app.config_vars.insert("SOURCE_VERSION".to_owned(), commit.to_owned());
    let script = BuildScript::new(&[], Outcome::Succeeded);
    app.builds.push(Build::start("https://example.com/source.tar.gz", Some(commit), script));
    let pipeline = world.heroku.pipelines[0].id;
    world.heroku.review_apps.push(ReviewApp::created(pipeline, BRANCH, number, &app));
    world.heroku.apps.push(app);
}

/// A review app that begins its life now, as the account's script has it.
pub(crate) fn add_young_review_app(world: &mut World, commit: &str) {
    let pipeline = world.heroku.pipelines[0].id;
    let mut review_app = ReviewApp::start(pipeline, BRANCH, world.heroku.review_app_script.clone());
    review_app.pr_number = Some(NUMBER);
    review_app.source_version = Some(commit.to_owned());
    world.heroku.review_apps.push(review_app);
}

/// A review app that failed before it had an app.
pub(crate) fn add_errored_review_app(world: &mut World) {
    let pipeline = world.heroku.pipelines[0].id;
    let mut review_app = ReviewApp::start(pipeline, BRANCH, ReviewAppScript::default());
    review_app.pr_number = Some(NUMBER);
    review_app.status = ReviewAppStatus::Errored;
    world.heroku.review_apps.push(review_app);
}

#[expect(clippy::disallowed_methods, reason = "a scene is about what happens meanwhile")]
pub(crate) async fn pause(milliseconds: u64) {
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
}

pub(crate) async fn workflow(world: World) -> Workflow {
    let workflow = Workflow::new(world).await;
    workflow.input("rules", "main: acme-production\n**: review-app").input("pipeline", "acme")
}

/// The workflow in which the pull request is opened, closed, pushed to, and so on.
pub(crate) async fn workflow_of(action: &str, world: World) -> Workflow {
    workflow(world).await.event("pull_request", &payload(action))
}

pub(crate) fn payload(action: &str) -> Value {
    pull_request(action, NUMBER, BRANCH, &commit())
}

impl Workflow {
    /// Waits until the build that the review app had from the beginning is released.
    pub(crate) async fn is_live(&self) {
        let is_live = |world: &World| world.heroku.app("acme-pr-7").unwrap().builds[0].release.is_some();
        assert!(self.sandbox.wait_until(Duration::from_secs(20), is_live).await);
    }

    /// The pull request is closed at GitHub.
    pub(crate) fn close(&self) {
        let mut world = self.sandbox.world();
        for pull in &mut world.add_repository(REPOSITORY).pull_requests {
            pull.state = PullRequestState::Merged;
        }
    }

    /// Somebody asks Heroku for the end of a review app.
    pub(crate) async fn destroy_by_hand(&self, review_app: &str) {
        let connector = Connector::Sandbox;
        let base = self.sandbox.heroku_url().parse().unwrap();
        let heroku = Heroku::new(connector.client().unwrap(), base, &self.sandbox.keys().1.into());
        heroku.delete_review_app(&review_app.parse().unwrap()).await.unwrap();
    }

    /// Asserts that there is just one review app, whose app runs the commit from its only build of it.
    #[track_caller]
    pub(crate) fn has_one_review_app_at_the_commit(&self) {
        let world = self.sandbox.world();
        assert_eq!(world.heroku.review_apps.len(), 1, "{:?}", world.heroku.review_apps);
        let review_app = &world.heroku.review_apps[0];
        assert_eq!(review_app.status, ReviewAppStatus::Created);
        let app = world.heroku.app(&review_app.app.unwrap().to_string()).unwrap();
        let of_commit: Vec<_> =
            app.builds.iter().filter(|build| build.source_version.as_deref() == Some(&commit())).collect();
        assert_eq!(of_commit.len(), 1, "builds of the commit");
        assert_eq!(of_commit[0].status, Status::Succeeded);
        assert_eq!(app.current_release().unwrap().slug, of_commit[0].slug);
        assert_eq!(world.heroku.apps.len(), 2, "there is no app but the review app's and production's");
    }

    #[track_caller]
    pub(crate) fn has_no_review_app(&self) {
        let world = self.sandbox.world();
        assert!(world.heroku.review_apps.is_empty(), "{:?}", world.heroku.review_apps);
        assert_eq!(world.heroku.apps.len(), 1, "only production is left");
    }

    /// How often something was asked of Heroku, or of GitHub where the path is one of GitHub's.
    pub(crate) fn times(&self, method: &str, path: &str) -> usize {
        let asked = self.sandbox.requests_like(method, path);
        let counts = |request: &&Recorded| request.service == Service::Heroku || path.starts_with("/repos/");
        asked.iter().filter(counts).count()
    }
}

impl Run {
    /// How many lines of the log have `text` in them.
    pub(crate) fn shown(&self, text: &str) -> usize {
        self.log.lines.iter().filter(|line| line.contains(text)).count()
    }
}
