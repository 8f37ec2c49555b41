use super::{
    comment::PullComment,
    ignored::Ignored,
    pull_request::{PullChange, PullRequest},
    workflow_run::CompletedRun,
};
use crate::names::{BranchName, CommitSha, GitRef, TagName};

/// What happened, as far as it matters for deployments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A branch or tag was created or moved.
    Push {
        /// Which one.
        reference: GitRef,
        /// Its present commit, never the object of an annotated tag.
        commit: CommitSha,
    },
    /// A branch or tag was deleted.
    RefDeleted {
        /// Which one.
        reference: GitRef,
    },
    /// A pull request changed.
    PullRequest {
        /// What changed.
        change: PullChange,
        /// The pull request as it is now.
        pull: PullRequest,
    },
    /// A person, a schedule, or another system asks for a branch or tag as it is.
    Redeploy {
        /// Which one.
        reference: GitRef,
        /// The commit that the run is for.
        commit: CommitSha,
    },
    /// A release was published.
    Released {
        /// Its tag. The payload does not say which commit that names.
        tag: TagName,
    },
    /// Another workflow's run has ended.
    RunCompleted(CompletedRun),
    /// Somebody wrote a command in a comment on a pull request.
    Comment(PullComment),
    /// Something that deploys nothing.
    Ignored(Ignored),
}

impl Event {
    /// The branch that the event is about, if any.
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
