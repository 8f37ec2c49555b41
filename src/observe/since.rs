//! What has become of a pull request or branch since the event that tells of its end: a run may come late.

use super::{World, whose::is_of_fork};
use crate::{
    event::PullRequest,
    http::ApiError,
    names::BranchName,
    plan::{Ending, Head, Since, Subject},
    report::in_one_line,
};

impl World<'_> {
    /// What is so by now. Where it cannot be seen, what the event says counts.
    pub(super) async fn since(self, ending: &Ending) -> Since {
        let subject = &ending.destroy.subject;
        let seen = match subject.pull {
            Some(_) => self.open_pulls_of(subject).await.map(Since::Pulls),
            None => self.branch_since(&subject.branch).await,
        };
        match seen {
            Ok(seen) => seen,
            Err(error) if error.is_passing() => Since::Unseen(Some(in_one_line(&error))),
            Err(_) => Since::Unseen(None),
        }
    }

    /// The open pull requests of a branch. Of a fork that is gone only the one itself can be found.
    ///
    /// # Errors
    /// As GitHub refuses.
    pub async fn open_pulls_of(self, subject: &Subject) -> Result<Vec<PullRequest>, ApiError> {
        let found = match (&subject.repository, subject.pull) {
            (Some(head), _) => self.github.open_pull_requests(self.repository, head.owner(), &subject.branch).await?,
            (None, Some(number)) => vec![self.github.pull_request(self.repository, number).await?],
            (None, None) => Vec::new(),
        };
        let is_of_subject = |pull: &PullRequest| {
            let is_own = Some(pull.number) == subject.pull;
            pull.open && pull.head_branch == subject.branch && (is_own || is_of_fork(pull, subject))
        };
        Ok(found.iter().filter_map(|value| PullRequest::from_api(value).ok()).filter(is_of_subject).collect())
    }

    async fn branch_since(self, branch: &BranchName) -> Result<Since, ApiError> {
        Ok(match self.head_of_branch(branch).await? {
            Head::At(_) => Since::BranchIsThere,
            Head::Over(_) => Since::Pulls(Vec::new()),
            Head::Unknown => Since::Unseen(None),
        })
    }
}
