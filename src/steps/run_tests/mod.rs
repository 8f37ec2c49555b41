//! The tests of a commit in Heroku CI: requests a test run once, shows it, and judges it.

mod request;
mod verdict;
mod watch;

use std::fmt::{self, Display, Formatter};

use serde::Serialize;

use super::{desk::Desk, doable::Doable, flow::Flow, revision::Revision};
use crate::{
    heroku::test_runs::TestRun,
    names::{PipelineId, TestRunId},
    outcome::{Doing, End, Stage, Trouble},
    progress::obligations::{Obligation, test_run::OpenTestRun},
};

/// Run the tests of a commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct RunTests {
    #[serde(skip)]
    pub(crate) pipeline: PipelineId,
    #[serde(flatten)]
    pub(crate) revision: Revision,
    #[serde(skip)]
    pub(crate) begin: Begin,
}

/// The origin of a test run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Begin {
    /// This run requests it.
    Ask {
        /// The team that owns the pipeline, if one does.
        organization: Option<String>,
        /// The commit's title.
        message: String,
        /// The earlier ones, to tell a new one from them.
        known: Vec<TestRunId>,
    },
    /// Another run requested it, and it is under way.
    Follow(TestRunId),
}

impl Doable for RunTests {
    async fn carry_out(&self, desk: &Desk<'_>) -> Result<Flow, Trouble> {
        desk.ledger.begin(Stage::Request);
        let (run, owed) = match &self.begin {
            Begin::Ask { organization, message, known } => {
                desk.head_seen.set(self.revision.head_seen);
                self.revision.must_be_current(desk, false).await?;
                let (run, owed) = self.request(organization.as_deref(), message, known, desk).await?;
                (run, Some(owed))
            }
            Begin::Follow(id) => {
                let run = desk.clients.heroku.test_run(id).await;
                (run.map_err(|error| Trouble::api(Doing::WatchingTests, error))?, None)
            }
        };
        desk.ledger.note_test_run(&run.id);
        if !desk.wait {
            if let Some(owed) = owed {
                desk.ledger.strike_off(owed);
            }
            return Ok(Flow::Over(End::Accepted));
        }
        let flow = watch_and_judge(run, desk).await;
        if let (Some(owed), true) = (owed, flow.as_ref().map_or_else(is_over, |_| true)) {
            desk.ledger.strike_off(owed);
        }
        flow
    }

    fn builds(&self) -> Option<&Revision> {
        Some(&self.revision)
    }
}

/// Whether a trouble says that the test run has come to its end.
fn is_over(trouble: &Trouble) -> bool {
    matches!(trouble, Trouble::TestsFailed { .. } | Trouble::TestsErrored { .. } | Trouble::TestsVanished)
}

async fn watch_and_judge(run: TestRun, desk: &Desk<'_>) -> Result<Flow, Trouble> {
    desk.ledger.begin(Stage::Tests);
    let watched = watch::watch(run, desk).await?;
    let seconds = desk.ledger.end_stage();
    desk.say(&format!("Test run {} after {seconds} s", watched.run.status));
    desk.say_what_was_left();
    verdict::judge(watched, desk).await
}

/// The obligation while a test run is under way.
fn named(run: &TestRun) -> Obligation {
    Obligation::TestRun(OpenTestRun::Named(run.id.clone()))
}

impl Display for RunTests {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.begin {
            Begin::Ask { .. } => f.write_str("run the tests"),
            Begin::Follow(_) => f.write_str("follow the test run that is under way"),
        }
    }
}
