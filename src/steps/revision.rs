use serde::Serialize;

use crate::{
    http::Instant,
    names::{CommitSha, GitRef, PullNumber, RepoSlug, material::Material},
};

/// A commit that is to be built, where it is from, and whether it has to be the head still.
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
    /// When it was seen to be the head that it has to be; none where it need not be, or where nobody may know.
    #[serde(skip)]
    pub(crate) head_seen: Option<Instant>,
}
