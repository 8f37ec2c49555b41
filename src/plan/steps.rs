use std::fmt;

use serde::{Serialize, Serializer};

use crate::{
    names::{AppId, BranchName, BuildId, CommitSha, GitRef, PipelineId, PullNumber, RepoSlug, ReviewAppId},
    outcome::Why,
};

/// What is going to be done: printed, put out as JSON, and then carried out as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "plan", rename_all = "kebab-case")]
pub enum Plan {
    /// Nothing.
    #[serde(rename = "skip")]
    Nothing {
        /// Why.
        #[serde(rename = "reason", serialize_with = "in_words")]
        why: Why,
    },
    /// Nothing, since a pull request has no review app (any more). What GitHub says of one still is brought to an end.
    #[serde(rename = "skip")]
    AlreadyGone {
        /// Why.
        #[serde(rename = "reason", serialize_with = "in_words")]
        why: Why,
        /// The pull request.
        #[serde(rename = "pull-request")]
        pull: PullNumber,
        /// Its head commit.
        #[serde(skip)]
        head: CommitSha,
    },
    /// Take a label off a pull request, and deploy nothing.
    TakeLabelOff {
        /// The pull request.
        #[serde(rename = "pull-request")]
        pull: PullNumber,
        /// The label.
        label: String,
    },
    /// Deploy a commit to apps.
    Deploy {
        /// The branch or tag.
        reference: GitRef,
        /// The commit.
        commit: CommitSha,
        /// The rule that says so.
        rule: String,
        /// Each app, and what is done for it.
        targets: Vec<TargetPlan>,
    },
    /// See to it that a branch's review app runs a commit.
    ReviewApp {
        /// The branch.
        branch: BranchName,
        /// The pull request that it is for.
        #[serde(rename = "pull-request")]
        pull: Option<PullNumber>,
        /// GitHub's id of the fork that has the branch.
        fork: Option<u64>,
        /// The repository that has the commit.
        repository: RepoSlug,
        /// The pipeline's id.
        pipeline: PipelineId,
        /// The commit.
        commit: CommitSha,
        /// The rule that says so.
        rule: String,
        /// What is done first.
        step: ReviewAppStep,
    },
    /// Destroy a branch's review app.
    Destroy {
        /// The branch.
        branch: BranchName,
        /// The pull request that it was for.
        #[serde(rename = "pull-request")]
        pull: Option<PullNumber>,
        /// The head commit of that.
        #[serde(skip)]
        head: Option<CommitSha>,
        /// The pipeline's id.
        pipeline: PipelineId,
        /// The review apps found.
        #[serde(rename = "review-apps")]
        review_apps: Vec<ReviewAppId>,
        /// Those that look as if they were to go, and stay; why, in one line each.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        left: Vec<String>,
    },
}

/// An app and what is done for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TargetPlan {
    /// The name in the rule.
    pub app: String,
    /// What is done.
    #[serde(flatten)]
    pub step: AppStep,
}

/// What is done for an app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum AppStep {
    /// A build is asked for.
    Build {
        /// Pending builds of older commits, which are cancelled.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        supersedes: Vec<BuildId>,
    },
    /// The commit's build is pending already: it is followed.
    Adopt {
        /// The build.
        build: BuildId,
    },
    /// The app runs the commit already: it stays as it is.
    Keep {
        /// The version of the release that runs.
        release: u64,
    },
    /// Nothing can be done.
    GiveUp {
        /// Why, in one line.
        reason: String,
    },
}

/// What is done for a review app, depending on what is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum ReviewAppStep {
    /// None is there: it is created.
    Create,
    /// One is being created: it is waited for, and built on if it turns out to run another commit.
    Await {
        /// The review app.
        #[serde(rename = "review-app")]
        review_app: ReviewAppId,
    },
    /// One is there: its app gets a build in place.
    Update {
        /// The review app.
        #[serde(rename = "review-app")]
        review_app: ReviewAppId,
        /// Its app.
        app: AppId,
        /// Pending builds of older commits, which are cancelled.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        supersedes: Vec<BuildId>,
    },
    /// One is there, and has a build of the commit already: that is followed.
    Adopt {
        /// The review app.
        #[serde(rename = "review-app")]
        review_app: ReviewAppId,
        /// Its app.
        app: AppId,
        /// The build.
        build: BuildId,
    },
    /// One is there, and runs the commit already: it stays as it is.
    Keep {
        /// The review app.
        #[serde(rename = "review-app")]
        review_app: ReviewAppId,
        /// Its app.
        app: AppId,
        /// The version of the release that runs.
        release: u64,
    },
    /// One is there that is of no use: it is destroyed, and another created.
    Replace {
        /// The review app.
        #[serde(rename = "review-app")]
        review_app: ReviewAppId,
        /// Why, in a few words.
        because: String,
    },
}

fn in_words<S: Serializer>(why: &Why, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(why)
}

impl Plan {
    /// The full ref that is deployed.
    #[must_use]
    pub fn reference(&self) -> Option<String> {
        match self {
            Self::Deploy { reference, .. } => Some(reference.full()),
            Self::ReviewApp { branch, .. } => Some(format!("refs/heads/{branch}")),
            _ => None,
        }
    }

    /// The pipeline that holds the review apps that it is about.
    #[must_use]
    pub fn pipeline(&self) -> Option<&PipelineId> {
        match self {
            Self::ReviewApp { pipeline, .. } | Self::Destroy { pipeline, .. } => Some(pipeline),
            _ => None,
        }
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing { why } | Self::AlreadyGone { why, .. } => write!(formatter, "do nothing: {why}"),
            Self::TakeLabelOff { pull, label } => {
                write!(formatter, "take the label `{label}` off pull request #{pull}, whose commit nobody let in")
            }
            Self::Deploy { reference, commit, rule, targets } => {
                write!(formatter, "deploy {} of {reference} by {rule}", commit.short())?;
                targets.iter().try_for_each(|target| write!(formatter, "\n- {}: {}", target.app, target.step))
            }
            Self::ReviewApp { branch, pull, commit, rule, step, .. } => {
                let pull = pull.map(|number| format!(" of pull request #{number}")).unwrap_or_default();
                write!(formatter, "a review app for {} of `{branch}`{pull} by {rule}\n- {step}", commit.short())
            }
            Self::Destroy { branch, review_apps, left, .. } => {
                write!(formatter, "destroy the review app of `{branch}`")?;
                review_apps.iter().try_for_each(|id| write!(formatter, "\n- destroy {id}"))?;
                left.iter().try_for_each(|words| write!(formatter, "\n- {words}"))
            }
        }
    }
}

impl fmt::Display for AppStep {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Build { supersedes } => {
                formatter.write_str("build it")?;
                cancelled(supersedes, formatter)
            }
            Self::Adopt { build } => {
                write!(formatter, "follow build {build}, which is pending for this commit already")
            }
            Self::Keep { release } => {
                write!(formatter, "leave it as it is: it runs this commit already, as v{release}")
            }
            Self::GiveUp { reason } => write!(formatter, "cannot be deployed to: {reason}"),
        }
    }
}

fn cancelled(builds: &[BuildId], formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    builds.iter().try_for_each(|build| write!(formatter, ", and cancel build {build} of an older commit"))
}

impl fmt::Display for ReviewAppStep {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Create => formatter.write_str("create it"),
            Self::Await { review_app } => write!(formatter, "wait for {review_app}, which is being created"),
            Self::Update { review_app, supersedes, .. } => {
                write!(formatter, "build in place on {review_app}")?;
                cancelled(supersedes, formatter)
            }
            Self::Adopt { review_app, build, .. } => {
                write!(formatter, "follow build {build} of {review_app}, which is of this commit already")
            }
            Self::Keep { release, .. } => {
                write!(formatter, "leave it as it is: it runs this commit already, as v{release}")
            }
            Self::Replace { review_app, because } => {
                write!(formatter, "replace {review_app}, because {because}")
            }
        }
    }
}
