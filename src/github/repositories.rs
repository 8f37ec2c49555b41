use std::collections::BTreeSet;

use reqwest::header::LOCATION;
use serde::Deserialize;
use serde_json::Value;

use super::client::GitHub;
use crate::{
    http::{ApiError, Download, Failure, Request, SecretUrl, or_default},
    names::{BranchName, CommitSha, PullNumber, RepoSlug},
};

#[derive(Deserialize)]
struct Commit {
    sha: CommitSha,
}

#[derive(Deserialize)]
struct Described {
    commit: Words,
}

#[derive(Deserialize)]
struct Words {
    #[serde(default, deserialize_with = "or_default")]
    message: String,
}

#[derive(Deserialize)]
struct Branch {
    commit: Commit,
}

#[derive(Deserialize)]
struct Comparison {
    status: String,
}

#[derive(Deserialize)]
struct Permission {
    permission: String,
}

impl GitHub {
    /// Begins to download an archive from the address that [`GitHub::archive`] returned.
    ///
    /// # Errors
    /// If the download fails. The error does not contain the address.
    pub(crate) async fn download(&self, archive: &SecretUrl) -> Result<Download<'_>, ApiError> {
        self.http.download(archive).await
    }

    /// The error for an archive that was downloaded whole but is unreadable.
    pub(crate) fn unreadable_archive(&self, why: String) -> ApiError {
        self.http.of_download(Failure::Unreadable(why))
    }

    /// The address of a commit's archive, which needs no token and lives for five minutes. This request does not follow
    /// it.
    /// <https://docs.github.com/en/rest/repos/contents#download-a-repository-archive-tar>
    ///
    /// # Errors
    /// 404 also if the token may not read the repository's contents.
    pub(crate) async fn archive(&self, repository: &RepoSlug, commit: &CommitSha) -> Result<SecretUrl, ApiError> {
        let request = Request::get(&["repos", repository.owner(), repository.name(), "tarball", commit.as_str()]);
        self.http
            .read(&request.redirected(), |reply| match reply.headers.get(LOCATION).map(|address| address.to_str()) {
                Some(Ok(address)) if reply.status.is_redirection() => {
                    let address = self.http.base().join(address).map_err(|error| error.to_string())?;
                    SecretUrl::parse(address.as_str()).and_then(|address| self.http.handed_out(address))
                }
                _ => Err(format!("no redirect to an archive, but status {}", reply.status.as_u16())),
            })
            .await
    }

    /// The head commit of a branch.
    ///
    /// # Errors
    /// 404 if there is no such branch.
    pub(crate) async fn branch_head(&self, repository: &RepoSlug, branch: &BranchName) -> Result<CommitSha, ApiError> {
        let request = Request::get(&["repos", repository.owner(), repository.name(), "branches", branch.as_str()]);
        let branch: Branch = self.http.json(&request).await?;
        Ok(branch.commit.sha)
    }

    /// The commit of a name: a SHA or its beginning, a branch, a tag, `heads/NAME`, or `tags/NAME`.
    ///
    /// # Errors
    /// 404 or 422 if the name has no commit.
    pub(crate) async fn commit(&self, repository: &RepoSlug, name: &str) -> Result<CommitSha, ApiError> {
        let request = Request::get(&["repos", repository.owner(), repository.name(), "commits", name]);
        let commit: Commit = self.http.json(&request).await?;
        Ok(commit.sha)
    }

    /// The message of a commit.
    ///
    /// # Errors
    /// 404 or 422 if there is no such commit.
    pub(crate) async fn commit_message(&self, repository: &RepoSlug, commit: &CommitSha) -> Result<String, ApiError> {
        let request = Request::get(&["repos", repository.owner(), repository.name(), "commits", commit.as_str()]);
        let described: Described = self.http.json(&request).await?;
        Ok(described.commit.message)
    }

    /// Whether a commit is in the history of another one, by GitHub's comparison.
    /// <https://docs.github.com/en/rest/commits/commits#compare-two-commits>
    ///
    /// # Errors
    /// 404 if a commit does not exist, or if the two have no common ancestor.
    pub(crate) async fn contains(
        &self,
        repository: &RepoSlug,
        head: &CommitSha,
        commit: &CommitSha,
    ) -> Result<bool, ApiError> {
        let pair = format!("{head}...{commit}");
        // There may be many commits between, and none is needed.
        let request =
            Request::get(&["repos", repository.owner(), repository.name(), "compare", &pair]).query("per_page", "1");
        let comparison: Comparison = self.http.json(&request).await?;
        Ok(matches!(comparison.status.as_str(), "identical" | "behind"))
    }

    /// A pull request, in the same shape as in payloads.
    ///
    /// # Errors
    /// 404 if there is no such number.
    pub(crate) async fn pull_request(&self, repository: &RepoSlug, number: PullNumber) -> Result<Value, ApiError> {
        let number = number.to_string();
        let request = Request::get(&["repos", repository.owner(), repository.name(), "pulls", &number]);
        self.http.json(&request).await
    }

    /// The open pull requests from `branch` in a repository of `head_owner`.
    ///
    /// # Errors
    /// 403 or 404 if the token may not read pull requests.
    pub(crate) async fn open_pull_requests(
        &self,
        repository: &RepoSlug,
        head_owner: &str,
        branch: &BranchName,
    ) -> Result<Vec<Value>, ApiError> {
        let request = pulls(repository).query("state", "open").query("head", &format!("{head_owner}:{branch}"));
        self.http.json(&request).await
    }

    /// All open pull requests.
    ///
    /// # Errors
    /// 403 or 404 if the token may not read pull requests.
    pub(crate) async fn all_open_pull_requests(&self, repository: &RepoSlug) -> Result<Vec<Value>, ApiError> {
        self.list(pulls(repository).query("state", "open")).await
    }

    /// A page of 100 closed pull requests, the newest first, and whether there are more. Pages count from 1.
    ///
    /// # Errors
    /// As for the open ones.
    pub(crate) async fn closed_pull_requests(
        &self,
        repository: &RepoSlug,
        page: u32,
    ) -> Result<(Vec<Value>, bool), ApiError> {
        let request = pulls(repository).query("state", "closed").query("sort", "created").query("direction", "desc");
        self.page(&request, page).await
    }

    /// The open pull requests that changed since `moment` (in RFC 3339), for instance because somebody reopened them;
    /// possibly with others.
    ///
    /// # Errors
    /// As for all of them.
    pub(crate) async fn open_pull_requests_changed_since(
        &self,
        repository: &RepoSlug,
        moment: &str,
    ) -> Result<Vec<Value>, ApiError> {
        let request = pulls(repository).query("state", "open").query("sort", "updated").query("direction", "desc");
        // All of GitHub's times are UTC in whole seconds, so they sort as text.
        let is_older = |pull: &Value| pull["updated_at"].as_str().is_some_and(|updated| updated < moment);
        self.list_until(request, is_older).await
    }

    /// The names of all branches.
    ///
    /// # Errors
    /// 403 or 404 if the token may not read the repository.
    pub(crate) async fn branches(&self, repository: &RepoSlug) -> Result<BTreeSet<String>, ApiError> {
        let request = Request::get(&["repos", repository.owner(), repository.name(), "branches"]);
        let branches: Vec<Value> = self.list(request).await?;
        Ok(branches.iter().filter_map(|branch| branch["name"].as_str().map(ToOwned::to_owned)).collect())
    }

    /// Whether somebody may write to the repository.
    /// <https://docs.github.com/en/rest/collaborators/collaborators#get-repository-permissions-for-a-user>
    ///
    /// # Errors
    /// If the API refuses; 404 means that there is no such person.
    pub(crate) async fn may_write(&self, repository: &RepoSlug, user: &str) -> Result<bool, ApiError> {
        let path = ["repos", repository.owner(), repository.name(), "collaborators", user, "permission"];
        let granted: Permission = self.http.json(&Request::get(&path)).await?;
        // In this field, "maintain" comes as "write", and "triage" as "read".
        Ok(matches!(granted.permission.as_str(), "admin" | "write" | "maintain"))
    }
}

fn pulls(repository: &RepoSlug) -> Request {
    Request::get(&["repos", repository.owner(), repository.name(), "pulls"])
}
