use super::{Asked, Ending, EnsureReviewApp, Freshness, Since};
use crate::{
    event::PullRequest,
    names::{BranchName, CommitSha, GitRef, PullNumber},
};

/// What has to be looked up before an intent is clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// A pull request of which only the number is known; and whether `commenter`, if any, may write to the repository.
    PullRequest {
        /// Its number.
        number: PullNumber,
        /// Who asked for it in a comment.
        commenter: Option<String>,
        /// What is wanted of it.
        wish: Wish,
    },
    /// The open pull request of a branch, if there is one.
    PullRequestOf {
        /// The owner of the repository that has the branch.
        owner: String,
        /// The branch.
        branch: BranchName,
        /// What is wanted of it.
        wish: Wish,
        /// What else is wanted, where there is none.
        otherwise: Option<EnsureReviewApp>,
    },
    /// Which branch or tag, and which commit, the input `ref` means.
    Reference(String),
    /// Whether the end that an event tells of is still so.
    StillSo(Box<Ending>),
    /// Whether a branch or a tag of that name was pushed.
    Pushed {
        /// The name.
        name: BranchName,
        /// The commit that was pushed.
        commit: CommitSha,
        /// Who wants it deployed.
        asked: Asked,
    },
}

/// What was found out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The pull request asked for, as it is now.
    PullRequest(Box<PullRequest>, Wish),
    /// No such pull request; what then.
    NoPullRequest(Option<EnsureReviewApp>),
    /// The commenter may not write to the repository.
    NotAllowed(String),
    /// What `ref` means; no branch or tag for a bare commit.
    Reference(Option<GitRef>, CommitSha),
    /// What has become of it since an event told of its end.
    Since(Box<Ending>, Since),
    /// What was pushed.
    Pushed(GitRef, CommitSha, Asked),
}

/// What is wanted of a pull request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// What is to be done.
    pub work: Work,
    /// The commit that the run is for; none where it is for whatever is the head.
    pub commit: Option<CommitSha>,
    /// Whether that commit must be the head still.
    pub freshness: Freshness,
    /// Who wants it.
    pub asked: Asked,
}

/// What can be done for a pull request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Work {
    /// A review app is to run its head commit.
    Update,
    /// The same, but a fresh one.
    Recreate,
    /// It is to have none.
    Destroy,
}
