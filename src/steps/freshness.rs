//! Whether the commit is still the one to deploy. The run saw that when it began, but later steps may take long.

use std::time::Duration;

use super::{desk::Desk, revision::Revision};
use crate::{
    heroku::Build,
    http::{ApiError, Instant},
    names::{BuildId, CommitSha, GitRef},
    observe::known::Head,
    outcome::{Doing, Trouble, Why},
};

/// After this time, the head is looked at again before something depends on it.
const FRESH: Duration = Duration::from_secs(2);

impl Revision {
    /// Stops a run that was overtaken, if the commit has to be the head and that was seen too long ago; `in_any_case`
    /// also if it was seen just now.
    pub(super) async fn must_be_current(&self, desk: &Desk<'_>, in_any_case: bool) -> Result<(), Trouble> {
        let Some(seen) = desk.head_seen.get() else { return Ok(()) };
        if !in_any_case && seen.elapsed() < FRESH {
            return Ok(());
        }
        let begun = Instant::now();
        match self.now(desk).await {
            Ok(Head::At(newer)) if newer != self.commit => Err(superseded(&newer)),
            Ok(Head::Over(over)) => Err(Trouble::Superseded(Why::Over(over))),
            Ok(Head::At(_) | Head::Unknown) => {
                desk.head_seen.set(Some(begun));
                Ok(())
            }
            Err(error) => Err(Trouble::api(Doing::ReadingHead(self.reference.clone()), error)),
        }
    }

    /// A build fails if it is cancelled, which the run of a newer commit does: then there is a newer build, and the
    /// branch has moved on.
    pub(super) async fn unless_overtaken(
        &self,
        desk: &Desk<'_>,
        app: &str,
        build: &BuildId,
        trouble: Trouble,
    ) -> Trouble {
        if !matches!(trouble, Trouble::BuildFailed { .. }) || desk.head_seen.get().is_none() {
            return trouble;
        }
        let builds = desk.clients.heroku.builds(app).await.unwrap_or_default();
        let newer = builds.iter().take_while(|other| other.id != *build).any(|other| self.is_of_other_commit(other));
        match self.now(desk).await {
            Ok(Head::At(head)) if newer && head != self.commit => superseded(&head),
            _ => trouble,
        }
    }

    fn is_of_other_commit(&self, build: &Build) -> bool {
        build.version().is_some_and(|version| version != self.commit.as_str())
    }

    /// The current head of the branch or pull request.
    ///
    /// # Errors
    /// If GitHub is out of order. A missing permission is not an error.
    pub(super) async fn now(&self, desk: &Desk<'_>) -> Result<Head, ApiError> {
        let world = desk.clients;
        match (self.pull, &self.reference) {
            (Some(number), _) => world.head_of_pull_request(number).await,
            (None, GitRef::Branch(branch)) => world.head_of_readable(branch, &self.commit).await,
            (None, GitRef::Tag(_)) => Ok(Head::Unknown),
        }
    }
}

fn superseded(newer: &CommitSha) -> Trouble {
    Trouble::Superseded(Why::BranchMoved(newer.clone()))
}
