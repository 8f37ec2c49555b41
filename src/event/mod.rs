//! What happened: the runner's facts and the payload's bytes turned into an [`Event`], which is known, ignored, or
//! broken.

mod comment;
mod error;
mod fields;
mod ignored;
mod pull_request;
mod push;
mod redeploy;
mod release;
mod runner;
mod workflow_run;

pub use comment::{ChatCommand, PullComment};
pub use error::EventError;
pub use ignored::Ignored;
pub use pull_request::{PullChange, PullRequest, Repository, is_same_label};
pub use runner::{Runner, RunnerError};
pub use workflow_run::CompletedRun;

use crate::names::{BranchName, CommitSha, GitRef, TagName};
use fields::Object;

/// GitHub's payloads have at most 25 MB
/// (<https://docs.github.com/en/webhooks/webhook-events-and-payloads#payload-cap>).
const LARGEST: usize = 32 * 1024 * 1024;

/// What happened, as far as it concerns deployments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A branch or tag was created or moved.
    Push {
        /// Which one.
        reference: GitRef,
        /// The commit that it is at now; never the object of an annotated tag.
        commit: CommitSha,
    },
    /// A branch or tag is gone.
    RefDeleted {
        /// Which one.
        reference: GitRef,
    },
    /// A pull request changed.
    PullRequest {
        /// What about it.
        change: PullChange,
        /// The pull request as it is now.
        pull: PullRequest,
    },
    /// Somebody, or the clock, asks for a branch or tag as it is.
    Redeploy {
        /// Which one.
        reference: GitRef,
        /// The commit that the run is for.
        commit: CommitSha,
    },
    /// A release was published.
    Released {
        /// Its tag; the payload does not say at which commit that is.
        tag: TagName,
    },
    /// Another workflow has come to its end.
    RunCompleted(CompletedRun),
    /// Somebody wrote a command into a pull request.
    Comment(PullComment),
    /// Nothing that is deployed.
    Ignored(Ignored),
}

impl Event {
    /// Reads the payload of the event that started the run.
    ///
    /// # Errors
    ///
    /// A payload that is not JSON, or lacks what an event of its kind has. An event of a kind that is not known is never
    /// an error, whatever its payload.
    pub fn read(runner: &Runner, payload: &[u8]) -> Result<Self, EventError> {
        let read: fn(&Runner, &Object<'_>) -> Result<Self, EventError> = match runner.event_name.as_str() {
            "push" => push::read_push,
            "delete" => push::read_delete,
            "pull_request" | "pull_request_target" => pull_request::read,
            "workflow_dispatch" | "schedule" | "repository_dispatch" => redeploy::read,
            "release" => release::read,
            "pull_request_review" | "pull_request_review_comment" | "pull_request_review_thread" => {
                return Ok(read_review(runner, payload));
            }
            "workflow_run" => workflow_run::read,
            "issue_comment" => comment::read,
            name => {
                return Ok(Self::Ignored(Ignored::Event(name.to_owned())));
            }
        };
        let value = parse(payload)?;
        read(runner, &Object::root(&value)?)
    }

    /// The branch that it is about, if it is about one.
    #[must_use]
    pub fn branch(&self) -> Option<&BranchName> {
        match self {
            Self::Push { reference, .. } | Self::RefDeleted { reference } | Self::Redeploy { reference, .. } => {
                reference.branch()
            }
            Self::PullRequest { pull, .. } => Some(&pull.head_branch),
            Self::RunCompleted(run) => Some(&run.head_branch),
            Self::Released { .. } | Self::Comment(_) | Self::Ignored(_) => None,
        }
    }
}

/// A review is about a pull request, but nothing that it has to tell can be wrong for a deploy.
fn read_review(runner: &Runner, payload: &[u8]) -> Event {
    let event = parse(payload).and_then(|value| Ok(pull_request::read_other(runner, &Object::root(&value)?)));
    event.unwrap_or_else(|_| Event::Ignored(Ignored::Event(runner.event_name.clone())))
}

fn parse(payload: &[u8]) -> Result<serde_json::Value, EventError> {
    if payload.len() > LARGEST {
        return Err(EventError::TooLarge);
    }
    if payload.trim_ascii().is_empty() {
        return Err(EventError::Empty);
    }
    serde_json::from_slice(payload).map_err(|error| {
        if error.is_eof() { EventError::CutOff { bytes: payload.len() } } else { EventError::NotJson(error) }
    })
}

#[cfg(test)]
mod tests;
