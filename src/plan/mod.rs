//! What a run will do, as a value: it is printed, written as JSON, and then carried out unchanged.

mod task;

pub(crate) use task::{Target, Task, Tell};

use std::fmt::{self, Display, Formatter};

use serde::{Serialize, Serializer};

use crate::{
    names::{CommitSha, GitRef, PipelineId, PullNumber, RepoSlug},
    outcome::Why,
    steps::{doable::Doable, revision::Revision},
};

/// Tasks, and what they are about.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Plan {
    /// The deed's name.
    #[serde(rename = "plan")]
    pub(crate) deed: &'static str,
    #[serde(flatten)]
    pub(crate) about: About,
    pub(crate) tasks: Vec<Task>,
    /// The deed and its subject, in one line.
    #[serde(skip)]
    pub(crate) headline: String,
    /// What could not be found out, if the run goes on without it.
    #[serde(skip)]
    pub(crate) doubt: Option<String>,
}

/// What a plan is about, as far as each part applies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct About {
    /// Why there is nothing to do.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "in_words")]
    pub(crate) reason: Option<Why>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reference: Option<GitRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) commit: Option<CommitSha>,
    /// The repository that has the commit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) repository: Option<RepoSlug>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pull_request: Option<PullNumber>,
    /// GitHub's id of the fork that has the branch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fork: Option<u64>,
    /// The pipeline that holds the review apps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pipeline: Option<PipelineId>,
    /// The rule that decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rule: Option<String>,
    /// What stays although it looks like a target, one line each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) left: Vec<String>,
}

impl Plan {
    /// Whether its deed is a sweep.
    pub(crate) fn is_sweep(&self) -> bool {
        self.deed == "sweep"
    }

    /// The source that has to be packed before a step can build it, if any does.
    pub(crate) fn to_pack(&self) -> Option<&Revision> {
        let revisions = self.tasks.iter().flat_map(|task| &task.steps).filter_map(Doable::builds);
        revisions.into_iter().find(|revision| !revision.material.is_plain())
    }

    /// A plan without tasks.
    pub(crate) fn nothing(why: Why) -> Self {
        let about = About { reason: Some(why), ..About::default() };
        Self { deed: "skip", about, tasks: Vec::new(), headline: String::new(), doubt: None }
    }
}

impl Display for Plan {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if let Some(why) = &self.about.reason {
            return write!(f, "do nothing: {why}");
        }
        f.write_str(&self.headline)?;
        self.tasks.iter().try_for_each(|task| write!(f, "\n- {task}"))?;
        self.about.left.iter().try_for_each(|line| write!(f, "\n- {line}"))
    }
}

#[expect(clippy::ref_option, reason = "serde hands the field over as it is")]
fn in_words<S: Serializer>(why: &Option<Why>, serializer: S) -> Result<S::Ok, S::Error> {
    why.as_ref().map(ToString::to_string).serialize(serializer)
}

#[cfg(test)]
mod tests;
