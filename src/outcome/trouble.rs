//! What went wrong, and the exit code for it.

use std::time::Duration;

use super::doing::Doing;
use super::waiting::Waiting;
use super::why::Why;
use crate::{
    http::{ApiError, Cause, Service},
    names::{ReleaseStatus, TestStatus},
};

/// The process's exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done, or skipped on purpose.
    Done = 0,
    /// A build or release phase failed, or time ran out.
    Failed = 1,
    /// The workflow's configuration is wrong; nothing was touched.
    Misconfigured = 2,
    /// GitHub or Heroku refused, or could not be reached.
    Refused = 3,
    /// Cancelled.
    Cancelled = 4,
    /// A bug in Branchline.
    Bug = 70,
}

/// What went wrong.
#[derive(Debug, Clone)]
pub enum Trouble {
    /// The inputs are wrong, or what the runner passes.
    Misconfigured(Mistakes),
    /// An API refused, or could not be reached.
    Api {
        /// What was being done.
        doing: Box<Doing>,
        /// Why it failed.
        error: ApiError,
    },
    /// A build failed, or was cancelled at Heroku.
    BuildFailed {
        /// The end of its output.
        tail: Vec<String>,
    },
    /// A build succeeded, but Heroku made no release.
    NoRelease,
    /// A release phase failed.
    ReleaseFailed {
        /// What the release was made of.
        of: ReleaseOrigin,
        /// The release's version.
        version: u64,
        /// What it ended as: `failed`, or `expired`, which never became the app's current one.
        status: ReleaseStatus,
        /// The end of its output.
        tail: Vec<String>,
    },
    /// A promotion failed; Heroku's words.
    NotPromoted(String),
    /// A command after the release failed.
    RunFailed {
        /// The command.
        command: String,
        /// How it ended, as the end of a sentence.
        how: String,
        /// The end of its output.
        tail: Vec<String>,
        /// What the app runs now.
        now: Aftermath,
    },
    /// A release failed its health check.
    Unhealthy {
        /// Why, in a few words.
        why: String,
        /// The end of what the app printed.
        tail: Vec<String>,
        /// What the app runs now.
        now: Aftermath,
    },
    /// An app could not be set up.
    AppNotSetUp {
        /// What Heroku says of it: failure message, errors of the manifest, the result of `postdeploy`.
        says: Vec<String>,
        /// The end of the build's or script's output.
        tail: Vec<String>,
    },
    /// The tests of the commit failed.
    TestsFailed {
        /// The exit codes of failed test scripts, by node.
        exits: Vec<(u32, i64)>,
        /// The failed tests, as far as they are known.
        cases: Vec<String>,
        /// The end of the output.
        tail: Vec<String>,
    },
    /// The test run of the commit did not finish.
    TestsErrored {
        /// How the test run ended, in Heroku's word.
        status: TestStatus,
        /// What Heroku says of it.
        says: Vec<String>,
        /// The end of the output.
        tail: Vec<String>,
    },
    /// Heroku no longer shows a test run that was under way.
    TestsVanished,
    /// A review app could not be created.
    SetupFailed {
        /// What Heroku says of it: failure message, errors of the manifest, the result of `postdeploy`.
        says: Vec<String>,
        /// The end of the build's or script's output.
        tail: Vec<String>,
    },
    /// Somebody destroyed a review app while the run waited for it.
    Vanished,
    /// The commit is no longer wanted, which is not a failure.
    Superseded(Why),
    /// Time ran out.
    TimedOut {
        /// How long the run waited.
        after: Duration,
        /// What was being waited for.
        waiting_for: Waiting,
        /// The limit that the run was waiting for, and its service.
        limit: Option<(Service, Cause)>,
        /// What the app runs now, if the release had been made.
        now: Option<Aftermath>,
    },
    /// Time ran out before anything was requested from Heroku.
    TimedOutEarly {
        /// How long the run waited.
        after: Duration,
        /// What was being waited for.
        waiting_for: Waiting,
        /// The limit that the run was waiting for, and its service.
        limit: Option<(Service, Cause)>,
    },
    /// The run was cancelled.
    Cancelled {
        /// What was being waited for.
        waiting_for: Waiting,
    },
    /// The source could not be packed; why.
    NotPacked(String),
    /// No secure connection can be set up on this machine.
    NoConnection(String),
    /// A bug in Branchline.
    Bug {
        /// Where it showed.
        place: String,
        /// Where bugs are reported, as the end of a sentence.
        report_to: String,
    },
}

/// What an app runs after a faulty release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Aftermath {
    /// That release.
    Stays,
    /// The earlier release again: its version.
    BackTo(u64),
    /// That release, because the rollback failed; why.
    CannotGoBack(String),
}

/// What a release is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReleaseOrigin {
    /// A build.
    Build,
    /// Container images.
    Images,
    /// A change of config vars.
    ConfigVars,
    /// What an earlier release runs.
    Earlier,
    /// What another app runs.
    Promotion,
}

/// All mistakes that were found, each in one line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mistakes {
    /// Those in the workflow's inputs, each with the input's name.
    pub inputs: Vec<String>,
    /// Those in the runner's variables, and in the payload.
    pub surroundings: Vec<String>,
    /// Where both were written, if not in a workflow that runs.
    pub laptop: Option<Laptop>,
}

/// Where a person wrote what is rehearsed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Laptop {
    /// Where the inputs are, such as `` `--rules` ``.
    pub inputs: String,
    /// The file that holds the event's payload; empty where there is none.
    pub payload: String,
}

impl Trouble {
    /// Whether the release was made, and found to be faulty.
    #[must_use]
    pub fn is_after_release(&self) -> bool {
        matches!(self, Self::Unhealthy { .. } | Self::RunFailed { .. })
    }

    /// The same, with what the app runs now.
    #[must_use]
    pub fn with_aftermath(self, aftermath: Aftermath) -> Self {
        match self {
            Self::Unhealthy { why, tail, .. } => Self::Unhealthy { why, tail, now: aftermath },
            Self::RunFailed { command, how, tail, .. } => Self::RunFailed { command, how, tail, now: aftermath },
            Self::TimedOut { after, waiting_for, limit, .. } => {
                Self::TimedOut { after, waiting_for, limit, now: Some(aftermath) }
            }
            other => other,
        }
    }

    /// Whether somebody cancelled the run.
    #[must_use]
    pub fn is_cancellation(&self) -> bool {
        matches!(self, Self::Cancelled { .. })
    }

    /// What an API's refusal means for what was being done.
    #[must_use]
    pub fn api(doing: Doing, error: ApiError) -> Self {
        Self::Api { doing: Box::new(doing), error }
    }

    /// Whether the requested thing does not exist at Heroku, or no longer exists.
    #[must_use]
    pub fn is_gone_at_heroku(&self) -> bool {
        matches!(self, Self::Api { error, .. } if error.service == Service::Heroku && error.is_gone())
    }

    /// The same of what this run has read before: then a refusal to show it means that it is gone, too. What else is known
    /// has to say what that means.
    #[must_use]
    pub fn is_hidden_at_heroku(&self) -> bool {
        self.is_gone_at_heroku() || matches!(self, Self::Api { error, .. } if error.is_forbidden())
    }

    /// Whether the same request may well work a little later.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Api { error, .. } if error.is_passing())
    }

    /// Whether an API says that the thing does not exist.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        match self {
            Self::Api { error, .. } => error.status() == Some(404),
            Self::TestsVanished => true,
            _ => false,
        }
    }

    /// Whether GitHub is out of order.
    #[must_use]
    pub fn is_github_out(&self) -> bool {
        matches!(self, Self::Api { error, .. } if error.service == Service::GitHub && error.is_passing())
    }

    /// What it means for the exit code.
    #[must_use]
    pub fn exit(&self) -> Exit {
        match self {
            Self::Misconfigured(_) | Self::NoConnection(_) => Exit::Misconfigured,
            Self::Api { .. } => Exit::Refused,
            Self::Cancelled { .. } => Exit::Cancelled,
            Self::Bug { .. } => Exit::Bug,
            _ => Exit::Failed,
        }
    }
}
