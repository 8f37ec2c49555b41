//! Whether the commit is still the one to deploy. That was seen when the run began; what comes later may take its time.

use std::time::Duration;

use super::Context;
use crate::{
    event::PullRequest,
    heroku::Build,
    http::{ApiError, Instant},
    names::{BranchName, BuildId, CommitSha, GitRef, PullNumber},
    outcome::Trouble,
    plan::Head,
};

/// What was seen longer ago than this is looked at again before something depends on it.
const FRESH: Duration = Duration::from_secs(2);

/// Whose head a commit has to be.
#[derive(Debug, Clone, Copy)]
pub(super) struct HeadOf<'a> {
    pub(super) reference: &'a GitRef,
    pub(super) pull: Option<PullNumber>,
    pub(super) commit: &'a CommitSha,
}

impl HeadOf<'_> {
    /// Stops a run that was overtaken, if the commit has to be the head and that was seen too long ago; `in_any_case` also
    /// if it was seen just now.
    pub(super) async fn must_be_current(self, context: &Context<'_>, in_any_case: bool) -> Result<(), Trouble> {
        let Some(seen) = context.head_seen.get() else { return Ok(()) };
        if !in_any_case && seen.elapsed() < FRESH {
            return Ok(());
        }
        let begun = Instant::now();
        match self.now(context).await {
            Ok(Head::At(newer)) if newer != *self.commit => Err(superseded(&newer)),
            Ok(Head::Gone(how)) => Err(Trouble::Superseded(format!("superseded: {how}"))),
            Ok(Head::At(_) | Head::Unknown) => {
                context.head_seen.set(Some(begun));
                Ok(())
            }
            Err(error) => {
                Err(Trouble::Api { doing: format!("looking where `{}` stands", self.reference.short()), error })
            }
        }
    }

    /// A build fails if it is cancelled, which the run of a newer commit does: then there is a newer build, and the branch has
    /// moved on.
    pub(super) async fn unless_overtaken(
        self,
        context: &Context<'_>,
        app: &str,
        build: &BuildId,
        trouble: Trouble,
    ) -> Trouble {
        if !matches!(trouble, Trouble::BuildFailed { .. }) || context.head_seen.get().is_none() {
            return trouble;
        }
        let builds = context.heroku.builds(app).await.unwrap_or_default();
        let newer = builds.iter().take_while(|other| other.id != *build).any(|other| self.is_of_other_commit(other));
        match self.now(context).await {
            Ok(Head::At(head)) if newer && head != *self.commit => superseded(&head),
            _ => trouble,
        }
    }

    fn is_of_other_commit(self, build: &Build) -> bool {
        build.version().is_some_and(|version| version != self.commit.as_str())
    }

    /// Where the branch or pull request stands now.
    ///
    /// # Errors
    /// Where GitHub is out of order; that the token may not know is no error.
    pub(super) async fn now(self, context: &Context<'_>) -> Result<Head, ApiError> {
        match (self.pull, self.reference) {
            (Some(number), _) => pull_now(number, context).await,
            (None, GitRef::Branch(branch)) => branch_now(branch, context).await,
            (None, GitRef::Tag(_)) => Ok(Head::Unknown),
        }
    }
}

async fn pull_now(number: PullNumber, context: &Context<'_>) -> Result<Head, ApiError> {
    let answer = match context.github.pull_request(context.repository, number).await {
        Err(error) if error.is_passing() => return Err(error),
        Err(_) => return Ok(Head::Unknown),
        Ok(answer) => answer,
    };
    Ok(match PullRequest::from_api(&answer) {
        Ok(pull) if pull.open => Head::At(pull.head_commit),
        Ok(_) => Head::Gone(format!("pull request #{number} was closed")),
        Err(_) => Head::Unknown,
    })
}

async fn branch_now(branch: &BranchName, context: &Context<'_>) -> Result<Head, ApiError> {
    match context.github.branch_head(context.repository, branch).await {
        Ok(commit) => Ok(Head::At(commit)),
        Err(error) if error.is_gone() => Ok(Head::Gone(format!("`{branch}` was deleted"))),
        Err(error) if error.is_passing() => Err(error),
        Err(_) => Ok(Head::Unknown),
    }
}

fn superseded(newer: &CommitSha) -> Trouble {
    Trouble::Superseded(format!("superseded: the branch is at {} by now, which has its own run", newer.short()))
}
