//! What was being done, as the beginning of a sentence that goes on with "failed".

use std::fmt;

use crate::outcome::{Beside, Doing};

impl fmt::Display for Doing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FindingPullRequest(branch) => write!(formatter, "looking for the pull request of `{branch}`"),
            Self::ReadingPullRequest(number) => write!(formatter, "looking at pull request #{number}"),
            Self::CheckingPermission(person) => write!(formatter, "looking whether @{person} may write"),
            Self::ReadingHead(reference) => write!(formatter, "looking where `{}` stands", reference.short()),
            Self::ComparingCommits { base, commit } => {
                write!(formatter, "looking whether `{}` has commit {}", base.short(), commit.short())
            }
            Self::FindingBranch(name) => write!(formatter, "looking for `{name}`"),
            Self::FindingTag(name) => write!(formatter, "looking for the tag `{name}`"),
            Self::ResolvingReference(text) => write!(formatter, "looking for a branch, tag or commit `{text}`"),
            Self::FindingBuiltCommit { commit, review_app } => write!(
                formatter,
                "looking for commit {} of the latest build of review app {review_app}",
                commit.short()
            ),
            Self::ReadingChecks(commit) => write!(formatter, "looking at the checks of {}", commit.short()),
            Self::GettingArchive { commit, repository } => {
                write!(formatter, "getting the archive of {} from {repository}", commit.short())
            }
            Self::GettingArchiveFor(app) => write!(formatter, "getting the archive for `{app}`"),
            Self::LookingAtApp(app) => write!(formatter, "looking at `{app}`"),
            Self::LookingAtBuild { app, build } => write!(formatter, "looking at build {build} of `{app}`"),
            Self::RequestingBuild { app, commit } => {
                write!(formatter, "asking for a build of {} on `{app}`", commit.short())
            }
            Self::WatchingWork { app, waiting_for } => {
                write!(formatter, "watching the work on `{app}` ({waiting_for})")
            }
            Self::LookingAtPipeline(pipeline) => write!(formatter, "looking at pipeline `{pipeline}`"),
            Self::ListingReviewApps | Self::LookingAtReviewApp => formatter.write_str("looking at the review app"),
            Self::ReadingBuildsOfReviewApp => formatter.write_str("looking at the review app's builds"),
            Self::FindingOwnerOfReviewApp => formatter.write_str("looking at the builds of a review app"),
            Self::CreatingReviewApp { branch, beside } => {
                write!(formatter, "creating a review app for `{branch}`{}", in_the_way(beside.as_ref()))
            }
            Self::WatchingCreation => formatter.write_str("watching the review app's creation"),
            Self::ReadingConfigVars(app) => write!(formatter, "reading the config vars{}", of(app.as_deref())),
            Self::SettingConfigVars(app) => write!(formatter, "setting config vars{}", of(app.as_deref())),
            Self::StartingDyno(app) => write!(formatter, "starting a one-off dyno on `{app}`"),
            Self::Restarting(app) => write!(formatter, "restarting the dynos of `{app}`"),
            Self::ReadingDynos(app) => write!(formatter, "looking at the dynos of `{app}`"),
            Self::SwitchingMaintenance { app, on } => {
                write!(formatter, "switching maintenance mode of `{app}` {}", if *on { "on" } else { "off" })
            }
            Self::Promoting { from, to } => write!(formatter, "promoting `{from}` to `{to}`"),
            Self::RollingBack { app, version } => write!(formatter, "taking `{app}` back to v{version}"),
            Self::DestroyingReviewApp(id) => write!(formatter, "destroying review app {id}"),
            Self::DeletingStuckApp { app, after } => {
                let (name, minutes) = (app.as_deref().unwrap_or("its app"), after.as_secs() / 60);
                write!(formatter, "deleting {name}, whose review app has been `deleting` for {minutes} minutes,")
            }
        }
    }
}

fn of(app: Option<&str>) -> String {
    app.map(|app| format!(" of `{app}`")).unwrap_or_default()
}

fn in_the_way(other: Option<&Beside>) -> String {
    match other {
        None => String::new(),
        Some(Beside { name, doubt: None }) => format!(" beside {name}"),
        Some(Beside { name, doubt: Some(why) }) => format!(" beside {name}, which is left alone ({why}),"),
    }
}
