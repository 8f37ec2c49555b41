//! What was being done when an API refused. `report::words` has the sentences, and advice for each.

use std::time::Duration;

use super::waiting::Waiting;
use crate::names::{BranchName, CommitSha, GitRef, PipelineRef, PullNumber, RepoSlug};

/// What was being done.
#[derive(Debug, Clone)]
pub enum Doing {
    /// Listing the repository's pull requests.
    ListingPullRequests,
    /// Listing the repository's branches.
    ListingBranches,
    /// Finding the pull request of a branch.
    FindingPullRequest(BranchName),
    /// Reading a pull request.
    ReadingPullRequest(PullNumber),
    /// Finding out whether a person may write to the repository.
    CheckingPermission(String),
    /// Reading where a branch or tag stands.
    ReadingHead(GitRef),
    /// Finding out whether a commit is in a branch or tag.
    ComparingCommits {
        /// The branch or tag.
        base: GitRef,
        /// The commit.
        commit: CommitSha,
    },
    /// Finding a branch.
    FindingBranch(BranchName),
    /// Finding a tag.
    FindingTag(String),
    /// Finding out whether a text is a branch, a tag or a commit.
    ResolvingReference(String),
    /// Finding out whether the repository knows the commit of a review app's latest build.
    FindingBuiltCommit(CommitSha),
    /// Reading the checks of a commit, and what is under way for it.
    ReadingChecks(CommitSha),
    /// Getting the address of a commit's archive.
    GettingArchive {
        /// The commit.
        commit: CommitSha,
        /// The repository.
        repository: RepoSlug,
    },
    /// Getting the address of the archive that an app is to run.
    GettingArchiveFor(String),
    /// Looking up the images that an app is to run.
    FindingImages(String),
    /// Copying an image to Heroku's registry.
    CopyingImage(String),
    /// Releasing images on an app.
    ReleasingImages(String),
    /// Downloading the archive of a commit, to take a folder out of it.
    DownloadingArchive(CommitSha),
    /// Uploading source code.
    Uploading,
    /// Looking at an app that a rule names.
    LookingAtApp(String),
    /// Looking at a build that is under way.
    LookingAtBuild(String),
    /// Requesting a build.
    RequestingBuild {
        /// The app's name or id.
        app: String,
        /// The commit.
        commit: CommitSha,
    },
    /// Watching a build or release that Heroku accepted.
    WatchingWork {
        /// The app.
        app: String,
        /// What was being waited for.
        waiting_for: Waiting,
    },
    /// Looking at a pipeline and its review apps.
    LookingAtPipeline(PipelineRef),
    /// Listing the review apps of a pipeline that was read before.
    ListingReviewApps,
    /// Looking at a review app that was read before.
    LookingAtReviewApp,
    /// Reading the builds of the review app that a commit is to be built on.
    ReadingBuildsOfReviewApp,
    /// Reading the builds of a review app to find out whose it is.
    FindingOwnerOfReviewApp,
    /// Creating a review app.
    CreatingReviewApp {
        /// Its branch.
        branch: BranchName,
        /// The review app that has the branch's name already.
        beside: Option<Beside>,
    },
    /// Watching a review app's creation.
    WatchingCreation,
    /// Reading the config vars of an app, whose name may not be known.
    ReadingConfigVars(Option<String>),
    /// Setting some.
    SettingConfigVars(Option<String>),
    /// Starting a one-off dyno on an app.
    StartingDyno(String),
    /// Restarting an app's dynos.
    Restarting(String),
    /// Looking at an app's dynos.
    ReadingDynos(String),
    /// Switching an app's maintenance mode.
    SwitchingMaintenance {
        /// The app.
        app: String,
        /// Whether it is to be on.
        on: bool,
    },
    /// Giving an app a release of another.
    Promoting {
        /// The app that has it.
        from: String,
        /// The app that is to have it.
        to: String,
    },
    /// Looking at the test runs of a pipeline.
    LookingAtTestRuns,
    /// Requesting a test run.
    RequestingTests(CommitSha),
    /// Watching a test run that Heroku accepted.
    WatchingTests,
    /// Finding out whether an app that is to be set up is there.
    LookingForApp(String),
    /// Setting an app up.
    SettingUp(String),
    /// Adding an app to a pipeline.
    JoiningPipeline(String),
    /// Taking an app back to a release.
    RollingBack {
        /// The app.
        app: String,
        /// The release's version.
        version: u64,
    },
    /// Destroying a review app.
    DestroyingReviewApp,
    /// Deleting the app of a review app that is stuck in `deleting`.
    DeletingStuckApp {
        /// The app's name, if it is known.
        app: Option<String>,
        /// How long the review app has been stuck.
        after: Duration,
    },
}

/// A review app that stands in another's way.
#[derive(Debug, Clone)]
pub struct Beside {
    /// What people know it by.
    pub name: String,
    /// Why nobody can tell whose it is, where that is so.
    pub doubt: Option<String>,
}
