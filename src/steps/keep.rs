//! An app that runs the commit already.

use std::fmt::{self, Display, Formatter};

use serde::Serialize;

use super::{desk::Desk, doable::Doable, flow::Flow};
use crate::{
    names::ReleaseStatus,
    outcome::{End, TargetReport, Trouble, Why},
    progress::ledger::Ledger,
};

/// Leave an app as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Keep {
    /// The version of the release that runs.
    pub(crate) release: u64,
}

impl Doable for Keep {
    async fn carry_out(&self, desk: &Desk<'_>) -> Result<Flow, Trouble> {
        Ok(Flow::Over(self.end(desk.ledger)))
    }

    fn foresee(&self, desk: &Desk<'_>) -> Option<Result<End, Trouble>> {
        Some(Ok(self.end(desk.ledger)))
    }
}

impl Keep {
    /// What runs already needs no build.
    pub(super) fn end(&self, ledger: &Ledger) -> End {
        let release = self.release;
        ledger.note_release_status(release, ReleaseStatus::Succeeded);
        let TargetReport { app, commit, .. } = ledger.report();
        End::Skipped(Why::AlreadyLive { app, commit, release })
    }
}

impl Display for Keep {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "leave it as it is: it runs this commit already, as v{}", self.release)
    }
}
