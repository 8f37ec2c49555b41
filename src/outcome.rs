//! What came of a run: typed, without words for people, which `report` finds.

use std::{collections::BTreeMap, time::Duration};

use serde::Serialize;

use crate::{
    http::{ApiError, Cause, Service},
    names::{AppId, BuildId, BuildStatus, CommitSha, ReleaseStatus, ReviewAppId},
};

/// The output `result`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunResult {
    /// An app runs the commit.
    Deployed,
    /// A review app was created.
    Created,
    /// A review app that was there runs the commit.
    Updated,
    /// A review app is gone.
    Destroyed,
    /// Heroku accepted the work, and nobody waits for it.
    Started,
    /// A plan was made, and not carried out.
    Planned,
    /// Nothing was to be done.
    Skipped,
    /// It did not work.
    Failed,
    /// The run was cancelled.
    Cancelled,
}

impl RunResult {
    /// The word in the output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Deployed => "deployed",
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Destroyed => "destroyed",
            Self::Started => "started",
            Self::Planned => "planned",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

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
        /// What was being done, as in "asking for a build of `acme`".
        doing: String,
        /// What became of it.
        error: ApiError,
    },
    /// A build failed, or was cancelled at Heroku.
    BuildFailed {
        /// The end of its output.
        tail: Vec<String>,
    },
    /// A build succeeded, but no release came of it.
    NoRelease,
    /// A release phase failed.
    ReleaseFailed {
        /// The release's version.
        version: u64,
        /// What it ended as: `failed`, or `expired`, which never became the app's current one.
        status: ReleaseStatus,
        /// The end of its output.
        tail: Vec<String>,
    },
    /// A review app could not be made.
    SetupFailed {
        /// What Heroku says of it: failure message, errors of the manifest, the result of `postdeploy`.
        says: Vec<String>,
        /// The end of the build's or script's output.
        tail: Vec<String>,
    },
    /// A review app was destroyed by somebody while it was waited for.
    Vanished,
    /// The commit is not to be deployed any more, which is no failure; why, in one line.
    Superseded(String),
    /// Time ran out.
    TimedOut {
        /// How long it was waited.
        after: Duration,
        /// What was waited for, and what was seen of it last.
        last_seen: String,
        /// Whose limit was being waited out.
        limit: Option<(Service, Cause)>,
    },
    /// Time ran out before anything was asked of Heroku.
    TimedOutEarly {
        /// How long it was waited.
        after: Duration,
        /// What was waited for, and what was seen of it last.
        last_seen: String,
        /// Whose limit was being waited out.
        limit: Option<(Service, Cause)>,
    },
    /// The run was cancelled.
    Cancelled {
        /// What was waited for, and what was seen of it last.
        last_seen: String,
    },
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

/// All mistakes that were found, each in one line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mistakes {
    /// Those in the workflow's inputs, each with the input's name.
    pub inputs: Vec<String>,
    /// Those in the runner's variables, and in the payload.
    pub surroundings: Vec<String>,
}

impl Trouble {
    /// Whether what was asked for is not at Heroku, or not any more.
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

    /// Whether it is GitHub that is out of order.
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

/// A part of the work whose time is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Until Heroku accepted the work.
    Request,
    /// A review app's making, build and release phase included.
    Setup,
    /// The build.
    Build,
    /// The release phase.
    Release,
    /// A review app's end.
    Destroy,
}

impl Stage {
    /// Its name in words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Setup => "setup",
            Self::Build => "build",
            Self::Release => "release",
            Self::Destroy => "destruction",
        }
    }
}

/// What came of the work on one app: one object of the output `targets`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct TargetReport {
    /// What came of it.
    pub result: RunResult,
    /// Why skipped or failed; empty otherwise.
    pub reason: String,
    /// The app's name.
    pub app: Option<String>,
    /// The app's id.
    pub app_id: Option<AppId>,
    /// The app's address as Heroku gave it.
    pub url: Option<String>,
    /// The commit.
    pub commit: Option<CommitSha>,
    /// The build.
    pub build_id: Option<BuildId>,
    /// The build's status as last seen.
    pub build_status: Option<BuildStatus>,
    /// The release's version.
    pub release_version: Option<u64>,
    /// The release's status as last seen.
    pub release_status: Option<ReleaseStatus>,
    /// The review app.
    pub review_app_id: Option<ReviewAppId>,
    /// The GitHub deployment.
    pub deployment_id: Option<u64>,
    /// How many seconds each stage took.
    pub seconds: BTreeMap<Stage, f64>,
    /// Why Heroku did not tell the app's name and address, in one line.
    #[serde(skip)]
    pub unnamed: Option<String>,
    /// What the build warned of.
    #[serde(skip)]
    pub warnings: Vec<String>,
    /// What went wrong.
    #[serde(skip)]
    pub trouble: Option<Trouble>,
}

impl TargetReport {
    /// A report on work that has only begun.
    #[must_use]
    pub fn begun(app: Option<String>, commit: Option<CommitSha>) -> Self {
        Self {
            result: RunResult::Cancelled,
            reason: String::new(),
            app,
            app_id: None,
            url: None,
            commit,
            build_id: None,
            build_status: None,
            release_version: None,
            release_status: None,
            review_app_id: None,
            deployment_id: None,
            seconds: BTreeMap::new(),
            unnamed: None,
            warnings: Vec::new(),
            trouble: None,
        }
    }

    /// Forgets what is known of an app that is about to be replaced by another.
    pub fn forget_app(&mut self) {
        let begun = Self::begun(None, self.commit.clone());
        *self = Self { seconds: std::mem::take(&mut self.seconds), ..begun };
    }
}

/// What came of a run.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The output `result`.
    pub result: RunResult,
    /// Why skipped, in one line; for failures it is found in the trouble.
    pub reason: String,
    /// What went wrong before or apart from the work on an app.
    pub trouble: Option<Trouble>,
    /// The work on each app.
    pub targets: Vec<TargetReport>,
    /// The plan as JSON.
    pub plan: Option<serde_json::Value>,
    /// Whether nothing of it was real.
    pub rehearsal: bool,
    /// Whether it was skipped although it was wanted, so that somebody has to see to it.
    pub is_held_back: bool,
}

impl Outcome {
    /// Nothing was to be done.
    #[must_use]
    pub fn skipped(reason: String) -> Self {
        Self { reason, ..Self::of(RunResult::Skipped) }
    }

    /// It did not come to working on apps.
    #[must_use]
    pub fn trouble(trouble: Trouble) -> Self {
        let result =
            if matches!(trouble, Trouble::Cancelled { .. }) { RunResult::Cancelled } else { RunResult::Failed };
        Self { trouble: Some(trouble), ..Self::of(result) }
    }

    /// A plan was made, and is not carried out. Where it says that something cannot be done, that is a failure already, and
    /// what is done already is skipped.
    #[must_use]
    pub fn planned(mut targets: Vec<TargetReport>) -> Self {
        let is_open = |target: &&mut TargetReport| target.trouble.is_none() && target.result != RunResult::Skipped;
        for target in targets.iter_mut().filter(is_open) {
            target.result = RunResult::Planned;
        }
        Self::of_targets(targets)
    }

    /// What the work on the apps makes in all: as bad as the worst of them, and else as the first that was not skipped.
    #[must_use]
    pub fn of_targets(targets: Vec<TargetReport>) -> Self {
        let worst = [RunResult::Cancelled, RunResult::Failed]
            .into_iter()
            .find(|bad| targets.iter().any(|target| target.result == *bad));
        let done = targets.iter().map(|target| target.result).find(|result| *result != RunResult::Skipped);
        let result = worst.or(done).unwrap_or(RunResult::Skipped);
        let reason = targets.iter().find(|target| target.result == result).map(|target| target.reason.clone());
        Self { reason: reason.unwrap_or_default(), targets, ..Self::of(result) }
    }

    fn of(result: RunResult) -> Self {
        Self {
            result,
            reason: String::new(),
            trouble: None,
            targets: Vec::new(),
            plan: None,
            rehearsal: false,
            is_held_back: false,
        }
    }

    /// All troubles, the run's own first, each with the app that it is about.
    pub fn troubles(&self) -> impl Iterator<Item = (Option<&str>, &Trouble)> {
        let own = self.trouble.iter().map(|trouble| (None, trouble));
        let of_targets =
            self.targets.iter().filter_map(|target| Some((target.app.as_deref(), target.trouble.as_ref()?)));
        own.chain(of_targets)
    }

    /// The process's exit code: that of the first trouble; a cancellation before all.
    #[must_use]
    pub fn exit(&self) -> Exit {
        if self.result == RunResult::Cancelled {
            return Exit::Cancelled;
        }
        self.troubles().next().map_or(Exit::Done, |(_, trouble)| trouble.exit())
    }
}
