use serde::{Deserialize, Serialize};

use crate::{
    heroku::{Heroku, test_runs::TestRun},
    http::ApiError,
    names::{CommitSha, PipelineId, TestRunId},
};

/// A test run that nobody watches any more once the run is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum OpenTestRun {
    /// One that Heroku has not named yet.
    AskedFor(WantedTestRun),
    /// One that was under way when it was last looked at.
    Named(TestRunId),
}

/// A test run to be asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WantedTestRun {
    pub(crate) pipeline: PipelineId,
    pub(crate) commit: CommitSha,
    /// Those that were there before, so that a new one can be told from them.
    pub(crate) known: Vec<TestRunId>,
}

impl WantedTestRun {
    /// Looks whether it is there.
    pub(crate) async fn look(&self, heroku: &Heroku) -> Result<Option<TestRun>, ApiError> {
        let runs = heroku.test_runs(&self.pipeline).await?;
        Ok(runs.into_iter().find(|run| run.commit_sha == self.commit.as_str() && !self.known.contains(&run.id)))
    }
}

impl OpenTestRun {
    pub(super) async fn discharge(&self, heroku: &Heroku) -> Result<Option<TestRunId>, ApiError> {
        match self {
            Self::Named(id) => cancel(id, heroku).await,
            Self::AskedFor(wanted) => match wanted.look(heroku).await? {
                Some(run) if !run.status.is_final() => cancel(&run.id, heroku).await,
                _ => Ok(None),
            },
        }
    }
}

/// Cancels a test run. It may be over since it was last looked at: Heroku refuses then, and it is as well.
async fn cancel(id: &TestRunId, heroku: &Heroku) -> Result<Option<TestRunId>, ApiError> {
    let Err(refusal) = heroku.cancel_test_run(id).await else { return Ok(Some(id.clone())) };
    let is_over = match heroku.test_run(id).await {
        Ok(run) => run.status.is_final(),
        Err(error) => error.is_gone(),
    };
    if is_over { Ok(None) } else { Err(refusal) }
}
