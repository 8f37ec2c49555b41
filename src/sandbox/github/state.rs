//! What GitHub knows, as plain values to seed and to look at.

use super::super::call::Call;
use super::super::reply::{Content, Reply};
use super::super::urls::Urls;
use super::archive_link::ArchiveLink;
use super::context::Context;
use super::permissions::Permissions;
use super::refusals::{error, not_found};
use super::repository::Repository;

/// GitHub, as far as one token can see it.
#[derive(Debug)]
pub struct GitHub {
    /// The only valid token.
    pub token: String,
    /// Who writes comments and deployments with that token.
    pub login: String,
    /// What the token may do.
    pub permissions: Permissions,
    /// All repositories.
    pub repositories: Vec<Repository>,
    /// The archive addresses that were handed out.
    pub archive_links: Vec<ArchiveLink>,
    /// Requests in this hour; nothing is refused when they are used up, a fault does that.
    pub rate_limit_used: u32,
    next_id: u64,
}

impl Default for GitHub {
    fn default() -> Self {
        Self {
            token: "ghs_sandbox".to_owned(),
            login: "github-actions[bot]".to_owned(),
            permissions: Permissions::default(),
            repositories: Vec::new(),
            archive_links: Vec::new(),
            rate_limit_used: 0,
            next_id: 1_000_000,
        }
    }
}

impl GitHub {
    /// The repository with this name, in the form `owner/name`.
    #[must_use]
    pub fn repository(&self, full_name: &str) -> Option<&Repository> {
        let mut repositories = self.repositories.iter();
        repositories.find(|repository| repository.full_name == full_name)
    }

    /// The repository with this name, to change.
    pub fn repository_mut(&mut self, full_name: &str) -> Option<&mut Repository> {
        let mut repositories = self.repositories.iter_mut();
        repositories.find(|repository| repository.full_name == full_name)
    }

    /// An id that nothing else has.
    pub fn next_id(&mut self) -> u64 {
        self.next_id += 1;
        self.next_id
    }

    /// `/api/v3` is where an Enterprise Server has its API, `/repositories/{id}` where a redirect leads to.
    pub(super) fn rewrite(&self, call: &mut Call) {
        let segments = call.segments();
        let path = match segments.as_slice() {
            ["api", "v3", rest @ ..] => rest,
            ["api", "graphql"] => &segments[1..],
            all => all,
        };
        let path = match path {
            ["repositories", id, rest @ ..] => self.path_of(id, rest),
            path => path.iter().map(|&segment| segment.to_owned()).collect(),
        };
        call.set_segments(path);
    }

    fn path_of(&self, id: &str, rest: &[&str]) -> Vec<String> {
        let mut repositories = self.repositories.iter();
        let found = repositories.find(|repository| repository.id.to_string() == id);
        let name = found.map_or("", |repository| repository.full_name.as_str());
        let path = std::iter::once("repos").chain(name.split('/')).chain(rest.iter().copied());
        path.map(str::to_owned).collect()
    }

    pub(super) fn context<'a>(
        &'a mut self,
        urls: &'a Urls,
        full_name: &str,
        rest: &[&str],
        call: &Call,
    ) -> Result<Context<'a>, Reply> {
        let same = |name: &String| name.eq_ignore_ascii_case(full_name);
        let mut repositories = self.repositories.iter_mut();
        let is = |repository: &&mut Repository| same(&repository.full_name) || repository.former_names.iter().any(same);
        let repository = repositories.find(is).ok_or_else(not_found)?;
        if !same(&repository.full_name) {
            return Err(moved(urls, repository.id, rest, call));
        }
        Ok(Context {
            urls,
            login: &self.login,
            permissions: &self.permissions,
            next_id: &mut self.next_id,
            archive_links: &mut self.archive_links,
            repository,
        })
    }
}

/// A redirect of anything but a GET must not turn into one on the way.
fn moved(urls: &Urls, id: u64, rest: &[&str], call: &Call) -> Reply {
    let mut url = format!("{}/repositories/{id}", urls.github);
    for segment in rest {
        url.push('/');
        url.extend(url::form_urlencoded::byte_serialize(segment.as_bytes()));
    }
    let mut separator = '?';
    for (name, value) in &call.query {
        let encoded = url::form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish();
        url.push(separator);
        url.push_str(&encoded);
        separator = '&';
    }
    let (status, message) = if call.method == "GET" { (301, "Moved Permanently") } else { (307, "Temporary Redirect") };
    let mut reply = error(status, message).header("location", url.clone());
    if let Content::Json(body) = &mut reply.content {
        body["url"] = url.into();
    }
    reply
}
