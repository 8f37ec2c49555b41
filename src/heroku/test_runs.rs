//! Heroku CI: runs of a pipeline's tests, each on one node or several. The API is a prototype, so
//! Branchline relies on little of it.
//! <https://devcenter.heroku.com/articles/platform-api-reference#test-run>

use reqwest::header::ACCEPT;
use serde::Deserialize;
use serde_json::json;

use super::{
    client::Heroku,
    types::{SourceBlob, perhaps_an_address},
};
use crate::{
    http::{ApiError, Request, SecretUrl, or_default},
    names::{CommitSha, PipelineId, TestNodeId, TestRunId, TestStatus},
};

/// The variant of the API in which a run can be cancelled, as Heroku's command line tool has it.
const CI_VERSION: &str = "application/vnd.heroku+json; version=3.ci";

/// A pipeline, as far as its tests need it.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct TestedPipeline {
    pub(crate) id: PipelineId,
    #[serde(default)]
    pub(crate) name: Option<String>,
    #[serde(default)]
    owner: Option<Owner>,
}

#[derive(Debug, Clone, Deserialize)]
struct Owner {
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default, rename = "type")]
    kind: Option<String>,
}

impl TestedPipeline {
    /// The team that owns it, if one does: test runs are requested in its name.
    pub(crate) fn team(&self) -> Option<&str> {
        let owner = self.owner.as_ref().filter(|owner| owner.kind.as_deref() == Some("team"))?;
        owner.name.as_deref().or(owner.id.as_deref())
    }
}

/// A test run to request.
#[derive(Debug)]
pub(crate) struct NewTestRun<'a> {
    pub(crate) pipeline: &'a PipelineId,
    /// The team that owns the pipeline, if one does.
    pub(crate) organization: Option<&'a str>,
    /// The branch, for people.
    pub(crate) branch: &'a str,
    pub(crate) commit: &'a CommitSha,
    /// The commit's message.
    pub(crate) message: &'a str,
    pub(crate) source: &'a SourceBlob,
}

/// A test run.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct TestRun {
    pub(crate) id: TestRunId,
    pub(crate) status: TestStatus,
    #[serde(default, deserialize_with = "or_default")]
    pub(crate) commit_sha: String,
    /// A message about its status, if there is one.
    #[serde(default)]
    pub(crate) message: Option<String>,
}

/// One of the dynos that a run's tests are spread over.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct TestNode {
    pub(crate) id: TestNodeId,
    /// Counts from 0.
    #[serde(default, deserialize_with = "or_default")]
    pub(crate) index: u32,
    pub(crate) status: TestStatus,
    /// The test script's exit code; `None` until it has exited, or if it did not run.
    #[serde(default)]
    pub(crate) exit_code: Option<i64>,
    #[serde(default)]
    pub(crate) message: Option<String>,
    #[serde(default, deserialize_with = "perhaps_an_address")]
    pub(crate) setup_stream_url: Option<SecretUrl>,
    #[serde(default, deserialize_with = "perhaps_an_address")]
    pub(crate) output_stream_url: Option<SecretUrl>,
}

/// One test, as the script's TAP output has it.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct TestCase {
    #[serde(default)]
    pub(crate) number: Option<u64>,
    #[serde(default)]
    pub(crate) description: Option<String>,
    #[serde(default)]
    pub(crate) diagnostic: Option<String>,
    /// `skip` or `todo` in some form, where the test's failure does not count.
    #[serde(default)]
    directive: Option<String>,
    #[serde(default)]
    passed: Option<bool>,
}

impl TestCase {
    /// Whether it failed, and that counts.
    pub(crate) fn is_failure(&self) -> bool {
        let directive = self.directive.as_deref().unwrap_or_default().to_lowercase();
        self.passed == Some(false) && !directive.contains("skip") && !directive.contains("todo")
    }
}

impl Heroku {
    /// A pipeline by its name or id, with its owner.
    ///
    /// # Errors
    /// 404 also where the key has no access to it.
    pub(crate) async fn tested_pipeline(&self, name_or_id: &str) -> Result<TestedPipeline, ApiError> {
        self.http.json(&Request::get(&["pipelines", name_or_id])).await
    }

    /// Whether a pipeline has any app.
    ///
    /// # Errors
    /// As the API refuses.
    pub(crate) async fn has_apps(&self, pipeline: &PipelineId) -> Result<bool, ApiError> {
        let request = Request::get(&["pipelines", pipeline.as_str(), "pipeline-couplings"]);
        Ok(!self.page::<serde::de::IgnoredAny>(&request).await?.is_empty())
    }

    /// The latest test runs of a pipeline.
    ///
    /// # Errors
    /// As the API refuses.
    pub(crate) async fn test_runs(&self, pipeline: &PipelineId) -> Result<Vec<TestRun>, ApiError> {
        let request = Request::get(&["pipelines", pipeline.as_str(), "test-runs"]);
        self.first(request, "number ..; order=desc,max=50", 50).await
    }

    /// Asks for a test run. Never sent again when the answer is lost: then look among the [`Heroku::test_runs`].
    ///
    /// # Errors
    /// As the API refuses.
    pub(crate) async fn create_test_run(&self, new: &NewTestRun<'_>) -> Result<TestRun, ApiError> {
        let mut body = json!({
            "commit_branch": new.branch,
            "commit_message": new.message,
            "commit_sha": new.commit,
            "pipeline": new.pipeline.as_str(),
            "source_blob_url": new.source.url.expose(),
        });
        if let Some(team) = new.organization {
            body["organization"] = json!(team);
        }
        self.http.json(&Request::post_once(&["test-runs"], body)).await
    }

    /// A test run as it is now.
    ///
    /// # Errors
    /// 404 or 403 once it is gone, as after the end of a run in a pipeline without an app.
    pub(crate) async fn test_run(&self, id: &TestRunId) -> Result<TestRun, ApiError> {
        self.http.json(&Request::get(&["test-runs", id.as_str()])).await
    }

    /// Its nodes.
    ///
    /// # Errors
    /// As the API refuses.
    pub(crate) async fn test_nodes(&self, id: &TestRunId) -> Result<Vec<TestNode>, ApiError> {
        self.list(Request::get(&["test-runs", id.as_str(), "test-nodes"])).await
    }

    /// Its tests, once it is over.
    ///
    /// # Errors
    /// As the API refuses.
    pub(crate) async fn test_cases(&self, id: &TestRunId) -> Result<Vec<TestCase>, ApiError> {
        self.list(Request::get(&["test-runs", id.as_str(), "test-cases"])).await
    }

    /// Cancels a test run.
    ///
    /// # Errors
    /// As the API refuses.
    pub(crate) async fn cancel_test_run(&self, id: &TestRunId) -> Result<(), ApiError> {
        let body = json!({ "status": "cancelled", "message": "The workflow run that asked for it has ended" });
        let request = Request::patch(&["test-runs", id.as_str()], body).header(ACCEPT, CI_VERSION);
        self.http.read(&request, |_| Ok(())).await
    }
}
