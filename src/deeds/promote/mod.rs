//! Promoting the release of the app that a rule names to other apps.

#[cfg(test)]
mod tests;

use futures_util::future::join_all;

use super::{after_release::AfterRelease, asked::Asked, planned::Planned};
use crate::{
    clients::Clients,
    heroku::App,
    http::ApiError,
    names::{AppName, CommitSha, GitRef, PipelineId, PipelineRef},
    observe::{
        releases::{KnownRelease, current_release},
        running::known_release,
    },
    outcome::{Doing, Done, Mistakes, Trouble, Why},
    plan::{About, Plan, Target, Task, Tell},
    steps::{Step, promote::Promote as PromoteStep, refuse::Refuse, skip::Skip},
};

/// Makes apps run what another one runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Promote {
    pub(crate) reference: GitRef,
    /// The rule that names the app.
    pub(crate) rule: String,
    /// The app with the release.
    pub(crate) source: AppName,
    /// The release's version, if it is not the current one.
    pub(crate) version: Option<u64>,
    /// The apps that get the release.
    pub(crate) targets: Vec<AppName>,
    /// The pipeline that all of them have to be in, if the inputs name one.
    pub(crate) pipeline: Option<PipelineRef>,
    pub(crate) asked: Asked,
    pub(crate) after: AfterRelease,
}

/// What is known about the apps.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) source: SeenApp,
    /// The commit of the release.
    pub(crate) commit: Option<CommitSha>,
    pub(crate) targets: Vec<(AppName, Result<SeenApp, ApiError>)>,
    /// The id of the pipeline that the inputs name.
    pub(crate) named: Option<PipelineId>,
}

/// An existing app.
#[derive(Debug)]
pub(crate) struct SeenApp {
    pub(crate) app: App,
    pub(crate) pipeline: Option<PipelineId>,
    /// The newest first.
    pub(crate) releases: Vec<KnownRelease>,
}

impl Planned for Promote {
    type Seen = Seen;

    async fn observe(&self, clients: Clients<'_>) -> Result<Seen, Trouble> {
        let of_source = |error| Trouble::api(Doing::LookingAtApp(self.source.to_string()), error);
        let targets = join_all(self.targets.iter().map(async |app| (app.clone(), look_at(app, clients).await)));
        let (source, targets) = tokio::join!(look_at(&self.source, clients), targets);
        let mut source = source.map_err(of_source)?;
        if let Some(version) = self.version.filter(|version| find(&source.releases, *version).is_none()) {
            match clients.heroku.release_of_version(self.source.as_str(), version).await {
                Ok(release) => source.releases.push(known_release(&release)),
                Err(error) if error.status() == Some(404) => {}
                Err(error) => return Err(of_source(error)),
            }
        }
        let named = match &self.pipeline {
            Some(pipeline) => {
                let id = clients.heroku.pipeline(pipeline.as_str()).await;
                Some(id.map_err(|error| Trouble::api(Doing::LookingAtPipeline(pipeline.clone()), error))?)
            }
            None => None,
        };
        let slug = self.release(&source).and_then(|release| release.slug.clone());
        let commit = match slug {
            Some(slug) => clients.heroku.slug_commit(self.source.as_str(), &slug).await.ok().flatten(),
            None => None,
        };
        Ok(Seen { source, commit: commit.and_then(|commit| commit.parse().ok()), targets, named })
    }

    fn decide(&self, seen: Seen) -> Plan {
        let version = self.version.map_or_else(|| "the current release".to_owned(), |version| format!("v{version}"));
        let Seen { source, commit, targets, named } = seen;
        let mistake = self.mistake(&source, &targets, named.as_ref());
        let task = |(name, app): (AppName, Result<SeenApp, ApiError>)| match &mistake {
            Some(text) => task_of(&name, app.ok().map(|seen| seen.app), commit.as_ref(), refuse(text)),
            None => self.of_target(&name, app, &source, commit.as_ref()),
        };
        Plan {
            deed: "promote",
            about: About {
                reference: Some(self.reference.clone()),
                commit: commit.clone(),
                rule: Some(self.rule.clone()),
                ..About::default()
            },
            headline: format!("promote {version} of {} by {}", self.source, self.rule),
            doubt: None,
            tasks: targets.into_iter().map(task).collect(),
        }
    }
}

impl Promote {
    fn release<'a>(&self, source: &'a SeenApp) -> Option<&'a KnownRelease> {
        match self.version {
            Some(version) => find(&source.releases, version),
            None => current_release(&source.releases),
        }
    }

    /// A mistake because of which no app is touched.
    fn mistake(
        &self,
        source: &SeenApp,
        targets: &[(AppName, Result<SeenApp, ApiError>)],
        named: Option<&PipelineId>,
    ) -> Option<String> {
        let from = &self.source;
        let Some(pipeline) = &source.pipeline else {
            return Some(format!(
                "rules: `{from}` is in no pipeline, and Heroku promotes only within one. Add it to one"
            ));
        };
        if named.is_some_and(|named| named != pipeline) {
            return Some(format!("pipeline: `{from}` is in another pipeline. Name its own, or leave `pipeline` out"));
        }
        if self.release(source).is_none() {
            let version = self.version.map(|version| format!(" v{version}")).unwrap_or_default();
            return Some(format!(
                "release: `{from}` has no release{version}. `heroku releases --app {from}` lists them"
            ));
        }
        targets.iter().find_map(|(name, app)| match app {
            Ok(seen) if seen.pipeline.as_ref() != Some(pipeline) => Some(format!(
                "promote-to: `{name}` is not in the pipeline of `{from}`, and Heroku promotes only within one. Add it there"
            )),
            _ => None,
        })
    }

    fn of_target(
        &self,
        name: &AppName,
        app: Result<SeenApp, ApiError>,
        source: &SeenApp,
        commit: Option<&CommitSha>,
    ) -> Task {
        let seen = match app {
            Ok(seen) => seen,
            Err(error) => {
                let trouble = Trouble::api(Doing::LookingAtApp(name.to_string()), error);
                return task_of(name, None, commit, Step::Refuse(Refuse { trouble }));
            }
        };
        let (Some(release), Some(pipeline)) = (self.release(source), &source.pipeline) else {
            return task_of(name, Some(seen.app), commit, refuse("release: there is none"));
        };
        let current = current_release(&seen.releases);
        let is_it = |current: &&KnownRelease| current.slug.is_some() && current.slug == release.slug;
        if let Some(current) = current.filter(is_it).filter(|_| self.asked == Asked::ByEvent) {
            let (app, release) = (Some(seen.app.name.clone()), current.version);
            let why = Why::AlreadyLive { app, commit: commit.cloned(), release };
            return task_of(name, Some(seen.app), commit, Step::Skip(Skip { why }));
        }
        let step = PromoteStep {
            from: self.source.to_string(),
            version: release.version,
            source: source.app.id.clone(),
            release: release.id.clone(),
            slug: release.slug.clone(),
            pipeline: pipeline.clone(),
            target: seen.app.id.clone(),
            to: name.to_string(),
            newest: seen.releases.first().map_or(0, |newest| newest.version),
        };
        let current = current_release(&seen.releases).filter(|current| current.eligible);
        let mut task = task_of(name, Some(seen.app), commit, Step::Promote(step));
        task.rescue = self.after.rescue(name.as_str(), current.map(|current| (current.id.clone(), current.version)));
        task.steps.extend(self.after.commands().chain(self.after.health()));
        task
    }
}

fn task_of(name: &AppName, app: Option<App>, commit: Option<&CommitSha>, step: Step) -> Task {
    let (target, commit) = (Target::App(name.to_string()), commit.cloned());
    Task { target, app, commit, rescue: None, steps: vec![step], aim: Done::Promoted, tell: Tell::App }
}

async fn look_at(app: &AppName, clients: Clients<'_>) -> Result<SeenApp, ApiError> {
    let (heroku, name) = (clients.heroku, app.as_str());
    let (app, releases) = tokio::try_join!(heroku.app(name), heroku.releases(name))?;
    let pipeline = heroku.place_of(&app.id).await?.map(|place| place.pipeline().clone());
    Ok(SeenApp { app, pipeline, releases: releases.iter().map(known_release).collect() })
}

fn find(releases: &[KnownRelease], version: u64) -> Option<&KnownRelease> {
    releases.iter().find(|release| release.version == version)
}

fn refuse(text: &str) -> Step {
    let mistakes = Mistakes { inputs: vec![text.to_owned()], ..Mistakes::default() };
    Step::Refuse(Refuse { trouble: Trouble::Misconfigured(mistakes) })
}
