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
    /// What is done where a step finds that the new release is not well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rescue: Option<Step>,
    /// The app, where it was seen before.
    #[serde(skip)]
    pub(crate) app: Option<App>,
    /// The commit that it is about.
    #[serde(skip)]
    pub(crate) commit: Option<CommitSha>,
    /// What it comes to if all steps succeed.
    #[serde(skip)]
    pub(crate) aim: Done,
    /// What GitHub is told of it.
    #[serde(skip)]
    pub(crate) tell: Tell,
}

/// What a task is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Target {
    /// An app by the name in the rule.
    App(String),
    /// A review app, if there is one yet.
    ReviewApp(Option<ReviewAppId>),
    /// A pipeline, whose tests are run.
    Pipeline(String),
    /// A pull request, of which nothing is at Heroku.
    PullRequest(PullNumber),
}

/// What there is to tell on GitHub of a task, as far as the inputs want it told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tell {
    /// Nothing.
    Nothing,
    /// An app's deployment and commit status.
    App,
    /// The same of a review app, and the comment on its pull request.
    ReviewApp(Option<PullNumber>),
    /// The commit status of its tests.
    Tests,
    /// The end of a review app.
    Destruction {
        /// The pull request that it was for.
        pull: Option<PullNumber>,
        /// That one's head commit, whose deployments tell where it was.
        head: Option<CommitSha>,
    },
    /// That a review app was gone before.
    AlreadyGone {
        /// The pull request that it was for.
        pull: PullNumber,
        /// That one's head commit.
        head: CommitSha,
    },
}

impl Tell {
    /// The head commit of a pull request whose review app is to be gone.
    pub(crate) fn head(&self) -> Option<&CommitSha> {
        match self {
            Self::Destruction { head, .. } => head.as_ref(),
            Self::AlreadyGone { head, .. } => Some(head),
            Self::Nothing | Self::App | Self::ReviewApp(_) | Self::Tests => None,
        }
    }
}

impl Task {
    /// The name that people know the app by, if it is known.
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
