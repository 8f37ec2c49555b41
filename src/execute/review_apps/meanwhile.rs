//! What became of the pull request or branch while its review app was worked on: creations take minutes.

use super::Task;
use crate::{
    event::PullRequest,
    execute::deletion::gone,
    outcome::{Done, End, Over, Stage, Trouble, Why},
    plan::{Head, ReviewAppStep, review_apps_to_go, would_have_review_app},
    report::in_one_line,
};

impl Task<'_> {
    /// Settles the ledger. A pull request that was closed meanwhile, or a branch that was deleted, leaves no review app,
    /// though its own run may have looked before there was one; and what that or a newer commit's run made fail is no
    /// failure.
    pub(super) async fn settle(self, step: &ReviewAppStep, result: Result<End, Trouble>) {
        let head = if is_worth_a_look(step, &result) { self.seen_again(&result).await } else { Head::Unknown };
        match head {
            Head::Over(over) => self.leave_nothing(over, result).await,
            Head::At(commit) if was_taken_away(&result) && commit != *self.commit => {
                self.ledger.skip(Why::BranchMoved(commit));
            }
            Head::At(_) | Head::Unknown => self.ledger.settle(result),
        }
    }

    /// Whether there is to be no review app any more; not being able to find out changes nothing.
    pub(super) async fn is_unwanted(self) -> bool {
        matches!(self.head_now().await, Head::Over(_))
    }

    /// Whether the commit is to be on a review app still.
    pub(super) async fn is_still_wanted(self) -> bool {
        match self.head_now().await {
            Head::At(commit) => commit == *self.commit,
            Head::Over(_) => false,
            Head::Unknown => true,
        }
    }

    /// The run of the event that closed it may have come before there was anything to destroy: so that nobody knows is told.
    async fn seen_again(self, result: &Result<End, Trouble>) -> Head {
        let seen = self.head().now(self.context).await;
        if result.is_ok() {
            match &seen {
                Ok(Head::Unknown) => {
                    let permission = if self.subject.pull.is_some() { "pull-requests" } else { "contents" };
                    self.doubt(&format!("The token may not look: it needs `{permission}: read`."));
                }
                Err(error) => self.doubt(&in_one_line(error)),
                Ok(_) => {}
            }
        }
        seen.unwrap_or(Head::Unknown)
    }

    fn doubt(self, why: &str) {
        let whose = self.subject.pull.map_or_else(
            || format!("`{}` was deleted", self.subject.branch),
            |number| format!("pull request #{number} was closed"),
        );
        let text = format!(
            "It could not be seen whether {whose} while the review app was made. If so, destroy it with \
             `command: destroy`, or in Heroku's dashboard. {why}"
        );
        self.context.console.warning("Not checked", &text);
    }

    async fn head_now(self) -> Head {
        self.head().now(self.context).await.unwrap_or(Head::Unknown)
    }

    async fn leave_nothing(self, over: Over, result: Result<End, Trouble>) {
        if let Some(other) = self.other_that_wants_it().await {
            let stays = Why::KeptForSibling { over, sibling: other.number };
            self.context.console.line(&format!("Now {stays}"));
            return match result {
                Err(Trouble::Vanished) => self.ledger.skip(stays),
                result => self.ledger.settle(result),
            };
        }
        self.ledger.begin(Stage::Destroy);
        let why = Why::NothingLeft(over);
        self.context.console.line(&format!("Now {why}"));
        let app = self.ledger.report().app;
        match self.destroy_all().await {
            Ok(()) => {
                if let Some(app) = app {
                    self.ledger.note_replaced(app);
                }
                self.ledger.skip(why);
            }
            Err(trouble) => self.ledger.settle(result.and(Err(trouble))),
        }
    }

    /// Another open pull request of the branch that is to have the review app; none where that cannot be seen.
    async fn other_that_wants_it(self) -> Option<PullRequest> {
        let own = self.subject.pull?;
        let open = self.context.world().open_pulls_of(self.subject).await.unwrap_or_default();
        open.into_iter().find(|pull| pull.number != own && would_have_review_app(pull, self.context.settings))
    }

    async fn destroy_all(self) -> Result<(), Trouble> {
        let (_, known) = self.listed().await?;
        for doomed in review_apps_to_go(self.subject, &known) {
            gone(&doomed.id, self.context, self.ledger).await?;
        }
        Ok(())
    }
}

/// A build in place that went well says by itself that the review app was there; and a GitHub that has not answered for half
/// a minute does not tell where the branch stands either.
fn is_worth_a_look(step: &ReviewAppStep, result: &Result<End, Trouble>) -> bool {
    let in_place = matches!(step, ReviewAppStep::Update { .. } | ReviewAppStep::Adopt { .. });
    let knows_nothing = result.as_ref().is_err_and(Trouble::is_github_out);
    !knows_nothing && (result.is_err() || !in_place || matches!(result, Ok(End::Done(Done::Created))))
}

fn was_taken_away(result: &Result<End, Trouble>) -> bool {
    result.as_ref().is_err_and(|trouble| matches!(trouble, Trouble::Vanished) || trouble.is_gone_at_heroku())
}
