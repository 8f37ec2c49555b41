use serde::Deserialize;
use serde_json::json;

use super::client::GitHub;
use crate::{
    http::{ApiError, Request, once},
    names::{PullNumber, RepoSlug},
};

/// A comment on a pull request.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Comment {
    /// Its id.
    pub id: u64,
    /// Its text.
    #[serde(default)]
    pub body: Option<String>,
    #[serde(default)]
    user: Option<Author>,
    #[serde(default)]
    issue_url: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
struct Author {
    login: String,
}

/// GraphQL refuses with a 200 as well: then there is no such data.
#[derive(Deserialize)]
struct ViewerAnswer {
    #[serde(default)]
    data: Option<ViewerData>,
}

#[derive(Deserialize)]
struct ViewerData {
    #[serde(default)]
    viewer: Option<Viewer>,
}

#[derive(Deserialize)]
struct Viewer {
    login: String,
}

/// A reaction to a comment. <https://docs.github.com/en/rest/reactions/reactions>
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reaction {
    /// Seen, and being worked on.
    Eyes,
}

impl Comment {
    /// The login of its author, or none if the account is gone.
    #[must_use]
    pub(crate) fn author(&self) -> Option<&str> {
        self.user.as_ref().map(|user| user.login.as_str())
    }

    /// The pull request that it is on. Its number ends the address of the issue.
    #[must_use]
    pub(crate) fn pull(&self) -> Option<PullNumber> {
        self.issue_url.as_deref()?.rsplit('/').next()?.parse().ok()
    }

    /// Its text, or an empty one.
    #[must_use]
    pub(crate) fn text(&self) -> &str {
        self.body.as_deref().unwrap_or_default()
    }
}

impl GitHub {
    /// The comments on a pull request that begin with `mark`, the oldest first.
    ///
    /// # Errors
    /// If the API refuses.
    pub(crate) async fn marked_comments(
        &self,
        repository: &RepoSlug,
        pull: PullNumber,
        mark: &str,
    ) -> Result<Vec<Comment>, ApiError> {
        let number = pull.to_string();
        let request = Request::get(&["repos", repository.owner(), repository.name(), "issues", &number, "comments"]);
        self.list_wanted(request, |comment: &Comment| comment.text().starts_with(mark)).await
    }

    /// The comments on all issues and pull requests that begin with `mark`, or `None` if there are more than `pages`
    /// pages of 100.
    ///
    /// # Errors
    /// If the API refuses.
    pub(crate) async fn all_marked_comments(
        &self,
        repository: &RepoSlug,
        mark: &str,
        pages: u32,
    ) -> Result<Option<Vec<Comment>>, ApiError> {
        let request = Request::get(&["repos", repository.owner(), repository.name(), "issues", "comments"]);
        self.list_short(&request, pages, |comment: &Comment| comment.text().starts_with(mark)).await
    }

    /// Writes a comment. `look` finds it if the response was lost.
    ///
    /// # Errors
    /// 403 without `pull-requests: write` or `issues: write`.
    pub(crate) async fn create_comment(
        &self,
        repository: &RepoSlug,
        pull: PullNumber,
        text: &str,
        look: impl AsyncFnMut() -> Result<Option<Comment>, ApiError>,
    ) -> Result<Comment, ApiError> {
        let number = pull.to_string();
        let path = ["repos", repository.owner(), repository.name(), "issues", &number, "comments"];
        let request = Request::post_once(&path, json!({ "body": text }));
        once(self.http.attempts(), async || self.http.json(&request).await, look).await
    }

    /// Replaces a comment's text.
    ///
    /// # Errors
    /// 403 as for a new one; 404 if it was deleted.
    pub(crate) async fn update_comment(&self, repository: &RepoSlug, id: u64, text: &str) -> Result<(), ApiError> {
        let number = id.to_string();
        let path = ["repos", repository.owner(), repository.name(), "issues", "comments", &number];
        self.http.read(&Request::patch(&path, json!({ "body": text })), |_| Ok(())).await
    }

    /// A comment as it is now.
    ///
    /// # Errors
    /// 404 if it was deleted.
    pub(crate) async fn comment(&self, repository: &RepoSlug, id: u64) -> Result<Comment, ApiError> {
        let number = id.to_string();
        let path = ["repos", repository.owner(), repository.name(), "issues", "comments", &number];
        self.http.json(&Request::get(&path)).await
    }

    /// Deletes a comment. It is fine if that is gone already.
    ///
    /// # Errors
    /// 403 as for a new one.
    pub(crate) async fn delete_comment(&self, repository: &RepoSlug, id: u64) -> Result<(), ApiError> {
        let number = id.to_string();
        let path = ["repos", repository.owner(), repository.name(), "issues", "comments", &number];
        match self.http.read(&Request::delete(&path), |_| Ok(())).await {
            Err(error) if error.status() == Some(404) => Ok(()),
            answer => answer,
        }
    }

    /// The login of the token's account. REST does not tell it to an app's token, such as the job's own.
    /// <https://docs.github.com/en/graphql/reference/queries#viewer>
    ///
    /// # Errors
    /// If the API refuses.
    pub(crate) async fn login(&self) -> Result<String, ApiError> {
        let body = json!({ "query": "query { viewer { login } }" });
        let request = Request::post_again(&["graphql"], body);
        let answer: ViewerAnswer = self.graphql.json(&request).await?;
        let viewer = answer.data.and_then(|data| data.viewer);
        let refused = || self.graphql.senseless(&request, "it does not tell whose token this is".to_owned());
        viewer.map(|viewer| viewer.login).ok_or_else(refused)
    }

    /// The login of the user who owns the token.
    /// <https://docs.github.com/en/rest/users/users#get-the-authenticated-user>
    ///
    /// # Errors
    /// 403 for an app's token.
    pub(crate) async fn user(&self) -> Result<String, ApiError> {
        let user: Viewer = self.http.json(&Request::get(&["user"])).await?;
        Ok(user.login)
    }

    /// Adds a reaction to a comment. Adding the same one twice has no effect.
    ///
    /// # Errors
    /// 403 without `pull-requests: write` or `issues: write`.
    pub(crate) async fn react(&self, repository: &RepoSlug, comment: u64, reaction: Reaction) -> Result<(), ApiError> {
        let content = match reaction {
            Reaction::Eyes => "eyes",
        };
        let number = comment.to_string();
        let path = ["repos", repository.owner(), repository.name(), "issues", "comments", &number, "reactions"];
        self.http.read(&Request::post_again(&path, json!({ "content": content })), |_| Ok(())).await
    }

    /// Takes a label off. It is fine if that is off already.
    ///
    /// # Errors
    /// 403 without `pull-requests: write` or `issues: write`.
    pub(crate) async fn remove_label(
        &self,
        repository: &RepoSlug,
        pull: PullNumber,
        label: &str,
    ) -> Result<(), ApiError> {
        let number = pull.to_string();
        let path = ["repos", repository.owner(), repository.name(), "issues", &number, "labels", label];
        match self.http.read(&Request::delete(&path), |_| Ok(())).await {
            Err(error) if error.status() == Some(404) => Ok(()),
            answer => answer,
        }
    }
}
