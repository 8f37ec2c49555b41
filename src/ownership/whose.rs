//! Decides who owns a review app. Planning and doing both ask here, and nowhere else.
//!
//! A pipeline may hold the review apps of several repositories, each with its own #7 and its own `feature/x`, and a
//! review app does not name its repository. Number, branch and fork together settle it. Where they do not, the commit
//! of the latest build does, if this repository has it. A review app in doubt is neither built on nor destroyed.

use super::{
    evidence::{BuildSeen, PullSeen},
    subject::{KnownReviewApp, Subject},
};
use crate::names::{PullNumber, ReviewAppStatus};

/// Who owns a review app, as seen from a pull request or branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Whose {
    /// It was made for this pull request.
    Own,
    /// It was made for this branch, and for no pull request.
    OfBranch,
    /// It was made for another pull request of this branch.
    OfSibling {
        /// Whether that pull request is known to be closed.
        over: bool,
    },
    /// It may be this repository's, but nothing proves it.
    InDoubt,
    /// It belongs to another pull request, branch or repository.
    Others,
}

impl Whose {
    /// Whether this pull request or branch may be built on it.
    pub(crate) fn is_ours(self) -> bool {
        matches!(self, Self::Own | Self::OfBranch | Self::OfSibling { .. })
    }
}

/// What settles who owns a review app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Claim {
    /// Its record: it belongs to the subject.
    Settled,
    /// The commit of its latest build. With `also_unbuilt`, it belongs to the subject before it has a build, too.
    ByCommit { also_unbuilt: bool },
    /// The pull request with its number; if that is of another branch or not visible, the commit.
    ByNumber(PullNumber),
    /// Its record: it belongs to somebody else.
    Lost,
}

/// How the fork that a review app names compares with the subject's.
enum Fork {
    Same,
    /// The subject's branch is in a fork, and Heroku names no fork.
    LeftOut,
    /// The subject's fork was deleted, so its id is unknown.
    Gone {
        named: bool,
    },
    Another,
}

impl Subject {
    /// Who owns a review app, as far as the evidence tells.
    pub(crate) fn owns(&self, app: &KnownReviewApp) -> Whose {
        let by_commit = |whose, also_unbuilt| match app.evidence.build {
            BuildSeen::Known => whose,
            BuildSeen::NoBuild if also_unbuilt => whose,
            _ => Whose::InDoubt,
        };
        match self.claim(app) {
            Claim::Settled => Whose::Own,
            Claim::ByCommit { also_unbuilt } if app.pull.is_none() => by_commit(Whose::OfBranch, also_unbuilt),
            Claim::ByCommit { also_unbuilt } => by_commit(Whose::Own, also_unbuilt),
            Claim::ByNumber(_) => match app.evidence.pull {
                PullSeen::OfBranch { open } => Whose::OfSibling { over: !open },
                PullSeen::OfNamesake => Whose::InDoubt,
                PullSeen::OfOtherBranch | PullSeen::Unseen => by_commit(Whose::OfSibling { over: false }, false),
            },
            Claim::Lost => Whose::Others,
        }
    }

    /// The number of the pull request that decides who owns a review app, if one does.
    pub(crate) fn number_to_look_at(&self, app: &KnownReviewApp) -> Option<PullNumber> {
        match self.claim(app) {
            Claim::ByNumber(number) => Some(number),
            _ => None,
        }
    }

    /// Whether the decision needs the commit of its latest build, given the evidence so far.
    pub(crate) fn has_to_know_commit(&self, app: &KnownReviewApp) -> bool {
        match self.claim(app) {
            Claim::ByCommit { .. } => true,
            Claim::ByNumber(_) => matches!(app.evidence.pull, PullSeen::OfOtherBranch | PullSeen::Unseen),
            Claim::Settled | Claim::Lost => false,
        }
    }

    /// Whether a review app has this pull request's number.
    pub(crate) fn has_number_of(&self, app: &KnownReviewApp) -> bool {
        self.pull.is_some_and(|number| app.pull == Some(number.get()))
    }

    fn claim(&self, app: &KnownReviewApp) -> Claim {
        if app.status == ReviewAppStatus::Deleted || app.branch != self.branch.as_str() {
            return Claim::Lost;
        }
        match (app.pull, self.fork_of(app)) {
            (Some(_), Fork::Same) if self.has_number_of(app) => Claim::Settled,
            // Anybody can create a fork with a branch of that name, and close a pull request.
            (Some(_), Fork::LeftOut | Fork::Gone { named: false }) if self.has_number_of(app) => {
                Claim::ByCommit { also_unbuilt: false }
            }
            (Some(_), Fork::Gone { named: true }) if self.has_number_of(app) => Claim::ByCommit { also_unbuilt: true },
            (Some(number), Fork::Same) => PullNumber::new(number).map_or(Claim::Lost, Claim::ByNumber),
            (None, Fork::Same) => Claim::ByCommit { also_unbuilt: true },
            _ => Claim::Lost,
        }
    }

    fn fork_of(&self, app: &KnownReviewApp) -> Fork {
        match (&self.repository, self.fork, app.fork) {
            (None, _, its) => Fork::Gone { named: its.is_some() },
            (Some(_), own, its) if own == its => Fork::Same,
            (Some(_), Some(_), None) => Fork::LeftOut,
            _ => Fork::Another,
        }
    }
}

/// The branch's review app. Heroku allows one per branch and pipeline, so one of another pull request of the same
/// branch counts. One made for this pull request comes first.
pub(crate) fn find_review_app<'a>(subject: &Subject, review_apps: &'a [KnownReviewApp]) -> Option<&'a KnownReviewApp> {
    let ours = review_apps.iter().filter(|app| subject.owns(app).is_ours());
    ours.min_by_key(|app| subject.owns(app))
}

/// The review apps that a destruction is to destroy.
pub(crate) fn review_apps_to_go<'a>(
    subject: &'a Subject,
    review_apps: &'a [KnownReviewApp],
) -> impl Iterator<Item = &'a KnownReviewApp> {
    review_apps.iter().filter(|app| is_to_go(app, subject))
}

/// A pull request that closes takes along its own review app, one that a push made for the branch, and one that a
/// closed pull request of the branch left behind, but not one of another open pull request. A branch that is deleted
/// takes along all of its review apps.
fn is_to_go(app: &KnownReviewApp, subject: &Subject) -> bool {
    match subject.owns(app) {
        Whose::Own | Whose::OfBranch | Whose::OfSibling { over: true } => true,
        Whose::OfSibling { over: false } => subject.pull.is_none(),
        Whose::InDoubt | Whose::Others => false,
    }
}
