use super::{RunTests, named};
use crate::{
    heroku::test_runs::{NewTestRun, TestRun},
    http::Repeat,
    names::TestRunId,
    outcome::{Doing, Trouble, Waiting},
    progress::obligations::{
        Obligation,
        list::Owed,
        test_run::{OpenTestRun, WantedTestRun},
    },
    report::doubt_in_words,
    steps::{desk::Desk, output::let_it_settle},
};

/// How often to check whether a request without an answer was carried out.
const LOOKS: u32 = 2;

impl RunTests {
    /// Requests a test run. If an answer is lost, checks whether the run exists before requesting it again.
    pub(super) async fn request(
        &self,
        organization: Option<&str>,
        message: &str,
        known: &[TestRunId],
        desk: &Desk<'_>,
    ) -> Result<(TestRun, Owed), Trouble> {
        let commit = self.revision.commit.clone();
        let wanted = WantedTestRun { pipeline: self.pipeline.clone(), commit, known: known.to_vec() };
        let owed = desk.ledger.owe(Obligation::TestRun(OpenTestRun::AskedFor(wanted.clone())));
        desk.ledger.now_waiting_for(Waiting::TestRunAnswer);
        let answer = self.send(organization, message, &wanted, desk).await;
        match answer {
            Ok(run) => {
                desk.ledger.amend(owed, named(&run));
                Ok((run, owed))
            }
            Err(trouble) => {
                desk.ledger.strike_off(owed);
                Err(trouble)
            }
        }
    }

    async fn send(
        &self,
        organization: Option<&str>,
        message: &str,
        wanted: &WantedTestRun,
        desk: &Desk<'_>,
    ) -> Result<TestRun, Trouble> {
        let mut attempts = desk.clients.heroku.attempts();
        loop {
            let source = desk.source(&self.revision).await?;
            let branch = self.revision.reference.short();
            let new = NewTestRun {
                pipeline: &self.pipeline,
                organization,
                branch,
                commit: &self.revision.commit,
                message: if message.trim().is_empty() { self.revision.commit.short() } else { message },
                source: &source,
            };
            let error = match desk.clients.heroku.create_test_run(&new).await {
                Ok(run) => return Ok(run),
                Err(error) => error,
            };
            if error.may_have_worked() {
                desk.say(&doubt_in_words(&error, "the test run"));
                if let Some(run) = find(wanted, desk).await? {
                    return Ok(run);
                }
            }
            // The request was not carried out, or its effect was not found: repeating it does no harm.
            if !attempts.again(Repeat::Harmless, &error.failure).await {
                return Err(Trouble::api(Doing::RequestingTests(self.revision.commit.clone()), error));
            }
            self.revision.must_be_current(desk, false).await?;
        }
    }
}

async fn find(wanted: &WantedTestRun, desk: &Desk<'_>) -> Result<Option<TestRun>, Trouble> {
    for _ in 0..LOOKS {
        let_it_settle().await;
        let found = wanted.look(desk.clients.heroku).await;
        if let Some(run) = found.map_err(|error| Trouble::api(Doing::LookingAtTestRuns, error))? {
            return Ok(Some(run));
        }
    }
    Ok(None)
}
