use std::fmt::{self, Display, Formatter};

use serde::Serialize;

use crate::{
    heroku::App,
    names::{CommitSha, PullNumber, ReviewAppId},
    outcome::Done,
    steps::Step,
};

/// What is done for one target, step by step.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Task {
    #[serde(flatten)]
    pub(crate) target: Target,
    pub(crate) steps: Vec<Step>,
    /// The step to take if a step finds the new release to be faulty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rescue: Option<Step>,
    /// The app, if it was read while observing.
    #[serde(skip)]
    pub(crate) app: Option<App>,
    /// The commit to deploy or test, if there is one.
    #[serde(skip)]
    pub(crate) commit: Option<CommitSha>,
    /// The result if all steps succeed.
    #[serde(skip)]
    pub(crate) aim: Done,
    /// What GitHub is told about it.
    #[serde(skip)]
    pub(crate) tell: Tell,
}

/// What a task is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Target {
    /// An app, by its name in the rule.
    App(String),
    /// A review app; `None` until it exists.
    ReviewApp(Option<ReviewAppId>),
    /// A pipeline that runs tests.
    Pipeline(String),
    /// A pull request that has nothing at Heroku.
    PullRequest(PullNumber),
}

/// What to tell GitHub about a task, as far as the inputs allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tell {
    /// Nothing.
    Nothing,
    /// An app's deployment and commit status.
    App,
    /// A review app's deployment and commit status, and the comment on its pull request.
    ReviewApp(Option<PullNumber>),
    /// The commit status of the tests.
    Tests,
    /// That a review app was destroyed.
    Destruction {
        /// The pull request that it was made for.
        pull: Option<PullNumber>,
        /// The pull request's head commit, by which its deployments are found.
        head: Option<CommitSha>,
    },
    /// That a review app was gone before the run.
    AlreadyGone {
        /// The pull request that it was made for.
        pull: PullNumber,
        /// The pull request's head commit.
        head: CommitSha,
    },
}

impl Tell {
    /// The head commit of a pull request whose review app goes or is gone.
    pub(crate) fn head(&self) -> Option<&CommitSha> {
        match self {
            Self::Destruction { head, .. } => head.as_ref(),
            Self::AlreadyGone { head, .. } => Some(head),
            Self::Nothing | Self::App | Self::ReviewApp(_) | Self::Tests => None,
        }
    }
}

impl Task {
    /// The app's name, if it is known.
    pub(crate) fn name(&self) -> Option<&str> {
        match (&self.app, &self.target) {
            (Some(app), _) => Some(&app.name),
            (None, Target::App(name)) => Some(name),
            (None, Target::ReviewApp(_) | Target::Pipeline(_) | Target::PullRequest(_)) => None,
        }
    }
}

impl Display for Task {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match (&self.target, self.name()) {
            (Target::PullRequest(number), _) => write!(f, "pull request #{number}: ")?,
            (Target::Pipeline(name), _) => write!(f, "pipeline {name}: ")?,
            (_, Some(name)) => write!(f, "{name}: ")?,
            (_, None) => f.write_str("review app: ")?,
        }
        let steps: Vec<_> = self.steps.iter().map(ToString::to_string).collect();
        f.write_str(&steps.join(", then "))?;
        self.rescue.iter().try_for_each(|step| write!(f, "; if that fails, {step}"))
    }
}
