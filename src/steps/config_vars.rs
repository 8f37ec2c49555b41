//! Config vars of an app, set where they differ, and the release that Heroku makes of that.

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
    flow::Flow,
    poll::{poll, silent},
};
use crate::{
    heroku::Release,
    http::{ApiError, Instant},
    names::{CommitSha, ConfigVarName, SOURCE_VERSION},
    outcome::{Doing, ReleaseOrigin, Stage, Trouble},
    secret::{Secret, SecretVars},
};

/// For so long after a change of config vars its release may not be listed.
const RELEASE_LISTED_WITHIN: Duration = Duration::from_secs(20);

/// Set config vars of an app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct SetConfigVars {
    /// The app's name.
    #[serde(skip)]
    pub(crate) app: String,
    /// Those that differed when the app was looked at.
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

impl SetConfigVars {
    pub(super) async fn carry_out(&self, desk: &Desk<'_>) -> Result<Flow, Trouble> {
        desk.ledger.begin(Stage::ConfigVars);
        if let Some(change) = set_where_they_differ(desk, &self.app, &self.vars).await?
            && desk.wait
        {
            desk.group(&format!("Config vars of {}", desk.ledger.app_name()));
            let followed = change.follow(desk).await;
            desk.end_group();
            followed?;
        }
        desk.ledger.end_stage();
        Ok(Flow::Next)
    }
}

/// A change of an app's config vars that Heroku accepted.
pub(super) struct Change<'a> {
    app: &'a str,
    /// The newest release before it.
    newest: u64,
}

/// Sets those that differ, in one request, since each change is a release. What is replaced may be a secret too.
pub(super) async fn set_where_they_differ<'a>(
    desk: &Desk<'_>,
    app: &'a str,
    vars: &SecretVars,
) -> Result<Option<Change<'a>>, Trouble> {
    let heroku = desk.clients.heroku;
    vars.0.iter().for_each(|(_, value)| desk.console.hide(value.expose_secret()));
    let there = heroku.config_vars(app).await.map_err(|error| reading(desk, error))?;
    let changes = differing(vars, &there);
    if changes.is_empty() {
        return Ok(None);
    }
    for (name, _) in &changes {
        // The commit that ran before is no secret.
        let is_commit =
            |old: &&Secret| name.as_str() == SOURCE_VERSION && old.expose_secret().parse::<CommitSha>().is_ok();
        if let Some(old) = there.get(name.as_str()).filter(|old| !is_commit(old)) {
            desk.console.hide(old.expose_secret());
        }
    }
    let releases = heroku.releases(app).await.map_err(|error| setting(desk, error))?;
    let body: Vec<_> = changes.iter().map(|(name, value)| (name.as_str(), value.expose_secret())).collect();
    heroku.set_config_vars(app, &body).await.map_err(|error| setting(desk, error))?;
    let keys: Vec<_> = body.iter().map(|(name, _)| *name).collect();
    desk.say(&format!("Set {} on {}", keys.join(", "), desk.ledger.app_name()));
    Ok(Some(Change { app, newest: releases.first().map_or(0, |release| release.version) }))
}

/// Those whose values are not there yet.
pub(crate) fn differing<'a>(
    vars: &'a SecretVars,
    there: &BTreeMap<String, Secret>,
) -> Vec<&'a (ConfigVarName, Secret)> {
    let is_there = |(name, value): &&(ConfigVarName, Secret)| {
        there.get(name.as_str()).is_some_and(|old| old.expose_secret() == value.expose_secret())
    };
    vars.0.iter().filter(|var| !is_there(var)).collect()
}

impl Change<'_> {
    /// Waits until the release that Heroku makes of it is final. It is none of the deploy's own.
    pub(super) async fn follow(&self, desk: &Desk<'_>) -> Result<(), Trouble> {
        let begun = Instant::now();
        let ask = async || {
            let releases = desk.clients.heroku.releases(self.app).await.map_err(|error| setting(desk, error))?;
            Ok(releases.into_iter().rfind(|release| release.version > self.newest))
        };
        let is_listed = |release: &Option<Release>| release.is_some() || begun.elapsed() >= RELEASE_LISTED_WITHIN;
        let release = poll(desk, None, ask, is_listed, silent).await?;
        if let Some(release) = release {
            follow_release_of(desk, self.app, release, ReleaseOrigin::ConfigVars).await?;
        }
        Ok(())
    }
}

fn reading(desk: &Desk<'_>, error: ApiError) -> Trouble {
    Trouble::api(Doing::ReadingConfigVars(desk.ledger.report().app), error)
}

fn setting(desk: &Desk<'_>, error: ApiError) -> Trouble {
    Trouble::api(Doing::SettingConfigVars(desk.ledger.report().app), error)
}
