use super::{World, looking};
use crate::{
    names::{BranchName, GitRef},
    outcome::Trouble,
};

impl World<'_> {
    /// Whether a branch or a tag of that name was pushed. One that is neither, or of which the token may not know, counts as
    /// a branch: that it is gone, or that the token lacks a permission, is found out of a branch later on.
    pub(super) async fn pushed(self, name: &BranchName) -> Result<GitRef, Trouble> {
        let branch = GitRef::Branch(name.clone());
        match self.github.branch_head(self.repository, name).await {
            Err(error) if error.status() == Some(404) => {}
            Err(error) if error.is_passing() => return Err(looking(&format!("for `{name}`"), error)),
            _ => return Ok(branch),
        }
        match self.github.commit(self.repository, &format!("tags/{name}")).await {
            Ok(_) => Ok(format!("refs/tags/{name}").parse().unwrap_or(branch)),
            Err(error) if error.is_passing() => Err(looking(&format!("for the tag `{name}`"), error)),
            Err(_) => Ok(branch),
        }
    }
}
