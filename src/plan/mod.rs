//! Deciding: from an event under settings to an intent, and with what was observed to a plan. Pure: no network, no clock, no environment.

mod decide;
mod intent;
mod observed;
mod pulls;
mod secrets;
mod steps;

pub use decide::{
    decide_deploy, decide_destroy, decide_review_app, find_review_app, is_same_branch, review_apps_to_go,
};
pub use intent::{
    Answer, Asked, Deploy, Destroy, EnsureReviewApp, Freshness, Intent, Question, Subject, Undecided, Wish, Work,
    intent, resume,
};
pub use observed::{Head, KnownApp, KnownBuild, KnownReviewApp, ObservedReviewApp, Target};
pub use steps::{AppStep, Plan, ReviewAppStep, TargetPlan};
