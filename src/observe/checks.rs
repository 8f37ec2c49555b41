//! Waiting until the commit's other checks are green.

use std::{collections::BTreeSet, time::Duration};

use super::green::{OwnRun, Verdict, Work, all_green, may_be_several_workflows, named_green};
use crate::{
    clients::Clients,
    github::{Check, WorkflowRun},
    http::{ApiError, Pace, pause},
    inputs::{CheckName, WaitForChecks},
    names::CommitSha,
    outcome::{Doing, Mistakes, PendingCheck, Trouble, Waiting, Why},
};

/// Checks of other workflows may be registered a moment later than this run begins, and an app may take a moment to begin; so
/// that nothing is waited for is believed the second time.
const REGISTERED_WITHIN: Duration = Duration::from_secs(5);
/// A job's token has a thousand requests an hour for the whole repository.
/// <https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#primary-rate-limit-for-github_token-in-github-actions>
const SLOWEST: Duration = Duration::from_secs(15);

/// The checks that a deploy of a commit waits for.
pub(crate) struct Checks<'a> {
    /// The commit.
    pub(crate) commit: &'a CommitSha,
    /// Which of its checks.
    pub(crate) wanted: &'a WaitForChecks,
    /// The run that waits.
    pub(crate) own: OwnRun<'a>,
}

impl Clients<'_> {
    /// Waits until the checks of a commit are green; or says why it is not to be deployed.
    /// `tell` is told, each time that it changes, what is waited for.
    ///
    /// # Errors
    /// Where GitHub does not tell, or this run is to wait for itself.
    pub(crate) async fn checks_are_green(
        self,
        checks: &Checks<'_>,
        tell: impl Fn(Waiting),
    ) -> Result<Option<Why>, Trouble> {
        match checks.wanted {
            WaitForChecks::Nothing => Ok(None),
            WaitForChecks::All => self.all_are_green(checks, tell).await,
            WaitForChecks::Named(names) => self.named_are_green(names, checks, tell).await,
        }
    }

    /// What is under way is looked at unless the same checks are waited for as before. What has registered a check since they
    /// were read has ended well, or they are read once more.
    async fn all_are_green(self, of: &Checks<'_>, tell: impl Fn(Waiting)) -> Result<Option<Why>, Trouble> {
        let mut watch = Watch::new(of.commit, tell);
        let (mut work, mut is_second_look) = (Work::default(), false);
        loop {
            let mut checks = self.checks(of).await?;
            let mut verdict = all_green(&checks, &work, of.own);
            if !watch.is_for_checks(&verdict) {
                work = self.work(of).await?;
                if work.went_wrong() {
                    checks = self.checks(of).await?;
                }
                verdict = all_green(&checks, &work, of.own);
            }
            match verdict {
                Verdict::Waiting { things, .. } => watch.wait(things).await,
                Verdict::GreenSoFar if !is_second_look => {
                    pause(REGISTERED_WITHIN).await;
                    is_second_look = true;
                }
                verdict => return decided(verdict, of),
            }
        }
    }

    async fn named_are_green(
        self,
        names: &[CheckName],
        of: &Checks<'_>,
        tell: impl Fn(Waiting),
    ) -> Result<Option<Why>, Trouble> {
        let mut watch = Watch::new(of.commit, tell);
        loop {
            let checks = self.checks(of).await?;
            let runs = if may_be_several_workflows(names, &checks) { self.runs(of).await? } else { Vec::new() };
            match named_green(names, &checks, &runs, of.own) {
                Verdict::Waiting { things, .. } => watch.wait(things).await,
                verdict => return decided(verdict, of),
            }
        }
    }

    async fn checks(self, of: &Checks<'_>) -> Result<Vec<Check>, Trouble> {
        self.github.checks(self.repository, of.commit).await.map_err(|error| looking_at(of, error))
    }

    /// The workflow runs of the commit. Names need no permission to see them: without it, the later check of a name counts.
    async fn runs(self, of: &Checks<'_>) -> Result<Vec<WorkflowRun>, Trouble> {
        match self.github.workflow_runs(self.repository, of.commit).await {
            Err(error) if error.is_passing() => Err(looking_at(of, error)),
            runs => Ok(runs.unwrap_or_default()),
        }
    }

    async fn work(self, of: &Checks<'_>) -> Result<Work, Trouble> {
        let (github, repository) = (self.github, self.repository);
        let answers =
            tokio::try_join!(github.check_suites(repository, of.commit), github.workflow_runs(repository, of.commit));
        let (suites, runs) = answers.map_err(|error| looking_at(of, error))?;
        Ok(Work { suites, runs })
    }
}

fn looking_at(of: &Checks<'_>, error: ApiError) -> Trouble {
    Trouble::api(Doing::ReadingChecks(of.commit.clone()), error)
}

fn decided(verdict: Verdict, of: &Checks<'_>) -> Result<Option<Why>, Trouble> {
    match verdict {
        Verdict::Red(what, word) => Ok(Some(Why::RedCheck { what, commit: of.commit.clone(), word })),
        Verdict::OwnJob(name) => {
            let text = format!(
                "wait-for-checks: `{name}` is the job that this step is in, and would wait for itself. Take it off the list."
            );
            Err(Trouble::Misconfigured(Mistakes { inputs: vec![text], ..Mistakes::default() }))
        }
        Verdict::Green | Verdict::GreenSoFar | Verdict::Waiting { .. } => Ok(None),
    }
}

/// Waits, and tells what for, each time that it changes.
struct Watch<'a, T> {
    commit: &'a CommitSha,
    tell: T,
    told: BTreeSet<PendingCheck>,
    pace: Pace,
}

impl<'a, T: Fn(Waiting)> Watch<'a, T> {
    fn new(commit: &'a CommitSha, tell: T) -> Self {
        Self { commit, tell, told: BTreeSet::new(), pace: Pace::at_most(SLOWEST) }
    }

    /// Whether checks are waited for, and the same as before.
    fn is_for_checks(&self, verdict: &Verdict) -> bool {
        matches!(verdict, Verdict::Waiting { things, checks: true } if *things == self.told)
    }

    async fn wait(&mut self, things: BTreeSet<PendingCheck>) {
        if things != self.told {
            (self.tell)(Waiting::Checks { commit: self.commit.clone(), pending: things.clone() });
            self.told = things;
        }
        self.pace.wait().await;
    }
}
