//! Deciding: from an event under settings to an intent, and with what was observed to a plan. Pure: no network, no clock, no environment.

mod decide;
mod doubt;
mod intent;
mod let_in;
mod matching;
mod observed;
mod running;
mod steps;

#[cfg(test)]
mod tests;

pub use decide::{decide_deploy, decide_destroy, decide_review_app};
pub use doubt::{named, why_in_doubt};
pub use intent::{
    About, Answer, Asked, Because, Deploy, Destroy, Ending, EnsureReviewApp, Freshness, Gate, Instead, Intent, LetIn,
    Origin, Question, Since, Subject, Superseding, Undecided, Wish, Work, intent, is_hash, resume,
    would_have_review_app,
};
pub use matching::{BuildSeen, Evidence, PullSeen, Whose, find_review_app, review_apps_to_go};
pub use observed::{Head, KnownApp, KnownBuild, KnownReviewApp, ObservedReviewApp, Target};
pub use running::{KnownRelease, Releases, Running, build_of, current_release, pending_releases};
pub use steps::{AppStep, Plan, ReviewAppStep, TargetPlan};
