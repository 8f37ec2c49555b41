use crate::{
    event::Runner,
    inputs::{Complaint, Complaints, Update, spec::Input},
    names::{AppName, BranchName, CommitSha, GitRef, PipelineRef, PullNumber, RepoSlug},
};

use super::Question;

/// What a run is to achieve, or why it is to do nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Intent {
    /// Nothing is to be done; why, in one line.
    Skip(String),
    /// A stranger pushed: the label that let the last commit in comes off, and a person decides anew.
    TakeLabelOff {
        /// The pull request.
        pull: PullNumber,
        /// The label.
        label: String,
    },
    /// More has to be known first.
    Ask(Question),
    /// Apps are to run a commit.
    Deploy(Deploy),
    /// A branch is to have a review app that runs a commit.
    ReviewApp(EnsureReviewApp),
    /// A branch is to have no review app.
    Destroy(Destroy),
}

/// Who wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Something happened. A commit that runs already need not be built again.
    ByEvent,
    /// A person asked, or the clock, or another system in their stead: they want to see a build.
    ByHand,
}

/// Whether the commit must be the head of its branch still.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// A run that comes late would overwrite a newer deploy.
    MustBeHead,
    /// A person chose it.
    AsAsked,
}

/// Apps are to run a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deploy {
    /// Branch or tag.
    pub reference: GitRef,
    /// The commit.
    pub commit: CommitSha,
    /// The apps, at least one.
    pub apps: Vec<AppName>,
    /// The rule that says so.
    pub rule: String,
    /// Whether the commit must be the head still.
    pub freshness: Freshness,
    /// Which pending builds of other commits are cancelled.
    pub superseding: Superseding,
    /// Who wants it.
    pub asked: Asked,
}

/// Which pending builds of other commits a build makes needless.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Superseding {
    /// None: it is switched off, or the commit need not be the newest.
    None,
    /// Those that say that they are of the same ref; and on these apps, to which no other rule leads, all.
    SameRef {
        /// The apps.
        only_ours: Vec<AppName>,
    },
}

/// A branch is to have a review app that runs a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnsureReviewApp {
    /// Whose review app it is.
    pub subject: Subject,
    /// The commit.
    pub commit: CommitSha,
    /// The pipeline that holds the review apps.
    pub pipeline: PipelineRef,
    /// Built on what is there, or destroyed first.
    pub update: Update,
    /// The rule that says so.
    pub rule: String,
    /// Whether pending builds of other commits are cancelled.
    pub cancel_superseded: bool,
    /// Who wants it.
    pub asked: Asked,
    /// Whether the commit must be the head still.
    pub freshness: Freshness,
    /// What each commit of a fork has to pass by itself.
    pub gate: Option<Gate>,
}

impl EnsureReviewApp {
    /// Whether this run lets the commit in, where it has to be.
    #[must_use]
    pub fn is_let_in(&self) -> bool {
        self.gate.as_ref().is_none_or(|gate| gate.is_open)
    }
}

/// The label that lets one commit of a fork in, and no later one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// The label as the pull request carries it.
    pub label: String,
    /// Whether this run lets the commit in. If not, an earlier one may have, which shows in what there is of it.
    pub is_open: bool,
    /// Why nothing is done even of what was let in before, in one line.
    pub otherwise: Option<String>,
}

/// Whose review app it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The branch.
    pub branch: BranchName,
    /// The pull request, if it is for one.
    pub pull: Option<PullNumber>,
    /// GitHub's id of the fork that has the branch, if one has.
    pub fork: Option<u64>,
    /// The repository that has the branch; none if it was deleted since.
    pub repository: Option<RepoSlug>,
}

impl Subject {
    /// A branch of the repository itself, whatever its pull requests.
    pub(super) fn of_branch(branch: BranchName, runner: &Runner) -> Self {
        Self { branch, pull: None, fork: None, repository: Some(runner.repository.clone()) }
    }
}

/// A branch is to have no review app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destroy {
    /// Whose review app it was.
    pub subject: Subject,
    /// The head commit of its pull request, if it is for one: its deployments at GitHub tell where it was.
    pub head: Option<CommitSha>,
    /// The pipeline that holds the review apps.
    pub pipeline: PipelineRef,
    /// What could not be found out, though it stops nothing.
    pub doubt: Option<String>,
}

/// No intent can be made of it: the workflow's configuration is wrong for this event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecided(pub Complaints);

impl Undecided {
    pub(super) fn of(input: &Input, text: impl Into<String>) -> Self {
        Self(vec![Complaint::new(input, text)].into())
    }

    /// Both, in this order.
    pub(super) fn and(self, more: Option<&Self>) -> Self {
        let more = more.into_iter().flat_map(|more| more.0.iter());
        Self(self.0.iter().chain(more).cloned().collect::<Vec<_>>().into())
    }
}
