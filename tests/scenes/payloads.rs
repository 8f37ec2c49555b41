//! Payloads as GitHub sends them, cut down to what matters.

use serde_json::{Value, json};

use crate::workflow::REPOSITORY;

pub(crate) fn repository() -> Value {
    json!({ "id": 1, "name": "shop", "full_name": REPOSITORY, "default_branch": "main" })
}

/// A push of a branch or tag (full name).
pub(crate) fn push(reference: &str, commit: &str) -> Value {
    json!({
        "ref": reference,
        "before": "0123456789012345678901234567890123456789",
        "after": commit,
        "created": false,
        "deleted": false,
        "forced": false,
        "head_commit": { "id": commit, "message": "A commit" },
        "repository": repository(),
    })
}

/// A pull request of the repository's own branch.
pub(crate) fn pull_request(action: &str, number: u64, branch: &str, commit: &str) -> Value {
    let closed = action == "closed";
    json!({
        "action": action,
        "number": number,
        "pull_request": {
            "number": number,
            "state": if closed { "closed" } else { "open" },
            "title": "A change",
            "draft": false,
            "merged": false,
            "labels": [],
            "user": { "login": "octocat" },
            "head": { "ref": branch, "sha": commit, "repo": repository() },
            "base": { "ref": "main", "sha": "0123456789012345678901234567890123456789", "repo": repository() },
        },
        "repository": repository(),
    })
}
