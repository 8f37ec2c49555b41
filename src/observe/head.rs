//! Where a branch or pull request stands. That the token may not know is no error, and must not stop a deploy; that GitHub
//! does not answer is one, since the commit may be an old one.

use super::World;
use crate::{
    event::PullRequest,
    http::ApiError,
    names::{BranchName, CommitSha, PullNumber},
    plan::Head,
};

/// What is seen of a head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SeenHead {
    /// It is at this commit.
    At(CommitSha),
    /// The branch is not there any more, or the pull request is not open.
    Gone,
    /// The token may not know.
    Unknown,
}

impl SeenHead {
    /// The same for the plan, with words for a head that is gone.
    pub(crate) fn or_gone(self, how: impl FnOnce() -> String) -> Head {
        match self {
            Self::At(commit) => Head::At(commit),
            Self::Gone => Head::Gone(how()),
            Self::Unknown => Head::Unknown,
        }
    }
}

impl World<'_> {
    /// Where a branch stands.
    pub(crate) async fn head_of_branch(self, branch: &BranchName) -> Result<SeenHead, ApiError> {
        match self.github.branch_head(self.repository, branch).await {
            Ok(commit) => Ok(SeenHead::At(commit)),
            Err(error) if error.is_gone() => Ok(SeenHead::Gone),
            Err(error) if error.is_passing() => Err(error),
            Err(_) => Ok(SeenHead::Unknown),
        }
    }

    /// Where a pull request stands, which tells more than its branch: whether it was closed meanwhile.
    pub(crate) async fn head_of_pull_request(self, number: PullNumber) -> Result<SeenHead, ApiError> {
        let answer = match self.github.pull_request(self.repository, number).await {
            Ok(answer) => answer,
            Err(error) if error.is_passing() => return Err(error),
            Err(_) => return Ok(SeenHead::Unknown),
        };
        Ok(match PullRequest::from_api(&answer) {
            Ok(pull) if pull.open => SeenHead::At(pull.head_commit),
            Ok(_) => SeenHead::Gone,
            Err(_) => SeenHead::Unknown,
        })
    }
}
