//! What happened to the pull request or branch during the work on its review app: creations take minutes.

use super::{Work, first::First};
use crate::{
    event::PullRequest,
    observe::known::Head,
    outcome::{Done, End, Over, Stage, Trouble, Why},
    ownership::whose::review_apps_to_go,
    report::in_one_line,
    steps::destroy::make_way,
};

impl Work<'_> {
    /// What is made of the work's result by now. A pull request that was closed meanwhile, or a branch that was
    /// deleted, leaves no review app, though its own run may have looked before there was one; and what that or a newer
    /// commit's run made fail is no failure.
    pub(super) async fn look_back(self, result: Result<End, Trouble>) -> Result<End, Trouble> {
        let is_worth_it = is_worth_a_look(&self.step.first, &result);
        let head = if is_worth_it { self.seen_again(&result).await } else { Head::Unknown };
        match head {
            Head::Over(over) => self.leave_nothing(over, result).await,
            Head::At(commit) if was_taken_away(&result) && commit != self.revision().commit => {
                Ok(End::Skipped(Why::BranchMoved(commit)))
            }
            Head::At(_) | Head::Unknown => result,
        }
    }

    /// Whether the review app is no longer wanted. If that cannot be found out, it still is.
    pub(super) async fn is_unwanted(self) -> bool {
        matches!(self.head_now().await, Head::Over(_))
    }

    /// Whether the review app should still run the commit.
    pub(super) async fn is_still_wanted(self) -> bool {
        match self.head_now().await {
            Head::At(commit) => commit == self.revision().commit,
            Head::Over(_) => false,
            Head::Unknown => true,
        }
    }

    /// The run of the event that closed it may have come before there was anything to destroy: so that nobody knows is
    /// told.
    async fn seen_again(self, result: &Result<End, Trouble>) -> Head {
        let seen = self.revision().now(self.desk).await;
        if result.is_ok() {
            match &seen {
                Ok(Head::Unknown) => {
                    let permission = if self.subject().pull.is_some() { "pull-requests" } else { "contents" };
                    self.doubt(&format!("The token may not look: it needs `{permission}: read`."));
                }
                Err(error) => self.doubt(&in_one_line(error)),
                Ok(_) => {}
            }
        }
        seen.unwrap_or(Head::Unknown)
    }

    fn doubt(self, why: &str) {
        let whose = self.subject().pull.map_or_else(
            || format!("`{}` was deleted", self.subject().branch),
            |number| format!("pull request #{number} was closed"),
        );
        let text = format!(
            "Branchline could not check whether {whose} while Heroku created the review app. If so, destroy it with \
             `command: destroy`, or in Heroku's dashboard. {why}"
        );
        self.desk.console.warning("Not checked", &text);
    }

    async fn head_now(self) -> Head {
        self.revision().now(self.desk).await.unwrap_or(Head::Unknown)
    }

    async fn leave_nothing(self, over: Over, result: Result<End, Trouble>) -> Result<End, Trouble> {
        if let Some(other) = self.other_that_wants_it().await {
            let stays = Why::KeptForSibling { over, sibling: other.number };
            self.desk.console.line(&format!("Now {stays}"));
            return match result {
                Err(Trouble::Vanished) => Ok(End::Skipped(stays)),
                result => result,
            };
        }
        self.desk.ledger.begin(Stage::Destroy);
        let why = Why::NothingLeft(over);
        self.desk.console.line(&format!("Now {why}"));
        let app = self.desk.ledger.report().app;
        match self.destroy_all().await {
            Ok(()) => {
                if let Some(app) = app {
                    self.desk.ledger.note_replaced(app);
                }
                Ok(End::Skipped(why))
            }
            Err(trouble) => result.and(Err(trouble)),
        }
    }

    /// Another open pull request of the branch that should have the review app, if one can be seen.
    async fn other_that_wants_it(self) -> Option<PullRequest> {
        let own = self.subject().pull?;
        let open = self.desk.clients.open_pulls_of(self.subject()).await.unwrap_or_default();
        open.into_iter().find(|pull| pull.number != own && (self.desk.wants_review_app)(pull))
    }

    async fn destroy_all(self) -> Result<(), Trouble> {
        let (_, known) = self.listed().await?;
        for doomed in review_apps_to_go(self.subject(), &known) {
            make_way(&doomed.id, self.desk).await?;
        }
        Ok(())
    }
}

/// A build in place that went well says by itself that the review app was there; and a GitHub that has not answered for
/// half a minute does not tell where the branch stands either.
fn is_worth_a_look(first: &First, result: &Result<End, Trouble>) -> bool {
    let in_place = matches!(first, First::Update { .. } | First::Adopt { .. } | First::Keep { .. });
    let knows_nothing = result.as_ref().is_err_and(Trouble::is_github_out);
    !knows_nothing && (result.is_err() || !in_place || matches!(result, Ok(End::Done(Done::Created))))
}

fn was_taken_away(result: &Result<End, Trouble>) -> bool {
    result.as_ref().is_err_and(|trouble| matches!(trouble, Trouble::Vanished) || trouble.is_gone_at_heroku())
}
