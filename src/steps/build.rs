//! A build of a commit on an app that a rule names, its release, and the cancellation of builds that it makes
//! unnecessary.

use std::fmt::{self, Display, Formatter};

use serde::Serialize;

use super::{
    building::{once_more::Builds, request::BuildRequest},
    desk::Desk,
    doable::Doable,
    flow::Flow,
    revision::Revision,
};
use crate::{
    heroku::Build as HerokuBuild,
    http::SecretUrl,
    names::{BuildId, CommitSha},
    outcome::{End, Stage, Trouble},
    progress::obligations::build::WantedBuild,
    report::in_one_line,
};

/// Build a commit on an app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Build {
    /// The app's name.
    #[serde(skip)]
    pub(crate) app: String,
    #[serde(flatten)]
    pub(crate) revision: Revision,
    /// The address of the commit's archive, requested while the app was read.
    #[serde(skip)]
    pub(crate) archive: Option<SecretUrl>,
    /// The earlier builds, to tell a new one from them.
    #[serde(skip)]
    pub(crate) known: Vec<BuildId>,
    /// Pending builds of older commits, to cancel.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) supersedes: Vec<OlderBuild>,
}

/// A pending build that a newer one makes unnecessary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct OlderBuild {
    pub(crate) build: BuildId,
    /// Its commit.
    pub(crate) commit: CommitSha,
}

impl Doable for Build {
    async fn carry_out(&self, desk: &Desk<'_>) -> Result<Flow, Trouble> {
        let Self { app, revision, known, supersedes, .. } = self;
        desk.head_seen.set(revision.head_seen);
        revision.must_be_current(desk, !supersedes.is_empty()).await?;
        let build = self.request(desk).await?;
        // Not earlier: if Heroku refuses the new build, the older one is still useful.
        let cancelled = cancel_older(supersedes, app, desk);
        let (flow, ()) = tokio::join!(follow_to_release(app, revision, known, build, desk), cancelled);
        flow
    }

    fn builds(&self) -> Option<&Revision> {
        Some(&self.revision)
    }
}

impl Build {
    async fn request(&self, desk: &Desk<'_>) -> Result<HerokuBuild, Trouble> {
        desk.ledger.begin(Stage::Request);
        let source = match &self.archive {
            Some(address) => desk.source_at(address.clone(), &self.revision),
            None => desk.source(&self.revision).await?,
        };
        let wanted =
            WantedBuild { app: self.app.clone(), commit: self.revision.commit.clone(), known: self.known.clone() };
        BuildRequest { revision: &self.revision, wanted, source }.send(desk).await
    }
}

/// Follows a build of an app that a rule names until its release is final, where that is waited for.
pub(super) async fn follow_to_release(
    app: &str,
    revision: &Revision,
    known: &[BuildId],
    build: HerokuBuild,
    desk: &Desk<'_>,
) -> Result<Flow, Trouble> {
    desk.ledger.note_build(&build);
    if !desk.wait {
        return Ok(Flow::Over(End::Accepted));
    }
    let app = desk.ledger.report().app_id.map_or_else(|| app.to_owned(), |id| id.to_string());
    Builds::new(desk, revision, app, known.to_vec()).follow(build, true).await?;
    Ok(Flow::Next)
}

/// Cancels builds that a newer one makes unnecessary. One that has ended meanwhile is fine too.
pub(super) async fn cancel_older(builds: &[OlderBuild], app: &str, desk: &Desk<'_>) {
    for OlderBuild { build, commit } in builds {
        let commit = commit.short();
        match desk.clients.heroku.cancel_build(app, build).await {
            Ok(()) => desk.console.line(&format!("The build of the older commit {commit} is cancelled")),
            Err(error) => {
                let why = in_one_line(&error);
                desk.console.line(&format!("The build of the older commit {commit} goes on: {why}"));
            }
        }
    }
}

impl Display for Build {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("build it")?;
        self.supersedes.iter().try_for_each(|older| write!(f, ", and {older}"))
    }
}

impl Display for OlderBuild {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "cancel the build of the older commit {}", self.commit.short())
    }
}
