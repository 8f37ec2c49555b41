use super::{Evidence, Releases};
use crate::names::{
    AppId, BuildId, BuildStatus, CommitSha, PipelineId, ReleaseId, ReviewAppId, ReviewAppStatus, SlugId,
};
use crate::outcome::Over;

/// Where a branch stands at GitHub, as seen when the run began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Head {
    /// At this commit.
    At(CommitSha),
    /// It is gone, or its pull request is closed.
    Over(Over),
    /// It was not asked for, or the token may not know, which must not stop a deploy.
    Unknown,
}

/// A build that an app has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownBuild {
    /// Its id.
    pub id: BuildId,
    /// The version that it was started with: a commit, if it was us.
    pub version: Option<String>,
    /// What is said of that version: the full ref, if it was us.
    pub description: Option<String>,
    /// How far it is.
    pub status: BuildStatus,
    /// The release that it led to.
    pub release: Option<ReleaseId>,
    /// The slug that it made.
    pub slug: Option<SlugId>,
}

/// An app as Heroku knows it, and its latest builds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownApp {
    /// Its id.
    pub id: AppId,
    /// Its name as of now.
    pub name: String,
    /// Where it can be reached.
    pub url: Option<String>,
    /// The newest first.
    pub builds: Vec<KnownBuild>,
    /// What it runs, where that was to be known.
    pub releases: Releases,
}

/// An app that is to be deployed to, as it was named by the rule; or why it cannot be, in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The name in the rule.
    pub name: String,
    /// What is known of it.
    pub app: Result<KnownApp, String>,
}

/// A review app that is there already, in whatever state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownReviewApp {
    /// Its id.
    pub id: ReviewAppId,
    /// How far it is.
    pub status: ReviewAppStatus,
    /// The branch that it was made for.
    pub branch: String,
    /// The pull request that it was made for.
    pub pull: Option<u64>,
    /// GitHub's id of the fork that has the branch.
    pub fork: Option<u64>,
    /// Its app, once there is one.
    pub app: Option<AppId>,
    /// What was found out beside that, where that does not settle whose it is.
    pub evidence: Evidence,
}

/// What there is of a branch's review app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObservedReviewApp {
    /// The pipeline's id.
    pub pipeline: PipelineId,
    /// All review apps of the pipeline.
    pub review_apps: Vec<KnownReviewApp>,
    /// The latest builds of the one that is this branch's, if it has an app.
    pub builds: Vec<KnownBuild>,
    /// What that one runs, where that was to be known.
    pub releases: Releases,
    /// Where the branch stands.
    pub head: Head,
}
