//! The open pull requests of a branch.

use super::whose::is_of_fork;
use crate::{clients::Clients, event::PullRequest, http::ApiError, ownership::subject::Subject};

impl Clients<'_> {
    /// The open pull requests of a branch. Of a fork that is gone only the one itself can be found.
    ///
    /// # Errors
    /// As GitHub refuses.
    pub(crate) async fn open_pulls_of(self, subject: &Subject) -> Result<Vec<PullRequest>, ApiError> {
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
}
