//! What was being done, as the end of a sentence that begins with "could not".

use std::fmt;

use crate::outcome::{Beside, Doing};

impl fmt::Display for Doing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ListingPullRequests => formatter.write_str("list the pull requests"),
            Self::ListingBranches => formatter.write_str("list the branches"),
            Self::FindingPullRequest(branch) => write!(formatter, "find the pull request of `{branch}`"),
            Self::ReadingPullRequest(number) => write!(formatter, "read pull request #{number}"),
            Self::CheckingPermission(person) => write!(formatter, "check whether @{person} has write access"),
            Self::ReadingHead(reference) => write!(formatter, "find the head commit of `{}`", reference.short()),
            Self::ComparingCommits { base, commit } => {
                write!(formatter, "check whether `{}` contains commit {}", base.short(), commit.short())
            }
            Self::FindingBranch(name) => write!(formatter, "find the branch `{name}`"),
            Self::FindingTag(name) => write!(formatter, "find the tag `{name}`"),
            Self::ResolvingReference(text) => write!(formatter, "find a branch, tag or commit called `{text}`"),
            Self::FindingBuiltCommit(commit) => write!(
                formatter,
                "check whether commit {}, which a review app of the pipeline runs, is in this repository",
                commit.short()
            ),
            Self::ReadingChecks(commit) => write!(formatter, "read the checks of {}", commit.short()),
            Self::GettingArchive { commit, repository } => {
                write!(formatter, "get the archive of {} from {repository}", commit.short())
            }
            Self::GettingArchiveFor(app) => write!(formatter, "get GitHub's archive for `{app}`"),
            Self::FindingImages(app) => write!(formatter, "look up the images for `{app}`"),
            Self::CopyingImage(image) => write!(formatter, "copy the image `{image}` to Heroku's registry"),
            Self::ReleasingImages(app) => write!(formatter, "release the images on `{app}`"),
            Self::DownloadingArchive(commit) => write!(formatter, "download the archive of {}", commit.short()),
            Self::Uploading => formatter.write_str("upload the source to Heroku"),
            Self::LookingAtApp(app) => write!(formatter, "look up the app `{app}`"),
            Self::LookingAtBuild(app) => write!(formatter, "look up the build of `{app}`"),
            Self::RequestingBuild { app, commit } => {
                write!(formatter, "request a build of {} on `{app}`", commit.short())
            }
            Self::WatchingWork { app, waiting_for } => {
                write!(formatter, "follow the work on `{app}` ({waiting_for})")
            }
            Self::LookingAtPipeline(pipeline) => write!(formatter, "look up the pipeline `{pipeline}`"),
            Self::ListingReviewApps | Self::LookingAtReviewApp => formatter.write_str("look up the review app"),
            Self::ReadingBuildsOfReviewApp => formatter.write_str("read the builds of the review app"),
            Self::FindingOwnerOfReviewApp => {
                formatter.write_str("read the builds of a review app, which tell whose it is")
            }
            Self::CreatingReviewApp { branch, beside } => {
                write!(formatter, "create a review app for `{branch}`{}", in_the_way(beside.as_ref()))
            }
            Self::WatchingCreation => formatter.write_str("follow the creation of the app"),
            Self::ReadingConfigVars(app) => write!(formatter, "read the config vars{}", of(app.as_deref())),
            Self::SettingConfigVars(app) => write!(formatter, "set the config vars{}", of(app.as_deref())),
            Self::LookingForApp(app) => write!(formatter, "check whether the app `{app}` exists"),
            Self::SettingUp(app) => write!(formatter, "create the app `{app}`"),
            Self::JoiningPipeline(app) => write!(formatter, "add `{app}` to the pipeline"),
            Self::LookingAtTestRuns => formatter.write_str("look up the test runs of the pipeline"),
            Self::RequestingTests(commit) => write!(formatter, "request a test run of {}", commit.short()),
            Self::WatchingTests => formatter.write_str("follow the test run"),
            Self::StartingDyno(app) => write!(formatter, "start a one-off dyno on `{app}`"),
            Self::Restarting(app) => write!(formatter, "restart the dynos of `{app}`"),
            Self::ReadingDynos(app) => write!(formatter, "read the dynos of `{app}`"),
            Self::SwitchingMaintenance { app, on } => {
                write!(formatter, "turn maintenance mode {} for `{app}`", if *on { "on" } else { "off" })
            }
            Self::Promoting { from, to } => write!(formatter, "promote `{from}` to `{to}`"),
            Self::RollingBack { app, version } => write!(formatter, "roll `{app}` back to v{version}"),
            Self::DestroyingReviewApp => formatter.write_str("destroy the review app"),
            Self::DeletingStuckApp { app, after } => {
                let (name, minutes) = (app.as_deref().unwrap_or("the app"), after.as_secs() / 60);
                write!(formatter, "delete {name}, whose review app has been `deleting` for {minutes} minutes")
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
        Some(Beside { name, doubt: Some(why) }) => format!(" beside {name}, which stays as it is ({why})"),
    }
}
