//! The world of a rehearsal: whatever the user's rules and event name is there.

use super::github::{PullRequest, Repository, SourceRepository};
use super::heroku::{App, Connection, Coupling, Pipeline, Stage};
use super::script::{BuildScript, Outcome, PhaseScript};
use super::world::World;

impl World {
    /// A repository whose `main` is at `sha_of("main")`, an app for each name, and the pipeline with these apps in production.
    #[must_use]
    pub fn for_rehearsal(repository: &str, apps: &[&str], pipeline: Option<&str>) -> Self {
        let mut world = Self::default();
        world.add_repository(repository);
        world.heroku.build_script = BuildScript::default()
            .with_release_phase(PhaseScript::new(&["Running migrations…", "Nothing to migrate."], Outcome::Succeeded));
        let pipeline = pipeline.map(|name| world.add_pipeline(name));
        for name in apps {
            let app = world.add_app(name);
            if let Some(pipeline) = pipeline {
                let coupling = Coupling::new(app, pipeline, Stage::Production);
                world.heroku.couplings.push(coupling);
            }
        }
        world
    }

    /// A pipeline that Heroku's own integration deploys: staging and production, and review apps that wait for CI and go after
    /// some days.
    #[must_use]
    pub fn with_integration(pipeline: &str) -> Self {
        let mut world = Self::default();
        let id = world.add_pipeline(pipeline);
        for (stage, branch, name) in [(Stage::Production, "main", "production"), (Stage::Staging, "staging", "staging")]
        {
            let app = world.add_app(&format!("acme-{name}"));
            world.heroku.couplings.push(Coupling::new(app, id, stage));
            world.heroku.connections.push(Connection::new(app, branch));
        }
        if let Some(pipeline) = world.heroku.pipelines.last_mut() {
            (pipeline.automatic_review_apps, pipeline.wait_for_ci, pipeline.stale_days) = (Some(true), true, Some(5));
        }
        world
    }

    /// A repository, to which branches and pull requests are then added; one that is there already stays as it is.
    pub fn add_repository(&mut self, full_name: &str) -> &mut Repository {
        let mut repositories = self.github.repositories.iter();
        let known = repositories.position(|repository| repository.full_name == full_name);
        let index = known.unwrap_or_else(|| {
            self.github.repositories.push(Repository::new(full_name));
            self.github.repositories.len() - 1
        });
        &mut self.github.repositories[index]
    }

    /// A pull request, its branch, and the fork that the branch is in, if it is in one.
    pub fn add_pull_request(&mut self, repository: &str, pull_request: PullRequest) {
        if let SourceRepository::Fork { id, full_name } = &pull_request.head_repository {
            let fork = self.add_repository(full_name);
            fork.id = *id;
            fork.push(&pull_request.head_branch, &pull_request.head_sha);
        }
        let target = self.add_repository(repository);
        *target = target.clone().pull_request(pull_request);
    }

    /// An app, with its id.
    pub fn add_app(&mut self, name: &str) -> uuid::Uuid {
        let app = App::new(name);
        let id = app.id;
        self.heroku.apps.push(app);
        id
    }

    /// A pipeline, with its id.
    pub fn add_pipeline(&mut self, name: &str) -> uuid::Uuid {
        let pipeline = Pipeline::new(name);
        let id = pipeline.id;
        self.heroku.pipelines.push(pipeline);
        id
    }
}
