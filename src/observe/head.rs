//! Where a branch or pull request stands. That the token may not know is no error, and must not stop a deploy; that GitHub
//! does not answer is one, since the commit may be an old one.

use super::known::Head;
use crate::{
    clients::Clients,
    event::PullRequest,
    http::ApiError,
    names::{BranchName, CommitSha, PullNumber},
    outcome::Over,
};

impl Clients<'_> {
    /// Where a branch stands.
    pub(crate) async fn head_of_branch(self, branch: &BranchName) -> Result<Head, ApiError> {
        match self.github.branch_head(self.repository, branch).await {
            Ok(commit) => Ok(Head::At(commit)),
            Err(error) if error.is_gone() => Ok(Head::Over(Over::Branch(branch.clone()))),
            Err(error) if error.is_passing() => Err(error),
            Err(_) => Ok(Head::Unknown),
        }
    }

    /// Where a branch stands from which this commit comes. To a token that may not read the repository, its branches are not
    /// there either: then nothing is known.
    pub(crate) async fn head_of_readable(self, branch: &BranchName, commit: &CommitSha) -> Result<Head, ApiError> {
        let head = self.head_of_branch(branch).await?;
        let is_hidden =
            || async { self.github.archive(self.repository, commit).await.is_err_and(|error| error.is_gone()) };
        Ok(if matches!(head, Head::Over(_)) && is_hidden().await { Head::Unknown } else { head })
    }

    /// Where a pull request stands, which tells more than its branch: whether it was closed meanwhile.
    pub(crate) async fn head_of_pull_request(self, number: PullNumber) -> Result<Head, ApiError> {
        let answer = match self.github.pull_request(self.repository, number).await {
            Ok(answer) => answer,
            Err(error) if error.is_passing() => return Err(error),
            Err(_) => return Ok(Head::Unknown),
        };
        Ok(match PullRequest::from_api(&answer) {
            Ok(pull) if pull.open => Head::At(pull.head_commit),
            Ok(_) => Head::Over(Over::Pull(number)),
            Err(_) => Head::Unknown,
        })
    }
}
