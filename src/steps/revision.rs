use serde::Serialize;

use crate::{
    http::Instant,
    names::{CommitSha, GitRef, PullNumber, RepoSlug, material::Material},
};

/// A commit to build, its origin, and whether it must still be the head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) struct Revision {
    pub(crate) commit: CommitSha,
    #[serde(flatten)]
    pub(crate) material: Material,
    /// The repository that has it.
    #[serde(skip)]
    pub(crate) repository: RepoSlug,
    #[serde(skip)]
    pub(crate) reference: GitRef,
    /// The pull request whose head it is.
    #[serde(skip)]
    pub(crate) pull: Option<PullNumber>,
    /// When it was last seen to be the head; `None` if it need not be, or if the token may not know.
    #[serde(skip)]
    pub(crate) head_seen: Option<Instant>,
}
