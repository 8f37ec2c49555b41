//! Whose a review app is, with every combination of number, branch and fork.

use super::review_apps::{known, subject};
use crate::{
    aim::tests::facts::number,
    names::ReviewAppStatus::{Created, Creating, Deleted, Errored},
    ownership::{
        evidence::{BuildSeen, Evidence, PullSeen},
        subject::{KnownReviewApp, Subject},
        whose::{Whose, find_review_app, review_apps_to_go},
    },
};

const OF_BRANCH: PullSeen = PullSeen::OfBranch { open: true };

fn unknown() -> BuildSeen {
    BuildSeen::Unknown("2222222".to_owned())
}

/// A review app that was made for this pull request or fork, with the evidence about it.
fn app(pull: Option<u64>, fork: Option<u64>, seen: PullSeen, build: BuildSeen) -> KnownReviewApp {
    let evidence = Evidence { pull: seen, build, name: None };
    KnownReviewApp { evidence, ..known("r1", Created, pull, fork) }
}

fn lost() -> Subject {
    Subject { repository: None, ..subject(Some(7), None) }
}

#[test]
fn number_branch_and_fork_settle_it_and_else_the_commit_does() {
    use BuildSeen::{Known, NoBuild, Untold};
    use PullSeen::{OfNamesake, OfOtherBranch, Unseen};
    use Whose::{InDoubt, OfSibling, Others, Own};
    let (ours, fork, branch) = (subject(Some(7), None), subject(Some(7), Some(99)), subject(None, None));
    let sibling = |over| OfSibling { over };
    let rows = [
        // Its number, branch and fork.
        (&ours, app(Some(7), None, Unseen, Untold), Own),
        (&ours, app(Some(7), None, Unseen, unknown()), Own),
        (&fork, app(Some(7), Some(99), Unseen, NoBuild), Own),
        // Another fork's branch of that name.
        (&ours, app(Some(7), Some(99), Unseen, Known), Others),
        (&ours, app(None, Some(99), Unseen, Known), Others),
        (&fork, app(Some(7), Some(98), Unseen, Known), Others),
        (&fork, app(None, None, Unseen, Known), Others),
        (&fork, app(Some(8), None, OF_BRANCH, Known), Others),
        (&branch, app(Some(7), Some(99), OF_BRANCH, Known), Others),
        // No number.
        (&ours, app(None, None, Unseen, Known), Whose::OfBranch),
        (&ours, app(None, None, Unseen, NoBuild), Whose::OfBranch),
        (&ours, app(None, None, Unseen, unknown()), InDoubt),
        (&ours, app(None, None, Unseen, Untold), InDoubt),
        (&branch, app(None, None, Unseen, Known), Whose::OfBranch),
        (&branch, app(None, None, Unseen, unknown()), InDoubt),
        (&fork, app(None, Some(99), Unseen, Known), Whose::OfBranch),
        (&fork, app(None, Some(99), Unseen, unknown()), InDoubt),
        // Another number of the same branch.
        (&ours, app(Some(8), None, OF_BRANCH, Untold), sibling(false)),
        (&ours, app(Some(8), None, PullSeen::OfBranch { open: false }, Untold), sibling(true)),
        (&branch, app(Some(8), None, OF_BRANCH, Untold), sibling(false)),
        (&ours, app(Some(8), None, OfNamesake, Known), InDoubt),
        (&ours, app(Some(8), None, OfOtherBranch, Known), sibling(false)),
        (&ours, app(Some(8), None, OfOtherBranch, unknown()), InDoubt),
        (&ours, app(Some(8), None, Unseen, Known), sibling(false)),
        (&ours, app(Some(8), None, Unseen, NoBuild), InDoubt),
        (&branch, app(Some(8), None, Unseen, unknown()), InDoubt),
        // Heroku leaves the fork out.
        (&fork, app(Some(7), None, Unseen, Known), Own),
        (&fork, app(Some(7), None, Unseen, unknown()), InDoubt),
        (&fork, app(Some(7), None, Unseen, NoBuild), InDoubt),
        (&branch, app(Some(9), None, OfNamesake, Known), InDoubt),
        // The fork is gone.
        (&lost(), app(Some(7), Some(99), Unseen, Known), Own),
        (&lost(), app(Some(7), Some(99), Unseen, NoBuild), Own),
        (&lost(), app(Some(7), Some(99), Unseen, unknown()), InDoubt),
        (&lost(), app(Some(7), None, Unseen, Known), Own),
        (&lost(), app(Some(7), None, Unseen, unknown()), InDoubt),
        (&lost(), app(Some(7), None, Unseen, NoBuild), InDoubt),
        (&lost(), app(None, None, Unseen, Known), Others),
        (&lost(), app(Some(8), Some(99), OF_BRANCH, Known), Others),
    ];
    for (subject, app, expected) in rows {
        assert_eq!(subject.owns(&app), expected, "{subject:?}\n{app:?}");
    }
}

#[test]
fn another_branch_and_what_is_deleted_are_nobodys() {
    let elsewhere =
        KnownReviewApp { branch: "other".to_owned(), ..app(Some(7), None, PullSeen::Unseen, BuildSeen::Known) };
    let gone = KnownReviewApp { status: Deleted, ..app(Some(7), None, PullSeen::Unseen, BuildSeen::Known) };
    for app in [elsewhere, gone] {
        assert_eq!(subject(Some(7), None).owns(&app), Whose::Others, "{app:?}");
        assert_eq!(subject(None, None).owns(&app), Whose::Others, "{app:?}");
    }
}

#[test]
fn only_what_is_needed_to_tell_is_looked_at() {
    let look = |subject: &Subject, app: &KnownReviewApp| {
        (subject.number_to_look_at(app).map(crate::names::PullNumber::get), subject.has_to_know_commit(app))
    };
    let bare = |pull, fork| app(pull, fork, PullSeen::Unseen, BuildSeen::Untold);
    let ours = subject(Some(7), None);
    assert_eq!(look(&ours, &bare(Some(7), None)), (None, false));
    assert_eq!(look(&ours, &bare(Some(7), Some(99))), (None, false));
    assert_eq!(look(&ours, &bare(None, None)), (None, true));
    assert_eq!(look(&ours, &bare(Some(8), None)), (Some(8), true));
    assert_eq!(look(&ours, &app(Some(8), None, OF_BRANCH, BuildSeen::Untold)), (Some(8), false));
    assert_eq!(look(&ours, &app(Some(8), None, PullSeen::OfNamesake, BuildSeen::Untold)), (Some(8), false));
}

/// A branch in a repository or in a fork of it. The fork's id is known unless the fork is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Made {
    pull: Option<u64>,
    branch: &'static str,
    fork: Option<u64>,
}

const PULLS: [Option<u64>; 4] = [None, Some(7), Some(8), Some(9)];
const BRANCHES: [&str; 2] = ["feature", "main"];
const FORKS: [Option<u64>; 3] = [None, Some(98), Some(99)];

fn all() -> Vec<Made> {
    let mut all = Vec::new();
    for pull in PULLS {
        for branch in BRANCHES {
            all.extend(FORKS.map(|fork| Made { pull, branch, fork }));
        }
    }
    all
}

impl Made {
    fn review_app(self, evidence: Evidence) -> KnownReviewApp {
        let known = known("r1", Creating, self.pull, self.fork);
        KnownReviewApp { branch: self.branch.to_owned(), evidence, ..known }
    }

    fn subject(self, is_gone: bool) -> Subject {
        let repository = (!is_gone).then(|| "acme/web".parse().unwrap());
        let fork = self.fork.filter(|_| !is_gone);
        Subject { branch: self.branch.parse().unwrap(), pull: self.pull.map(number), fork, repository }
    }

    /// What GitHub says about the pull request with a number, if `self` is that pull request.
    fn seen(self, number: Option<u64>, of: &Subject) -> PullSeen {
        match self {
            Made { pull, .. } if pull != number => PullSeen::Unseen,
            Made { branch, .. } if branch != of.branch.as_str() => PullSeen::OfOtherBranch,
            Made { fork, .. } if fork == of.fork => OF_BRANCH,
            _ => PullSeen::OfNamesake,
        }
    }
}

/// Another repository's review app, with commits unknown to this one, against each pull request and branch of this one.
#[test]
fn no_run_of_one_repository_writes_to_the_review_app_of_another() {
    let mut pairs = 0;
    for theirs in all() {
        for ours in all() {
            for (is_gone, others) in
                [(false, None), (true, None)].into_iter().chain(all().into_iter().map(|it| (false, Some(it))))
            {
                // A push is never to a fork, and only a pull request outlives one.
                if (ours.pull.is_none() && ours.fork.is_some()) || (is_gone && ours.fork.or(ours.pull).is_none()) {
                    continue;
                }
                let subject = ours.subject(is_gone && ours.pull.is_some());
                let seen = others.map_or(PullSeen::Unseen, |other: Made| other.seen(theirs.pull, &subject));
                for build in [unknown(), BuildSeen::Untold, BuildSeen::NoBuild] {
                    let is_unbuilt = build == BuildSeen::NoBuild;
                    let app = theirs.review_app(Evidence { pull: seen, build, name: None });
                    let is_same = |one: Made| one == theirs && one.pull.is_some();
                    // Everything known about them is the same, or nothing is built yet.
                    let is_alike = is_same(ours) && !is_gone
                        || others.is_some_and(is_same) && subject.branch.as_str() == theirs.branch
                        || is_unbuilt
                            && theirs.branch == ours.branch
                            && theirs.fork == subject.fork
                            && theirs.pull.is_none()
                        || is_unbuilt && is_gone && theirs.pull == ours.pull && theirs.fork.is_some();
                    if is_alike {
                        continue;
                    }
                    pairs += 1;
                    let listed = [app.clone()];
                    assert!(!subject.owns(&app).is_ours(), "{subject:?}\n{app:?}");
                    assert_eq!(find_review_app(&subject, &listed), None, "{subject:?}\n{app:?}");
                    assert_eq!(review_apps_to_go(&subject, &listed).count(), 0, "{subject:?}\n{app:?}");
                }
            }
        }
    }
    assert!(pairs > 10_000, "{pairs} pairs");
}

/// The positive control: a function that refuses everything would pass the test above.
#[test]
fn each_pull_request_and_branch_has_its_own_review_app() {
    for made in all().into_iter().filter(|made| made.pull.is_some() || made.fork.is_none()) {
        for status in [Creating, Created, Errored] {
            for build in [BuildSeen::Known, BuildSeen::NoBuild] {
                let app = made.review_app(Evidence { build: build.clone(), ..Evidence::default() });
                let listed = [KnownReviewApp { status: status.clone(), ..app }];
                let subjects = [made.subject(false), made.subject(made.fork.is_some())];
                for subject in subjects {
                    assert!(find_review_app(&subject, &listed).is_some(), "{subject:?}\n{listed:?}");
                    assert_eq!(review_apps_to_go(&subject, &listed).count(), 1, "{subject:?}\n{listed:?}");
                }
            }
        }
    }
}
