use serde::{Deserialize, Serialize};

use super::killed::ENDED_TOO_EARLY;
use crate::{
    clients::Clients,
    github::{CheckState, CommitState, CommitStatus},
    http::ApiError,
    names::CommitSha,
};

/// A commit status that is `pending`, and what to close it with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OpenStatus {
    pub(crate) commit: CommitSha,
    /// The status's name at GitHub.
    pub(crate) context: String,
    /// The state to close it with.
    pub(crate) state: CommitState,
    /// One line.
    pub(crate) description: String,
}

impl OpenStatus {
    /// A status that is about to be set to `pending`.
    pub(crate) fn begun(context: &str, commit: &CommitSha) -> Self {
        Self {
            commit: commit.clone(),
            context: context.to_owned(),
            state: CommitState::Error,
            description: ENDED_TOO_EARLY.to_owned(),
        }
    }

    /// Sets the final status, whatever it is now.
    pub(crate) async fn close(&self, clients: Clients<'_>) -> Result<(), ApiError> {
        let Self { commit, context, state, description } = self;
        let status = CommitStatus { state: *state, context, target_url: clients.run_url, description };
        clients.github.set_commit_status(clients.repository, commit, &status).await
    }

    /// Closes the status, unless it is closed already or another run has set it since.
    pub(super) async fn discharge(&self, clients: Clients<'_>) -> Result<Option<String>, ApiError> {
        let there = clients.github.commit_status(clients.repository, &self.commit, &self.context).await?;
        let is_ours = |details: &str| clients.run_url.unwrap_or_default() == details;
        if !there.is_some_and(|there| there.state == CheckState::Pending && is_ours(&there.details)) {
            return Ok(None);
        }
        self.close(clients).await?;
        Ok(Some(self.context.clone()))
    }
}
