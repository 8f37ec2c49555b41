use serde::{Serialize, Serializer};

use super::trouble::Trouble;
use super::why::Why;

/// The result of work that succeeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    /// An app runs the commit.
    Deployed,
    /// A review app was created.
    Created,
    /// An existing review app runs the commit.
    Updated,
    /// A review app is gone.
    Destroyed,
    /// An app runs an earlier release.
    RolledBack,
    /// An app runs another app's release.
    Promoted,
    /// A review app that nothing needed is gone.
    Swept,
    /// The tests of the commit passed.
    Tested,
}

/// The state of work, and how it ended.
#[derive(Debug, Clone)]
pub enum End {
    /// It is under way.
    Running,
    /// It succeeded.
    Done(Done),
    /// Heroku accepted it, and the run does not wait for its end.
    Accepted,
    /// A plan was made, and not carried out.
    Planned,
    /// There was nothing to do, or no longer anything.
    Skipped(Why),
    /// It failed, or was cancelled.
    Failed(Box<Trouble>),
}

/// The output `result`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunResult {
    /// It succeeded.
    Done(Done),
    /// Heroku accepted the work, and the run does not wait for its end.
    Started,
    /// A plan was made, and not carried out.
    Planned,
    /// There was nothing to do.
    Skipped,
    /// It did not work.
    Failed,
    /// The run was cancelled.
    Cancelled,
}

impl End {
    /// Its word in the output `result`. Work that is under way when the run ends was cut short.
    #[must_use]
    pub fn result(&self) -> RunResult {
        match self {
            Self::Done(done) => RunResult::Done(*done),
            Self::Accepted => RunResult::Started,
            Self::Planned => RunResult::Planned,
            Self::Skipped(_) => RunResult::Skipped,
            Self::Running => RunResult::Cancelled,
            Self::Failed(trouble) if trouble.is_cancellation() => RunResult::Cancelled,
            Self::Failed(_) => RunResult::Failed,
        }
    }

    /// What went wrong, if something did.
    #[must_use]
    pub fn trouble(&self) -> Option<&Trouble> {
        match self {
            Self::Failed(trouble) => Some(trouble),
            _ => None,
        }
    }

    /// Why it was skipped, if it was.
    #[must_use]
    pub fn why(&self) -> Option<&Why> {
        match self {
            Self::Skipped(why) => Some(why),
            _ => None,
        }
    }
}

impl From<Trouble> for End {
    /// A commit that is no longer wanted is not a failure.
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Superseded(why) => Self::Skipped(why),
            trouble => Self::Failed(Box::new(trouble)),
        }
    }
}

impl Done {
    /// The word for it in the output `result`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Deployed => "deployed",
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Destroyed => "destroyed",
            Self::RolledBack => "rolled-back",
            Self::Promoted => "promoted",
            Self::Swept => "swept",
            Self::Tested => "tested",
        }
    }
}

impl RunResult {
    /// The word in the output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done(done) => done.as_str(),
            Self::Started => "started",
            Self::Planned => "planned",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

impl Serialize for RunResult {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
