//! What becomes of review apps as time goes by.

use std::time::Instant;

use uuid::Uuid;

use super::super::clock;
use super::super::script::ReviewAppScript;
use super::app::{App, Build, Status};
use super::pipeline::{AppSetup, Coupling, ReviewApp, ReviewAppStatus, Stage};
use super::state::Heroku;

/// Heroku's limit.
const LONGEST_APP_NAME: usize = 30;

impl Heroku {
    pub(in crate::sandbox) fn advance(&mut self, now: Instant) {
        if self.stands_still {
            return;
        }
        for index in 0..self.review_apps.len() {
            self.grow(index, now);
        }
        for app in &mut self.apps {
            app.advance(now);
        }
        for index in 0..self.review_apps.len() {
            self.settle(index, now);
        }
        self.settle_setups();
        self.bury(now);
    }

    /// The app, its setup and its first build come into being.
    fn grow(&mut self, index: usize, now: Instant) {
        let review = &mut self.review_apps[index];
        let age = review.age(now);
        if review.status == ReviewAppStatus::Pending && age >= review.script.pending {
            review.status = ReviewAppStatus::Creating;
            if let Some(reason) = review.script.refusal.clone() {
                review.fail(reason);
            }
        }
        if review.status != ReviewAppStatus::Creating {
            return;
        }
        let script = review.script.clone();
        if review.app.is_none() && age >= script.app_after {
            self.add_app(index);
        }
        if self.review_apps[index].app_setup.is_none() && age >= script.setup_after {
            self.add_app_setup(index, &script);
        }
        if age >= script.build_after {
            self.add_first_build(index, script);
        }
    }

    fn add_app(&mut self, index: usize) {
        let review = &mut self.review_apps[index];
        let pipeline = self.pipelines.iter().find(|pipeline| pipeline.id == review.pipeline);
        let base = pipeline.map_or("review", |pipeline| pipeline.name.as_str());
        let mut app = App::new(&review.app_name(base));
        app.config_vars.clone_from(&review.environment);
        review.app = Some(app.id);
        self.apps.push(app);
    }

    fn add_app_setup(&mut self, index: usize, script: &ReviewAppScript) {
        let review = &mut self.review_apps[index];
        let Some(app) = self.apps.iter().find(|app| Some(app.id) == review.app) else {
            return;
        };
        let mut setup = AppSetup {
            id: Uuid::new_v4(),
            app: app.id,
            app_name: app.name.clone(),
            build: None,
            status: Status::Pending,
            failure_message: None,
            manifest_errors: script.manifest_errors.clone(),
            postdeploy: None,
            created: clock::today(),
            own: None,
        };
        review.app_setup = Some(setup.id);
        if !setup.manifest_errors.is_empty() {
            setup.fail("app.json is invalid", review);
        }
        self.app_setups.push(setup);
    }

    fn add_first_build(&mut self, index: usize, script: ReviewAppScript) {
        let review = &self.review_apps[index];
        let Some(setup) = find_setup(&mut self.app_setups, review) else {
            return;
        };
        if setup.build.is_some() || setup.status != Status::Pending {
            return;
        }
        let Some(app) = self.apps.iter_mut().find(|app| app.id == setup.app) else {
            return;
        };
        let started = review.started + script.build_after;
        let plan = script.build.unwrap_or_else(|| self.build_script.clone());
        let version = review.source_version.as_deref();
        let mut build = Build::start_at(started, &review.source_url, version, plan);
        build.source.clone_from(&review.source);
        setup.build = Some(build.id);
        app.builds.push(build);
    }

    /// The app setup ends with its first build, the release of that, and the postdeploy script.
    fn settle(&mut self, index: usize, now: Instant) {
        let review = &mut self.review_apps[index];
        if review.status != ReviewAppStatus::Creating {
            return;
        }
        let Some(setup) = find_setup(&mut self.app_setups, review) else {
            return;
        };
        let app = self.apps.iter().find(|app| app.id == setup.app);
        let Some((app, build)) = app.and_then(|app| Some((app, app.build(setup.build?)?))) else {
            return;
        };
        match app.deployed(build) {
            (Status::Failed | Status::Expired, _) => setup.fail("Build failed", review),
            (Status::Succeeded, at) if now >= at + review.script.postdeploy_time => {
                if setup.finish(review) {
                    let coupling = Coupling::new(app.id, review.pipeline, Stage::Review);
                    self.couplings.push(coupling);
                }
            }
            (Status::Pending | Status::Succeeded, _) => {}
        }
    }

    fn bury(&mut self, now: Instant) {
        let gone = |review: &ReviewApp| {
            let since = review.deleting_since;
            since.is_some_and(|since| now >= since + review.script.deleting)
        };
        let (dead, alive) = self.review_apps.drain(..).partition(gone);
        self.review_apps = alive;
        let dead: Vec<ReviewApp> = dead;
        for review in dead {
            self.deleted.insert(review.id.to_string());
            if let Some(app) = review.app {
                self.bury_app(app);
            }
        }
    }

    pub(super) fn bury_app(&mut self, id: Uuid) {
        let names = self.apps.iter().filter(|app| app.id == id).map(|app| app.name.clone());
        self.deleted.extend(names);
        self.deleted.insert(id.to_string());
        self.apps.retain(|app| app.id != id);
        self.couplings.retain(|coupling| coupling.app != id);
        self.app_setups.retain(|setup| setup.app != id);
    }
}

fn find_setup<'a>(setups: &'a mut [AppSetup], review: &ReviewApp) -> Option<&'a mut AppSetup> {
    let id = review.app_setup?;
    setups.iter_mut().find(|setup| setup.id == id)
}

impl AppSetup {
    fn fail(&mut self, usual: &str, review: &mut ReviewApp) {
        let message = review.script.failure_message.clone().unwrap_or_else(|| usual.to_owned());
        self.status = Status::Failed;
        self.failure_message = Some(message.clone());
        review.fail(message);
    }

    /// Whether it went well.
    fn finish(&mut self, review: &mut ReviewApp) -> bool {
        if let Some(postdeploy) = review.script.postdeploy.clone() {
            self.postdeploy = Some((postdeploy.output, postdeploy.exit_code));
            if postdeploy.exit_code != 0 {
                self.fail("postdeploy exit code was not 0", review);
                return false;
            }
        }
        self.status = Status::Succeeded;
        review.status = ReviewAppStatus::Created;
        true
    }
}

impl ReviewApp {
    fn fail(&mut self, reason: String) {
        self.status = ReviewAppStatus::Errored;
        // The state in which it failed, as in a stub of Heroku's own (<https://github.com/heroku/cli/pull/3816>).
        self.error_status = Some("creating".to_owned());
        self.message = Some(reason);
        if !self.script.keeps_app {
            self.app = None;
        }
    }

    fn app_name(&self, base: &str) -> String {
        let suffix = &self.id.simple().to_string()[..6];
        let slug = |character: char| match character.to_ascii_lowercase() {
            allowed @ ('a'..='z' | '0'..='9') => allowed,
            _ => '-',
        };
        let middle = match self.pr_number {
            Some(number) => format!("pr-{number}"),
            None => self.branch.chars().map(slug).collect(),
        };
        let mut name = format!("{base}-{middle}");
        name.truncate(LONGEST_APP_NAME - suffix.len() - 1);
        format!("{}-{suffix}", name.trim_end_matches('-'))
    }
}
