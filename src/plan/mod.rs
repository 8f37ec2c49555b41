//! Deciding: from an event under settings to an intent, and with what was observed to a plan. Pure: no network, no clock, no environment.

mod decide;
mod intent;
mod matching;
mod observed;
mod steps;

#[cfg(test)]
mod tests;

pub use decide::{decide_deploy, decide_destroy, decide_review_app};
pub use intent::{
    Answer, Asked, Deploy, Destroy, EnsureReviewApp, Freshness, Intent, Question, Subject, Superseding, Undecided,
    Wish, Work, intent, resume,
};
pub use matching::{find_review_app, is_same_branch, review_apps_to_go};
pub use observed::{Head, KnownApp, KnownBuild, KnownReviewApp, ObservedReviewApp, Target};
pub use steps::{AppStep, Plan, ReviewAppStep, TargetPlan};
