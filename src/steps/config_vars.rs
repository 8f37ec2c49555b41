//! Sets the config vars of an app that differ, and follows Heroku's release of the change.

use std::{
    collections::BTreeMap,
    fmt::{self, Display, Formatter},
    time::Duration,
};

use secrecy::ExposeSecret;
use serde::Serialize;

use super::{
    building::watch::follow_release_of,
    desk::Desk,
    doable::Doable,
    flow::Flow,
    output::let_it_settle,
    poll::{poll, silent},
};
use crate::{
    heroku::Release,
    http::{ApiError, Instant, Repeat},
    names::{CommitSha, ConfigVarName, SOURCE_VERSION},
    outcome::{Doing, ReleaseOrigin, Stage, Trouble},
    secret::{Secret, SecretVars},
};

/// How long after a change of config vars its release may be missing in the list.
const RELEASE_LISTED_WITHIN: Duration = Duration::from_secs(20);

/// Set config vars of an app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct SetConfigVars {
    /// The app's name.
    #[serde(skip)]
    pub(crate) app: String,
    /// Those that differed when the app was read.
    pub(crate) keys: Vec<ConfigVarName>,
    #[serde(skip)]
    pub(crate) vars: SecretVars,
}

impl Display for SetConfigVars {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let keys: Vec<_> = self.keys.iter().map(ConfigVarName::as_str).collect();
        write!(f, "set {}", keys.join(", "))
    }
}

impl Doable for SetConfigVars {
    async fn carry_out(&self, desk: &Desk<'_>) -> Result<Flow, Trouble> {
        desk.ledger.begin(Stage::ConfigVars);
        set_where_they_differ(desk, &self.app, &self.vars, None).await?;
        desk.ledger.end_stage();
        Ok(Flow::Next)
    }
}

/// Sets those of `given` that differ, and `SOURCE_VERSION` if a commit is to stand there, in one request, since each
/// change is a release. What is replaced may be a secret too. The release of what was given is waited for; it is none
/// of the deploy's own.
pub(super) async fn set_where_they_differ(
    desk: &Desk<'_>,
    app: &str,
    given: &SecretVars,
    commit: Option<&CommitSha>,
) -> Result<(), Trouble> {
    let heroku = desk.clients.heroku;
    let waits = desk.wait && !given.0.is_empty();
    let newest = async { if waits { newest_version(desk, app).await } else { Ok(0) } };
    let there = async { heroku.config_vars(app).await.map_err(|error| reading(desk, error)) };
    let (there, newest) = tokio::try_join!(there, newest)?;
    let differing = differing(given, &there);
    for (name, _) in &differing {
        hide_old(desk, &there, name.as_str());
    }
    let mut body: Vec<_> = differing.iter().map(|(name, value)| (name.as_str(), value.expose_secret())).collect();
    if let Some(commit) = commit.filter(|commit| value_of(&there, SOURCE_VERSION) != Some(commit.as_str())) {
        hide_old(desk, &there, SOURCE_VERSION);
        body.push((SOURCE_VERSION, commit.as_str()));
    }
    if body.is_empty() {
        return Ok(());
    }
    send(desk, app, &body).await?;
    let keys: Vec<_> = body.iter().map(|(name, _)| *name).collect();
    desk.say(&format!("Set {} on {}", keys.join(", "), desk.ledger.app_name()));
    if waits && !differing.is_empty() {
        desk.group(&format!("Config vars of {}", desk.ledger.app_name()));
        let followed = follow_release_since(desk, app, newest).await;
        desk.end_group();
        followed?;
    }
    Ok(())
}

/// Heroku does not document whether values that are there already make a release too, so where an answer was lost, the
/// values are looked at before they are sent again.
async fn send(desk: &Desk<'_>, app: &str, vars: &[(&str, &str)]) -> Result<(), Trouble> {
    let heroku = desk.clients.heroku;
    let mut attempts = heroku.attempts();
    loop {
        let Err(error) = heroku.set_config_vars(app, vars).await else { return Ok(()) };
        if error.may_have_worked() {
            let_it_settle().await;
            let there = heroku.config_vars(app).await.map_err(|error| reading(desk, error))?;
            if vars.iter().all(|(name, value)| value_of(&there, name) == Some(*value)) {
                return Ok(());
            }
        }
        if !attempts.again(Repeat::Harmless, &error.failure).await {
            return Err(setting(desk, error));
        }
    }
}

/// A commit that ran before is not secret.
fn hide_old(desk: &Desk<'_>, there: &BTreeMap<String, Secret>, name: &str) {
    let is_commit = |old: &&str| name == SOURCE_VERSION && old.parse::<CommitSha>().is_ok();
    if let Some(old) = value_of(there, name).filter(|old| !is_commit(old)) {
        desk.console.hide(old);
    }
}

fn value_of<'a>(there: &'a BTreeMap<String, Secret>, name: &str) -> Option<&'a str> {
    there.get(name).map(ExposeSecret::expose_secret)
}

/// Those whose values are not there yet.
pub(crate) fn differing<'a>(
    vars: &'a SecretVars,
    there: &BTreeMap<String, Secret>,
) -> Vec<&'a (ConfigVarName, Secret)> {
    let is_there =
        |(name, value): &&(ConfigVarName, Secret)| value_of(there, name.as_str()) == Some(value.expose_secret());
    vars.0.iter().filter(|var| !is_there(var)).collect()
}

async fn newest_version(desk: &Desk<'_>, app: &str) -> Result<u64, Trouble> {
    let releases = desk.clients.heroku.releases(app).await.map_err(|error| setting(desk, error))?;
    Ok(releases.first().map_or(0, |release| release.version))
}

/// Waits until the release of config vars after this version is final. Other releases may exist beside it.
async fn follow_release_since(desk: &Desk<'_>, app: &str, version: u64) -> Result<(), Trouble> {
    let begun = Instant::now();
    let ask = async || {
        let mut releases = desk.clients.heroku.releases(app).await.map_err(|error| setting(desk, error))?;
        releases.retain(|release| release.version > version);
        let is_of_vars = |release: &Release| {
            release.description.as_deref().is_some_and(|text| text.to_lowercase().contains("config var"))
        };
        Ok(releases.iter().rfind(|release| is_of_vars(release)).or(releases.last()).cloned())
    };
    let is_listed = |release: &Option<Release>| release.is_some() || begun.elapsed() >= RELEASE_LISTED_WITHIN;
    match poll(desk, None, ask, is_listed, silent).await? {
        Some(release) => follow_release_of(desk, app, release, ReleaseOrigin::ConfigVars).await,
        None => Ok(()),
    }
}

fn reading(desk: &Desk<'_>, error: ApiError) -> Trouble {
    Trouble::api(Doing::ReadingConfigVars(desk.ledger.report().app), error)
}

fn setting(desk: &Desk<'_>, error: ApiError) -> Trouble {
    Trouble::api(Doing::SettingConfigVars(desk.ledger.report().app), error)
}
