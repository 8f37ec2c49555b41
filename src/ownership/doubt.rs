//! Messages about a review app that is left alone because nothing shows that it belongs to this repository.

use super::{
    evidence::{BuildSeen, PullSeen},
    subject::{KnownReviewApp, Subject},
    whose::Whose,
};
use crate::names::ReviewAppStatus;

/// Messages about the review apps that a destruction leaves alone although they look like its targets. One that merely
/// has the same number is mentioned only if nothing else was found: two repositories that share a pipeline have many of
/// those.
pub(crate) fn left_alone(subject: &Subject, review_apps: &[KnownReviewApp], found_none: bool) -> Vec<String> {
    let in_words = |app| match subject.owns(app) {
        Whose::InDoubt => Some(left_in_doubt(app)),
        Whose::Others if found_none && is_namesake(app, subject) => {
            Some(format!("{} stays: it was made for another branch, or another repository", named(app)))
        }
        _ => None,
    };
    review_apps.iter().filter_map(in_words).collect()
}

/// The message about a review app that stays because its owner is in doubt.
pub(crate) fn left_in_doubt(app: &KnownReviewApp) -> String {
    format!("{} stays: {}. {WHAT_TO_DO}", named(app), why_in_doubt(app))
}

const WHAT_TO_DO: &str =
    "If it is yours, destroy it in Heroku's dashboard; if not, give each repository a pipeline of its own";

fn is_namesake(app: &KnownReviewApp, subject: &Subject) -> bool {
    subject.has_number_of(app) && app.status != ReviewAppStatus::Deleted
}

/// A review app's name in messages.
pub(crate) fn named(app: &KnownReviewApp) -> String {
    let name =
        app.evidence.name.as_deref().map_or_else(|| format!("review app {}", app.id), |name| format!("`{name}`"));
    let fork = if app.fork.is_some() { " of a fork" } else { "" };
    match app.pull {
        Some(number) => format!("{name} (pull request #{number}, branch `{}`{fork})", app.branch),
        None => format!("{name} (branch `{}`{fork})", app.branch),
    }
}

/// Why Branchline cannot tell that a review app belongs to this repository, as words that follow a colon.
pub(crate) fn why_in_doubt(app: &KnownReviewApp) -> String {
    let number = app.pull.unwrap_or_default();
    match (&app.evidence.build, app.evidence.pull) {
        (_, PullSeen::OfNamesake) => format!("here, #{number} is a pull request of another fork's branch of that name"),
        (BuildSeen::Unknown(commit), _) => {
            format!(
                "it seems to be another repository's, since this one does not know commit {commit} of its latest build"
            )
        }
        (BuildSeen::NoBuild, _) => {
            "it may be another repository's, and has no build yet whose commit could tell".to_owned()
        }
        (BuildSeen::Untold | BuildSeen::Known, _) => {
            "it may be another repository's, and its latest build names no commit that could tell".to_owned()
        }
    }
}
