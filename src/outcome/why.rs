use crate::{
    event::Ignored,
    names::{AppName, BranchName, CommitSha, GitRef, PipelineRef, PullNumber, RepoSlug, TagName},
};

/// Why nothing is done, or why what was begun is not wanted any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// Every review app of the pipeline is needed, or another repository's.
    NothingToSweep {
        /// The pipeline.
        pipeline: PipelineRef,
        /// How many review apps it holds.
        seen: usize,
        /// Review apps that stay though nothing needs them; one line each.
        left: Vec<String>,
    },
    /// The app that was to be set up is there.
    AppIsThere {
        /// The app.
        app: AppName,
        /// The pipeline, and the stage in it, that it has not joined.
        outside: Option<(PipelineRef, String)>,
    },
    /// This rule names no app that could be set up.
    NoAppToSetUp(String),
    /// Rules of branches and tags alone name apps to set up.
    PullSetsUpNothing(PullNumber),
    /// The pull request comes from a fork, whose code gets a review app or nothing.
    ForkNotTested(PullNumber),
    /// The tests of the commit have passed before.
    AlreadyTested(CommitSha),
    /// Nobody deployed to a review app for long, but now somebody does.
    BuiltMeanwhile,
    /// The event deploys nothing.
    Ignored(Ignored),
    /// An event of this name is about a pull request, and does not tell enough of it to act on what the inputs name.
    PullUntold(String),
    /// A command in a comment is about review apps, and `command` is something else.
    NotByComment,
    /// The branch is a merge queue's.
    OfMergeQueue,
    /// Only branches have review apps, and this is a tag.
    TagToDestroy(GitRef),
    /// A branch was deleted whose rule gives it no review app.
    DeletedWithoutReviewApp(BranchName),
    /// No rule matches.
    NoRule {
        /// The branch or tag as rules write it.
        reference: String,
        /// The rule that was probably meant.
        hint: Option<String>,
    },
    /// This rule says `none`.
    RuleSaysNone(String),
    /// This rule gives a tag a review app.
    ReviewAppOfTag(String),
    /// This rule names an app, so a pull request has no review app.
    RuleNamesApp {
        /// The rule.
        rule: String,
        /// Whether the pull request comes from a fork.
        is_from_fork: bool,
    },
    /// The branch whose deletion an event tells of is there again.
    BranchIsBack(BranchName),
    /// The pull request whose end an event tells of is open again.
    OpenAgain(PullNumber),
    /// The pull request that was to lose its review app is to have one again.
    WantedAgain(PullNumber),
    /// This open pull request of the same branch needs the review app.
    SiblingIsOpen(PullNumber),
    /// No open pull request of the branch carries this label.
    NoPullWithLabel(String),
    /// The branch has no open pull request.
    NoOpenPull,
    /// Somebody who may not write asked for it.
    NotAllowed {
        /// Who.
        login: String,
        /// The repository.
        repository: RepoSlug,
    },
    /// The tag was deleted.
    TagGone(TagName),
    /// The event does not say at which commit a branch or tag is.
    UnknownCommit(GitRef),
    /// The event of the label, which lets a fork's commit in, comes next.
    LabelComesNext {
        /// The label.
        label: String,
        /// The pull request.
        pull: PullNumber,
    },
    /// The pull request is closed.
    PullClosed {
        /// Which one.
        pull: PullNumber,
        /// Whether `command: deploy` was given, which destroys nothing.
        is_deploy: bool,
    },
    /// The fork that a pull request came from was deleted.
    ForkGone(PullNumber),
    /// The fork that a workflow run was for was deleted.
    ForkOfRunGone,
    /// `forks` is `skip`.
    ForkSkipped(PullNumber),
    /// `forks` is `labeled`, and the label is off.
    ForkUnlabeled(PullNumber),
    /// `drafts` is `skip`.
    Draft(PullNumber),
    /// The pull request does not carry the label that it needs.
    Unlabeled {
        /// Which one.
        pull: PullNumber,
        /// The label.
        label: String,
    },
    /// The pull request has a newer head.
    PullMoved {
        /// Which one.
        pull: PullNumber,
        /// The newer head.
        head: CommitSha,
    },
    /// No `pipeline` is given.
    NoPipeline,
    /// The workflow run before this one did not succeed.
    RunEndedAs(String),
    /// The workflow run before this one was for an event that says nothing of a commit.
    RunFor(String),
    /// `command: deploy` on the event of a deletion.
    NothingToDeploy(GitRef),
    /// The comment says `/destroy`, and `command` is `deploy`.
    CommentDestroys,
    /// The comment asks for a deploy, and `command` is `destroy`.
    CommentDeploys,
    /// A draft keeps its review app.
    DraftKeeps,
    /// A label came off that does not decide.
    LabelOff {
        /// The label, where GitHub names it.
        label: Option<String>,
        /// The label that decides, if one does.
        gate: Option<String>,
    },
    /// GitHub gives no secrets to a fork's pull request.
    NoSecretsForFork,
    /// GitHub gives no secrets to Dependabot's runs.
    NoSecretsForDependabot,
    /// The branch has a newer head.
    BranchMoved(CommitSha),
    /// The branch was deleted, or its pull request closed.
    Over(Over),
    /// The repository that the branch was in was deleted.
    RepositoryGone,
    /// There is no review app to destroy.
    NoReviewApp {
        /// The branch.
        branch: BranchName,
        /// Its pull request, if it is about one.
        pull: Option<PullNumber>,
        /// Review apps that stay though they look as if they were meant; one line each.
        left: Vec<String>,
    },
    /// The review app is being made of a commit that was let in, and nothing lets this one in.
    BeingMade {
        /// The pull request.
        pull: PullNumber,
        /// The label that lets commits in.
        label: String,
    },
    /// The app runs the commit already.
    AlreadyLive {
        /// The app, if its name is known.
        app: Option<String>,
        /// The commit.
        commit: Option<CommitSha>,
        /// The version of the release that runs.
        release: u64,
    },
    /// It was over before the work was, so that no review app is left.
    NothingLeft(Over),
    /// It was over before the work was, but another open pull request of the branch keeps the review app.
    KeptForSibling {
        /// What is over.
        over: Over,
        /// The other pull request.
        sibling: PullNumber,
    },
    /// A check of the commit is not green.
    RedCheck {
        /// What is not green, such as "the check `lint`".
        what: String,
        /// The commit.
        commit: CommitSha,
        /// GitHub's word for how it is.
        word: String,
    },
    /// Nobody let in the fork's commit.
    NotLetIn {
        /// The pull request.
        pull: PullNumber,
        /// The label that lets commits in.
        label: String,
        /// What became of the label.
        removal: Removal,
    },
}

/// What is over, so that nothing of it is to be deployed any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Over {
    /// The branch was deleted.
    Branch(BranchName),
    /// The pull request was closed.
    Pull(PullNumber),
}

/// What became of a label that was to come off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Removal {
    /// It is off.
    Done,
    /// GitHub refused.
    Refused,
    /// This is a dry run.
    Planned,
}
