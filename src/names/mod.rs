//! Names and numbers of things at GitHub and Heroku, as types that cannot hold a wrong one.
//!
//! Each is made by parsing (`FromStr`, `TryFrom<&str>`); the error says what was found and what to write.

#[macro_use]
mod text;
mod git;
mod github;
mod heroku;
mod hex;
mod ref_format;
mod status;

pub use git::{BranchName, CommitSha, GitRef, TagName};
pub(crate) use github::{OWN_STATUS, RUNS};
pub use github::{PullNumber, RepoSlug};
pub use heroku::{
    AppId, AppName, AppSetupId, BuildId, ConfigVarName, PipelineId, PipelineRef, ReleaseId, ReviewAppId,
    SOURCE_VERSION, SlugId, TestNodeId, TestRunId,
};
pub(crate) mod folder;
pub(crate) mod health_check;
pub(crate) mod image;
pub(crate) mod material;
pub(crate) mod place;
pub(crate) use hex::in_hex;
pub use ref_format::{wrong_letter, wrong_shape};
pub use status::{BuildStatus, ReleaseStatus, ReviewAppStatus, TestStatus};
pub use text::{Found, NameError};
