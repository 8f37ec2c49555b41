use super::{
    comment::PullComment,
    ignored::Ignored,
    pull_request::{PullChange, PullRequest},
    workflow_run::CompletedRun,
};
use crate::names::{BranchName, CommitSha, GitRef, TagName};

/// What happened, as far as it concerns deployments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A branch or tag was created or moved.
    Push {
        /// Which one.
        reference: GitRef,
        /// The commit that it is at now; never the object of an annotated tag.
        commit: CommitSha,
    },
    /// A branch or tag is gone.
    RefDeleted {
        /// Which one.
        reference: GitRef,
    },
    /// A pull request changed.
    PullRequest {
        /// What about it.
        change: PullChange,
        /// The pull request as it is now.
        pull: PullRequest,
    },
    /// Somebody, or the clock, asks for a branch or tag as it is.
    Redeploy {
        /// Which one.
        reference: GitRef,
        /// The commit that the run is for.
        commit: CommitSha,
    },
    /// A release was published.
    Released {
        /// Its tag; the payload does not say at which commit that is.
        tag: TagName,
    },
    /// Another workflow has come to its end.
    RunCompleted(CompletedRun),
    /// Somebody wrote a command into a pull request.
    Comment(PullComment),
    /// Nothing that is deployed.
    Ignored(Ignored),
}

impl Event {
    /// The branch that it is about, if it is about one.
    #[must_use]
    pub fn branch(&self) -> Option<&BranchName> {
        match self {
            Self::Push { reference, .. } | Self::RefDeleted { reference } | Self::Redeploy { reference, .. } => {
                reference.branch()
            }
            Self::PullRequest { pull, .. } => Some(&pull.head_branch),
            Self::RunCompleted(run) => Some(&run.head_branch),
            Self::Released { .. } | Self::Comment(_) | Self::Ignored(_) => None,
        }
    }
}
