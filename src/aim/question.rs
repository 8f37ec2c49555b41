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

/// What has to be looked up before the aim is clear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Question {
    /// A pull request known only by its number; and whether `commenter`, if any, may write to the repository.
    PullRequest {
        /// Its number.
        number: PullNumber,
        /// Who asked for it in a comment.
        commenter: Option<String>,
        /// What is wanted of it.
        wish: Wish,
        /// What the event is about, if the inputs name this pull request instead.
        instead: Option<Instead>,
    },
    /// The open pull request of a branch, if there is one.
    PullRequestOf {
        /// The owner of the branch's repository.
        owner: String,
        /// Which of the owner's repositories it is: a fork may have the same owner.
        origin: Origin,
        /// The branch.
        branch: BranchName,
        /// What is wanted of it.
        wish: Wish,
        /// What else is wanted if there is none.
        otherwise: Option<Box<EnsureReviewApp>>,
    },
    /// What the input `ref` means.
    Reference {
        /// The input.
        text: String,
        /// The branch or tag whose rule decides for a bare commit, and which has to contain that commit.
        base: Option<GitRef>,
        /// A commit that the token can see if it may read the repository at all.
        known: Option<CommitSha>,
    },
    /// Whether the end that an event reports still holds.
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
    /// Which commit a tag names now: tags can move.
    Tag {
        /// The tag.
        tag: TagName,
        /// What is wanted of it.
        wish: Wish,
    },
}

/// What an event is about, if its payload lacks the pull request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Instead {
    /// The pull request that somebody commented on.
    Of(PullNumber),
    /// The pull request, the branch or the tag that another workflow ran for.
    OfRun(Box<CompletedRun>),
    /// The event's own pull request, if `ref` names it.
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
    /// Whether a pull request comes from this repository's branch of that name.
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
    /// The requested pull request, as it is now.
    PullRequest(Box<PullRequest>, Wish),
    /// The same, instead of what the event is about.
    PullRequestInstead(Box<PullRequest>, Wish, About),
    /// There is no such pull request; what to do instead.
    NoPullRequest(Option<Box<EnsureReviewApp>>),
    /// The commenter may not write to the repository.
    NotAllowed(String),
    /// What happened since an event reported an end.
    Since(Box<Ending>, Since),
    /// The branch or tag that `ref` means.
    Reference(GitRef, CommitSha),
    /// The commit that `ref` means; and, if a branch or tag decides, whether that contains the commit.
    Commit(CommitSha, Option<(GitRef, bool)>),
    /// `ref` names nothing that exists.
    NoReference(String),
    /// The branch or tag that was meant, its commit, and what is wanted of it.
    At(GitRef, CommitSha, Wish),
    /// A tag that is gone.
    NoTag(TagName),
}

/// What an event is about, after the lookup.
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
    /// The commit that the run is for, or none if it is for the head, whatever that is.
    pub(crate) commit: Option<CommitSha>,
    /// Whether that commit must still be the head.
    pub(crate) freshness: Freshness,
    /// Who wants it.
    pub(crate) asked: Asked,
    /// Who lets in a fork's commit, where each commit needs that.
    pub(crate) let_in: LetIn,
}

impl Wish {
    /// An event happened, and this commit has to be deployed.
    pub(super) fn to_update(commit: CommitSha, freshness: Freshness, asked: Asked) -> Self {
        Self { work: Work::Update, commit: Some(commit), freshness, asked, let_in: LetIn::Nobody }
    }
}

/// Who lets a fork's commit in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum LetIn {
    /// Nobody: only a commit that was let in before may be there.
    Nobody,
    /// Nobody, and the event asks for no work anyway.
    NobodyAndIdle(Why),
    /// The `labeled` event, which names the commit.
    Label,
    /// A person with write access who asks for this pull request, and when they asked, if known.
    Person(Option<SystemTime>),
}

/// What can be done for a pull request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    /// Let a review app run its head commit.
    Update,
    /// The same, with a fresh review app.
    Recreate,
    /// Destroy its review app.
    Destroy,
}
