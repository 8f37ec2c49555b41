//! A build that another run requested, followed to its end.

use std::fmt::{self, Display, Formatter};

use serde::Serialize;

use super::{build::follow_to_release, desk::Desk, doable::Doable, flow::Flow, revision::Revision};
use crate::{
    names::BuildId,
    outcome::{Doing, Trouble},
};

/// Follow a build of the commit that is under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Follow {
    /// The app's name.
    #[serde(skip)]
    pub(crate) app: String,
    pub(crate) build: BuildId,
    #[serde(flatten)]
    pub(crate) revision: Revision,
    /// The builds that were there before.
    #[serde(skip)]
    pub(crate) known: Vec<BuildId>,
}

impl Doable for Follow {
    async fn carry_out(&self, desk: &Desk<'_>) -> Result<Flow, Trouble> {
        let Self { app, build, revision, known } = self;
        desk.head_seen.set(revision.head_seen);
        let doing = || Doing::LookingAtBuild(app.clone());
        let build = desk.clients.heroku.build(app, build).await.map_err(|error| Trouble::api(doing(), error))?;
        follow_to_release(app, revision, known, build, desk).await
    }
}

impl Display for Follow {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("follow its build, which is pending for this commit already")
    }
}
