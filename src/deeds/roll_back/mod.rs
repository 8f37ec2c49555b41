//! Taking the apps that a rule names back to an earlier release.

#[cfg(test)]
mod tests;

use futures_util::future::join_all;

use super::planned::Planned;
use crate::{
    clients::Clients,
    heroku::App,
    http::ApiError,
    names::{AppName, CommitSha, GitRef},
    observe::{
        releases::{KnownRelease, current_release},
        running::known_release,
    },
    outcome::{Doing, Done, Mistakes, Trouble, Why},
    plan::{About, Plan, Target, Task, Tell},
    steps::{Step, refuse::Refuse, roll_back::RollBack as RollBackStep, skip::Skip},
};

/// Makes apps run an earlier release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RollBack {
    pub(crate) reference: GitRef,
    /// The rule that names the apps.
    pub(crate) rule: String,
    /// The apps, at least one.
    pub(crate) apps: Vec<AppName>,
    /// The version to go back to, if it is not the last good one before the current one.
    pub(crate) version: Option<u64>,
}

/// An existing app, and what it can go back to.
#[derive(Debug)]
pub(crate) struct SeenApp {
    pub(crate) app: App,
    /// The newest first.
    pub(crate) releases: Vec<KnownRelease>,
    /// The requested release, if it is not among the latest.
    pub(crate) asked_for: Option<KnownRelease>,
    /// The commit that it goes back to, if known.
    pub(crate) commit: Option<CommitSha>,
}

/// What an app goes back to.
#[derive(Debug, PartialEq, Eq)]
enum Choice<'a> {
    To(&'a KnownRelease),
    /// It already runs that release.
    Current(u64),
    /// There is nothing to go back to, for this reason.
    Nothing(String),
}

impl Planned for RollBack {
    type Seen = Vec<(AppName, Result<SeenApp, ApiError>)>;

    async fn observe(&self, clients: Clients<'_>) -> Result<Self::Seen, Trouble> {
        Ok(join_all(self.apps.iter().map(async |app| (app.clone(), self.look_at(app, clients).await))).await)
    }

    fn decide(&self, seen: Self::Seen) -> Plan {
        let to = self.version.map_or_else(|| "the release before".to_owned(), |version| format!("v{version}"));
        Plan {
            deed: "rollback",
            about: About { reference: Some(self.reference.clone()), rule: Some(self.rule.clone()), ..About::default() },
            headline: format!("go back to {to} by {}", self.rule),
            doubt: None,
            tasks: seen.into_iter().map(|(name, app)| self.task(&name, app)).collect(),
        }
    }
}

impl RollBack {
    async fn look_at(&self, app: &AppName, clients: Clients<'_>) -> Result<SeenApp, ApiError> {
        let (heroku, name) = (clients.heroku, app.as_str());
        let (app, releases) = tokio::try_join!(heroku.app(name), heroku.releases(name))?;
        let releases: Vec<_> = releases.iter().map(known_release).collect();
        let is_listed = |version| releases.iter().any(|release| release.version == version);
        let asked_for = match self.version.filter(|version| !is_listed(*version)) {
            Some(version) => find(heroku.release_of_version(name, version).await)?.as_ref().map(known_release),
            None => None,
        };
        let mut seen = SeenApp { app, releases, asked_for, commit: None };
        if let Choice::To(KnownRelease { slug: Some(slug), .. }) = self.choose(&seen) {
            let commit = heroku.slug_commit(name, slug).await.ok().flatten();
            seen.commit = commit.and_then(|commit| commit.parse().ok());
        }
        Ok(seen)
    }

    fn choose<'a>(&self, seen: &'a SeenApp) -> Choice<'a> {
        let SeenApp { app, releases, asked_for, .. } = seen;
        let current = current_release(releases);
        let Some(version) = self.version else {
            let is_before = |release: &&KnownRelease| current.is_some_and(|now| release.version < now.version);
            let before = releases.iter().filter(is_before).find(|release| release.eligible);
            return before.map_or_else(|| Choice::Nothing(no_release_before(&app.name)), Choice::To);
        };
        let mut known = releases.iter().chain(asked_for);
        match known.find(|release| release.version == version) {
            _ if current.is_some_and(|now| now.version == version) => Choice::Current(version),
            Some(release) if release.eligible => Choice::To(release),
            Some(_) => Choice::Nothing(not_eligible(&app.name, version)),
            None => Choice::Nothing(no_such_release(&app.name, version)),
        }
    }

    fn task(&self, name: &AppName, seen: Result<SeenApp, ApiError>) -> Task {
        let (app, commit, step) = match seen {
            Err(error) => {
                let trouble = Trouble::api(Doing::LookingAtApp(name.to_string()), error);
                (None, None, Step::Refuse(Refuse { trouble }))
            }
            Ok(seen) => {
                let step = self.step(name, &seen);
                (Some(seen.app), seen.commit, step)
            }
        };
        let target = Target::App(name.to_string());
        Task { target, app, commit, rescue: None, steps: vec![step], aim: Done::RolledBack, tell: Tell::App }
    }

    fn step(&self, name: &AppName, seen: &SeenApp) -> Step {
        match self.choose(seen) {
            Choice::To(release) => Step::RollBack(RollBackStep {
                app: name.to_string(),
                release: release.id.clone(),
                version: release.version,
                newest: seen.releases.first().map_or(0, |newest| newest.version),
            }),
            Choice::Current(release) => {
                let why = Why::AlreadyLive { app: Some(seen.app.name.clone()), commit: None, release };
                Step::Skip(Skip { why })
            }
            Choice::Nothing(why) => {
                let mistakes = Mistakes { inputs: vec![why], ..Mistakes::default() };
                Step::Refuse(Refuse { trouble: Trouble::Misconfigured(mistakes) })
            }
        }
    }
}

fn no_release_before(app: &str) -> String {
    format!("command: `{app}` has no earlier release that it can go back to. `heroku releases --app {app}` lists them")
}

fn no_such_release(app: &str, version: u64) -> String {
    format!("release: `{app}` has no release v{version}. `heroku releases --app {app}` lists them")
}

fn not_eligible(app: &str, version: u64) -> String {
    format!("release: Heroku does not let `{app}` go back to v{version}, which failed or runs nothing. Choose another")
}

/// Turns 404 into `None`.
fn find<T>(found: Result<T, ApiError>) -> Result<Option<T>, ApiError> {
    match found {
        Err(error) if error.status() == Some(404) => Ok(None),
        found => found.map(Some),
    }
}
