//! Which review apps are a branch's or a pull request's.

use super::{KnownReviewApp, Subject};
use crate::names::{BranchName, PullNumber, ReviewAppStatus};

/// The review app of a branch. Heroku allows one a branch and pipeline, so one of another pull request of the same branch
/// is this one's too. The one made for this very pull request comes first.
#[must_use]
pub fn find_review_app<'a>(subject: &Subject, review_apps: &'a [KnownReviewApp]) -> Option<&'a KnownReviewApp> {
    let there = || review_apps.iter().filter(|app| app.status != ReviewAppStatus::Deleted);
    let of_pull_request = there().find(|app| is_of_pull_request(app, subject));
    of_pull_request.or_else(|| there().find(|app| is_of_branch(app, subject)))
}

/// The number alone does not tell: a pipeline may hold the review apps of several repositories, each with its own #1.
fn is_of_pull_request(app: &KnownReviewApp, subject: &Subject) -> bool {
    let number = subject.pull.map(PullNumber::get);
    number.is_some() && app.pull == number && app.branch == subject.branch.as_str()
}

/// Of a branch whose fork is gone, it cannot be told which fork's it was: the repository may have one of the same name.
fn is_of_branch(app: &KnownReviewApp, subject: &Subject) -> bool {
    subject.repository.is_some() && is_same_branch(&subject.branch, subject.fork, &app.branch, app.fork)
}

/// Whether a review app is one of this branch: branches of the same name in different forks are different ones.
#[must_use]
pub fn is_same_branch(branch: &BranchName, fork: Option<u64>, its_branch: &str, its_fork: Option<u64>) -> bool {
    branch.as_str() == its_branch && fork == its_fork
}

/// The review apps that a destruction is about.
pub fn review_apps_to_go<'a>(
    subject: &'a Subject,
    review_apps: &'a [KnownReviewApp],
) -> impl Iterator<Item = &'a KnownReviewApp> {
    review_apps.iter().filter(|app| app.status != ReviewAppStatus::Deleted && is_to_go(app, subject))
}

/// A pull request that closes takes its own review app along, and one that a push made for the branch,
/// but not one that belongs to another pull request of the same branch.
fn is_to_go(app: &KnownReviewApp, subject: &Subject) -> bool {
    match subject.pull {
        Some(_) => is_of_pull_request(app, subject) || (app.pull.is_none() && is_of_branch(app, subject)),
        None => is_of_branch(app, subject),
    }
}
