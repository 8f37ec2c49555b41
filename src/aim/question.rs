use super::ended::{Ending, Since};
use std::time::SystemTime;

use crate::{
    deeds::{
        asked::{Asked, Freshness},
        review_app::EnsureReviewApp,
    },
    event::{CompletedRun, PullRequest},
    names::{BranchName, CommitSha, GitRef, PullNumber, TagName},
    outcome::Why,
};

/// What has to be looked up before an intent is clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Question {
    /// A pull request of which only the number is known; and whether `commenter`, if any, may write to the repository.
    PullRequest {
        /// Its number.
        number: PullNumber,
        /// Who asked for it in a comment.
        commenter: Option<String>,
        /// What is wanted of it.
        wish: Wish,
        /// What the event is about, if the inputs name this one instead.
        instead: Option<Instead>,
    },
    /// The open pull request of a branch, if there is one.
    PullRequestOf {
        /// The owner of the repository that has the branch.
        owner: String,
        /// Which of their repositories that is: a fork may have the same owner.
        origin: Origin,
        /// The branch.
        branch: BranchName,
        /// What is wanted of it.
        wish: Wish,
        /// What else is wanted, where there is none.
        otherwise: Option<Box<EnsureReviewApp>>,
    },
    /// What the input `ref` means.
    Reference {
        /// The input.
        text: String,
        /// The branch or tag by whose rule a bare commit goes, which has to be in it.
        base: Option<GitRef>,
        /// A commit that is there, if the token may read the repository at all.
        known: Option<CommitSha>,
    },
    /// Whether the end that an event tells of is still so.
    StillSo(Box<Ending>),
    /// Whether a branch or a tag of that name was pushed.
    Pushed {
        /// The name.
        name: BranchName,
        /// The commit that was pushed.
        commit: CommitSha,
        /// What is wanted of it.
        wish: Wish,
    },
    /// Which commit a tag is at, since tags are moved.
    Tag {
        /// The tag.
        tag: TagName,
        /// What is wanted of it.
        wish: Wish,
    },
}

/// What an event is about whose pull request is not told with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Instead {
    /// This pull request, on which somebody commented.
    Of(PullNumber),
    /// The pull request, the branch or the tag that another workflow ran for.
    OfRun(Box<CompletedRun>),
    /// The very pull request, if that is what `ref` names.
    Named(String),
}

/// The repository that has a branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The one that the workflow runs in.
    Own,
    /// The fork with this id.
    Fork(u64),
}

impl Origin {
    /// Whether a pull request is of this repository's branch of that name.
    pub(crate) fn has(self, branch: &BranchName, pull: &PullRequest) -> bool {
        let is_here = match self {
            Self::Own => !pull.is_from_fork(),
            Self::Fork(id) => pull.is_from_fork() && pull.head_repository.as_ref().is_some_and(|head| head.id == id),
        };
        is_here && pull.head_branch == *branch
    }
}

/// What was found out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The pull request asked for, as it is now.
    PullRequest(Box<PullRequest>, Wish),
    /// The same, instead of what the event is about.
    PullRequestInstead(Box<PullRequest>, Wish, About),
    /// No such pull request; what then.
    NoPullRequest(Option<Box<EnsureReviewApp>>),
    /// The commenter may not write to the repository.
    NotAllowed(String),
    /// What has become of it since an event told of its end.
    Since(Box<Ending>, Since),
    /// The branch or tag that `ref` means.
    Reference(GitRef, CommitSha),
    /// The commit that `ref` means, and whether it is in the branch or tag by whose rule it goes, if there is one.
    Commit(CommitSha, Option<(GitRef, bool)>),
    /// `ref` means nothing that there is.
    NoReference(String),
    /// What is meant, and the commit that is wanted of it.
    At(GitRef, CommitSha, Wish),
    /// A tag that is gone.
    NoTag(TagName),
}

/// What an event is about, once it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum About {
    /// A pull request, as it is now.
    PullRequest(Box<PullRequest>),
    /// What another workflow ran for.
    Run(Box<CompletedRun>),
    /// What `ref` names.
    Named(String),
}

/// What is wanted of a pull request, a branch or a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wish {
    /// What is to be done.
    pub(crate) work: Work,
    /// The commit that the run is for; none where it is for whatever is the head.
    pub(crate) commit: Option<CommitSha>,
    /// Whether that commit must be the head still.
    pub(crate) freshness: Freshness,
    /// Who wants it.
    pub(crate) asked: Asked,
    /// Who lets a fork's commit in, where each has to be.
    pub(crate) let_in: LetIn,
}

impl Wish {
    /// Something happened, and this commit is to be deployed.
    pub(super) fn to_update(commit: CommitSha, freshness: Freshness, asked: Asked) -> Self {
        Self { work: Work::Update, commit: Some(commit), freshness, asked, let_in: LetIn::Nobody }
    }
}

/// Who lets a fork's commit in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LetIn {
    /// Nobody: only what was let in before may be there.
    Nobody,
    /// The same, and nothing is to be done of that either.
    NobodyAndIdle(Why),
    /// The event of the label, which names the commit.
    Label,
    /// A person who may write and asks for this pull request; when they did, if that is known.
    Person(Option<SystemTime>),
}

/// What can be done for a pull request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    /// A review app is to run its head commit.
    Update,
    /// The same, but a fresh one.
    Recreate,
    /// It is to have none.
    Destroy,
}
