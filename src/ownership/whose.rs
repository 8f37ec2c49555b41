//! Whose review app a review app is. It is told here alone, for what is planned and for what is done.
//!
//! A pipeline may hold the review apps of several repositories, each with its own #7 and its own `feature/x`, and a review
//! app does not say which repository it was made for. Number, branch and fork together settle it; where they do not, the
//! commit of its latest build does, if this repository knows it. In doubt it is nobody's to build on, or to destroy.

use super::{
    evidence::{BuildSeen, PullSeen},
    subject::{KnownReviewApp, Subject},
};
use crate::names::{PullNumber, ReviewAppStatus};

/// Whose a review app is, seen from a pull request or branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Whose {
    /// It was made for this very pull request.
    Own,
    /// It was made for this branch, and for no pull request.
    OfBranch,
    /// It was made for another pull request of this branch.
    OfSibling {
        /// Whether that pull request is known to be closed.
        over: bool,
    },
    /// It might be, but it cannot be told that it is this repository's.
    InDoubt,
    /// Another one's.
    Others,
}

impl Whose {
    /// Whether it may be built on for this pull request or branch.
    pub(crate) fn is_ours(self) -> bool {
        matches!(self, Self::Own | Self::OfBranch | Self::OfSibling { .. })
    }
}

/// What settles whose a review app is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Claim {
    /// Its record does: it is the subject's.
    Settled,
    /// The commit of its latest build does. Some count as the subject's before they have one.
    ByCommit { also_unbuilt: bool },
    /// First the pull request that has its number; and only if that is not of this branch, the commit.
    ByNumber(PullNumber),
    /// Its record does: it is another one's.
    Lost,
}

/// How the fork that a review app names fits the subject's.
enum Fork {
    Same,
    /// The subject is of a fork, and Heroku names none.
    LeftOut,
    /// The subject's fork is gone, so that nobody knows which it was.
    Gone {
        named: bool,
    },
    Another,
}

impl Subject {
    /// Whose a review app is, as far as is known of it.
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

    /// The pull request that has to be looked at to tell whose a review app is.
    pub(crate) fn number_to_look_at(&self, app: &KnownReviewApp) -> Option<PullNumber> {
        match self.claim(app) {
            Claim::ByNumber(number) => Some(number),
            _ => None,
        }
    }

    /// Whether the commit of its latest build has to be looked at, given what is known by now.
    pub(crate) fn has_to_know_commit(&self, app: &KnownReviewApp) -> bool {
        match self.claim(app) {
            Claim::ByCommit { .. } => true,
            Claim::ByNumber(_) => matches!(app.evidence.pull, PullSeen::OfOtherBranch | PullSeen::Unseen),
            Claim::Settled | Claim::Lost => false,
        }
    }

    /// Whether a review app carries the number of this pull request.
    pub(crate) fn has_number_of(&self, app: &KnownReviewApp) -> bool {
        self.pull.is_some_and(|number| app.pull == Some(number.get()))
    }

    fn claim(&self, app: &KnownReviewApp) -> Claim {
        if app.status == ReviewAppStatus::Deleted || app.branch != self.branch.as_str() {
            return Claim::Lost;
        }
        match (app.pull, self.fork_of(app)) {
            (Some(_), Fork::Same) if self.has_number_of(app) => Claim::Settled,
            // Anybody can have a fork with a branch of that name, and close a pull request.
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

/// The review app of a branch. Heroku allows one a branch and pipeline, so one of another pull request of the same branch
/// is this one's too. The one made for this very pull request comes first.
pub(crate) fn find_review_app<'a>(subject: &Subject, review_apps: &'a [KnownReviewApp]) -> Option<&'a KnownReviewApp> {
    let ours = review_apps.iter().filter(|app| subject.owns(app).is_ours());
    ours.min_by_key(|app| subject.owns(app))
}

/// The review apps that a destruction is about.
pub(crate) fn review_apps_to_go<'a>(
    subject: &'a Subject,
    review_apps: &'a [KnownReviewApp],
) -> impl Iterator<Item = &'a KnownReviewApp> {
    review_apps.iter().filter(|app| is_to_go(app, subject))
}

/// A pull request that closes takes its own review app along, and one that a push made for the branch, or that an earlier
/// pull request of the branch has left; but not one that belongs to another pull request.
fn is_to_go(app: &KnownReviewApp, subject: &Subject) -> bool {
    match subject.owns(app) {
        Whose::Own | Whose::OfBranch | Whose::OfSibling { over: true } => true,
        Whose::OfSibling { over: false } => subject.pull.is_none(),
        Whose::InDoubt | Whose::Others => false,
    }
}
