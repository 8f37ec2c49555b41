//! What became of the pull request while its review app was worked on: creations take minutes.

use super::{Task, looking};
use crate::{
    event::PullRequest,
    execute::deletion::gone,
    heroku::ReviewApp,
    names::{PullNumber, ReviewAppStatus},
    outcome::{RunResult, Trouble},
    plan::ReviewAppStep,
};

impl Task<'_> {
    /// Settles the ledger. A pull request that was closed meanwhile leaves no review app, though its own run may have
    /// looked before there was one; and what a closed or newer pull request made fail is no failure.
    pub(super) async fn settle(self, step: &ReviewAppStep, result: Result<RunResult, Trouble>) {
        let pull = if is_worth_a_look(step, &result) { self.pull_now().await } else { None };
        match pull {
            Some((number, pull)) if !pull.open => self.leave_nothing(number, result).await,
            Some((_, pull)) if was_taken_away(&result) && pull.head_commit != *self.commit => {
                let head = pull.head_commit.short();
                self.ledger.skip(format!("superseded: the branch is at {head} by now, which has its own run"));
            }
            _ => self.ledger.settle(result),
        }
    }

    /// Whether the pull request, if it is for one, is closed by now; not being able to find out changes nothing.
    pub(super) async fn is_closed(self) -> bool {
        self.pull_now().await.is_some_and(|(_, pull)| !pull.open)
    }

    async fn pull_now(self) -> Option<(PullNumber, PullRequest)> {
        let number = self.pull?;
        let answer = self.context.github.pull_request(self.context.repository, number).await.ok()?;
        Some((number, PullRequest::from_api(&answer).ok()?))
    }

    async fn leave_nothing(self, number: PullNumber, result: Result<RunResult, Trouble>) {
        self.context.console.line(&format!("Pull request #{number} was closed meanwhile"));
        match self.destroy_all().await {
            Ok(()) => self.ledger.skip(format!("pull request #{number} was closed meanwhile, so it has no review app")),
            Err(trouble) => self.ledger.settle(result.and(Err(trouble))),
        }
    }

    async fn destroy_all(self) -> Result<(), Trouble> {
        let listed = self.context.heroku.review_apps(self.pipeline).await.map_err(looking)?;
        for doomed in listed.iter().filter(|app| self.is_to_go(app)) {
            gone(&doomed.id, self.context, self.ledger).await?;
        }
        Ok(())
    }

    /// That of another pull request of the same branch stays.
    fn is_to_go(self, app: &ReviewApp) -> bool {
        let own = self.is_of_pull(app) || (app.pr_number.is_none() && self.is_of_branch(app));
        own && app.status != ReviewAppStatus::Deleted
    }
}

/// A build in place that went well says by itself that the review app was there.
fn is_worth_a_look(step: &ReviewAppStep, result: &Result<RunResult, Trouble>) -> bool {
    let in_place = matches!(step, ReviewAppStep::Update { .. } | ReviewAppStep::Adopt { .. });
    result.is_err() || !in_place || matches!(result, Ok(RunResult::Created))
}

fn was_taken_away(result: &Result<RunResult, Trouble>) -> bool {
    result.as_ref().is_err_and(|trouble| matches!(trouble, Trouble::Vanished) || trouble.is_gone_at_heroku())
}
