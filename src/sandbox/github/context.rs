//! What surrounds a request about a repository.

use super::super::reply::Reply;
use super::super::urls::Urls;
use super::archive_link::ArchiveLink;
use super::permissions::{Access, Permissions, Scope};
use super::refusals::{error, not_found};
use super::repository::Repository;

/// What a handler works with: one repository, and what is around it.
pub(super) struct Context<'a> {
    pub(super) urls: &'a Urls,
    pub(super) login: &'a str,
    pub(super) permissions: &'a Permissions,
    pub(super) next_id: &'a mut u64,
    pub(super) archive_links: &'a mut Vec<ArchiveLink>,
    pub(super) repository: &'a mut Repository,
}

impl Context<'_> {
    pub(super) fn next_id(&mut self) -> u64 {
        *self.next_id += 1;
        *self.next_id
    }

    /// Refuses what the token may not do; what is public may always be read.
    pub(super) fn need(&self, scopes: &[Scope], access: Access) -> Result<(), Reply> {
        let public = access == Access::Read && !self.repository.private;
        if public || self.permissions.allow(scopes, access) {
            Ok(())
        } else {
            Err(error(403, "Resource not accessible by integration"))
        }
    }

    /// A private repository's contents are not even there without the permission.
    pub(super) fn need_contents(&self) -> Result<(), Reply> {
        self.need(&[Scope::Contents], Access::Read).map_err(|_| not_found())
    }

    pub(super) fn url(&self, rest: &str) -> String {
        let (github, name) = (&self.urls.github, &self.repository.full_name);
        format!("{github}/repos/{name}{rest}")
    }
}
