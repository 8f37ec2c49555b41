//! Pull requests and their labels.

use serde_json::{Value, json};

use super::super::super::clock::timestamp;
use super::super::context::Context;
use super::super::repository::{PullRequest, PullRequestState, SourceRepository};
use super::ids::{node_id, number_of};
use super::people::user;
use super::repository;

const TIME: &str = "2024-01-15T09:00:00Z";

pub(in crate::sandbox::github) fn label(context: &Context, name: &str) -> Value {
    let id = number_of(name);
    json!({
        "id": id,
        "node_id": node_id("LA", id),
        "url": context.url(&format!("/labels/{name}")),
        "name": name,
        "description": "",
        "color": "ededed",
        "default": false,
    })
}

/// The form in a list.
pub(in crate::sandbox::github) fn simple_pull_request(context: &Context, pull: &PullRequest) -> Value {
    let labels: Vec<Value> = pull.labels.iter().map(|name| label(context, name)).collect();
    let open = pull.state == PullRequestState::Open;
    let merged = pull.state == PullRequestState::Merged;
    let mut value = addresses(context, pull);
    let fields = json!({
        "id": number_of(&context.repository.full_name) + pull.number,
        "node_id": node_id("PR", pull.number),
        "number": pull.number,
        "state": if open { "open" } else { "closed" },
        "locked": context.repository.locked.contains(&pull.number),
        "title": pull.title,
        "user": user(context.urls, &pull.author),
        "body": null,
        "labels": labels,
        "milestone": null,
        "active_lock_reason": null,
        "created_at": timestamp(pull.created),
        "updated_at": timestamp(pull.updated),
        "closed_at": (!open).then_some(TIME),
        "merged_at": merged.then_some(TIME),
        "merge_commit_sha": null,
        "assignee": null,
        "assignees": [],
        "requested_reviewers": [],
        "requested_teams": [],
        "head": head(context, pull),
        "base": base(context, pull),
        "author_association": "CONTRIBUTOR",
        "auto_merge": null,
        "draft": pull.draft,
    });
    merge(&mut value, fields);
    value
}

/// The form on its own.
pub(in crate::sandbox::github) fn pull_request(context: &Context, pull: &PullRequest) -> Value {
    let mut value = simple_pull_request(context, pull);
    let fields = json!({
        "merged": pull.state == PullRequestState::Merged,
        "mergeable": true,
        "rebaseable": true,
        "mergeable_state": "clean",
        "merged_by": null,
        "comments": 0,
        "review_comments": 0,
        "maintainer_can_modify": false,
        "commits": 1,
        "additions": 1,
        "deletions": 0,
        "changed_files": 1,
    });
    merge(&mut value, fields);
    value
}

fn merge(value: &mut Value, fields: Value) {
    if let (Value::Object(value), Value::Object(fields)) = (value, fields) {
        value.extend(fields);
    }
}

fn addresses(context: &Context, pull: &PullRequest) -> Value {
    let (number, sha) = (pull.number, &pull.head_sha);
    let page = format!("https://github.com/{}/pull/{number}", context.repository.full_name);
    let own = context.url(&format!("/pulls/{number}"));
    let issue = context.url(&format!("/issues/{number}"));
    let statuses = context.url(&format!("/statuses/{sha}"));
    let review_comment = context.url("/pulls/comments{/number}");
    let link = |address: &str| json!({ "href": address });
    json!({
        "url": own,
        "html_url": page,
        "diff_url": format!("{page}.diff"),
        "patch_url": format!("{page}.patch"),
        "issue_url": issue,
        "commits_url": format!("{own}/commits"),
        "review_comments_url": format!("{own}/comments"),
        "review_comment_url": review_comment,
        "comments_url": format!("{issue}/comments"),
        "statuses_url": statuses,
        "_links": {
            "self": link(&own),
            "html": link(&page),
            "issue": link(&issue),
            "comments": link(&format!("{issue}/comments")),
            "review_comments": link(&format!("{own}/comments")),
            "review_comment": link(&review_comment),
            "commits": link(&format!("{own}/commits")),
            "statuses": link(&statuses),
        },
    })
}

fn head(context: &Context, pull: &PullRequest) -> Value {
    let own = &context.repository.full_name;
    let (full_name, repository) = match &pull.head_repository {
        SourceRepository::Same => (own, repository::repository(context.urls, context.repository)),
        SourceRepository::Fork { id, full_name } => (full_name, repository::fork(context.urls, full_name, *id)),
        SourceRepository::Deleted => (own, Value::Null),
    };
    let mut repository = repository;
    if let (Some(pushed), true) = (pull.pushed, repository.is_object()) {
        repository["pushed_at"] = json!(timestamp(pushed));
    }
    side(context, full_name, &pull.head_branch, &pull.head_sha, &repository)
}

fn base(context: &Context, pull: &PullRequest) -> Value {
    let sha = context.repository.resolve(&pull.base_branch).unwrap_or_default();
    let repository = repository::repository(context.urls, context.repository);
    let full_name = &context.repository.full_name;
    side(context, full_name, &pull.base_branch, sha, &repository)
}

fn side(context: &Context, full_name: &str, branch: &str, sha: &str, repository: &Value) -> Value {
    let (owner, _) = full_name.split_once('/').unwrap_or_default();
    json!({
        "label": format!("{owner}:{branch}"),
        "ref": branch,
        "sha": sha,
        "user": user(context.urls, owner),
        "repo": repository,
    })
}
