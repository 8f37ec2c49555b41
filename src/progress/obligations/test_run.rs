use serde::{Deserialize, Serialize};

use crate::{
    heroku::{Heroku, test_runs::TestRun},
    http::ApiError,
    names::{CommitSha, PipelineId, TestRunId},
};

/// A test run that is not followed once the run is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum OpenTestRun {
    /// Requested, but Heroku has not returned its id yet.
    AskedFor(WantedTestRun),
    /// Under way when last seen.
    Named(TestRunId),
}

/// A test run that is about to be requested.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct WantedTestRun {
    pub(crate) pipeline: PipelineId,
    pub(crate) commit: CommitSha,
    /// The test runs that existed before, which tell a new one apart.
    pub(crate) known: Vec<TestRunId>,
}

impl WantedTestRun {
    /// Looks for the test run at Heroku.
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

/// Cancels a test run. Heroku refuses if it has finished meanwhile, which is fine.
async fn cancel(id: &TestRunId, heroku: &Heroku) -> Result<Option<TestRunId>, ApiError> {
    let Err(refusal) = heroku.cancel_test_run(id).await else { return Ok(Some(id.clone())) };
    let is_over = match heroku.test_run(id).await {
        Ok(run) => run.status.is_final(),
        Err(error) => error.is_gone(),
    };
    if is_over { Ok(None) } else { Err(refusal) }
}
