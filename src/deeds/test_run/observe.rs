use std::time::Duration;

use super::RunTests;
use crate::{
    clients::Clients,
    heroku::test_runs::{TestRun, TestedPipeline},
    http::{Instant, within},
    observe::known::Head,
    outcome::{Doing, Mistakes, Trouble},
};

/// How long to wait for the commit's message, which the tests do not need.
const MESSAGE_WITHIN: Duration = Duration::from_secs(5);

/// The pipeline, and its test runs.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) pipeline: TestedPipeline,
    /// The latest first.
    pub(crate) runs: Vec<TestRun>,
    pub(crate) head: Head,
    /// When the head was read.
    pub(crate) at: Instant,
    /// The commit's message, or its short hash.
    pub(crate) message: String,
}

impl RunTests {
    /// Fails if the pipeline has no app: Heroku removes such a pipeline once its tests are over, and their result is
    /// lost.
    pub(super) async fn look(&self, clients: Clients<'_>) -> Result<Seen, Trouble> {
        let at = Instant::now();
        let pipeline = clients.heroku.tested_pipeline(self.pipeline.as_str()).await;
        let pipeline =
            pipeline.map_err(|error| Trouble::api(Doing::LookingAtPipeline(self.pipeline.clone()), error))?;
        let (has_apps, runs, head, message) = tokio::join!(
            clients.heroku.has_apps(&pipeline.id),
            clients.heroku.test_runs(&pipeline.id),
            self.head(clients),
            within(MESSAGE_WITHIN, clients.github.commit_message(clients.repository, &self.commit)),
        );
        if let Ok(false) = has_apps {
            return Err(without_app(self));
        }
        let runs = runs.map_err(|error| Trouble::api(Doing::LookingAtTestRuns, error))?;
        // Only people read it.
        let message = message.and_then(Result::ok).unwrap_or_else(|| self.commit.short().to_owned());
        Ok(Seen { pipeline, runs, head: head?, at, message })
    }

    async fn head(&self, clients: Clients<'_>) -> Result<Head, Trouble> {
        let Some(branch) = self.branch() else { return Ok(Head::Unknown) };
        let seen = clients.head_of_readable(branch, &self.commit).await;
        seen.map_err(|error| Trouble::api(Doing::ReadingHead(self.reference.clone()), error))
    }
}

fn without_app(deed: &RunTests) -> Trouble {
    let text = format!(
        "pipeline: `{}` has no app, and Heroku removes such a pipeline once its tests are over. Add an app to it",
        deed.pipeline
    );
    Trouble::Misconfigured(Mistakes { inputs: vec![text], ..Mistakes::default() })
}
