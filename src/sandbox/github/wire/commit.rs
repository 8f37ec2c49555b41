//! Branches, commits, their statuses and check runs.

use serde_json::{Value, json};

use super::super::super::clock::timestamp;
use super::super::activity::{CheckRun, CommitStatus};
use super::super::context::Context;
use super::super::repository::sha_of;
use super::ids::{node_id, number_of};
use super::people::user;

const TIME: &str = "2024-01-15T09:00:00Z";

pub(in crate::sandbox::github) fn commit(context: &Context, sha: &str) -> Value {
    let message = context.repository.commits.get(sha).map_or("", String::as_str);
    let page = format!("https://github.com/{}", context.repository.full_name);
    let tree = sha_of(&format!("tree of {sha}"));
    let author = json!({ "name": "Octo Cat", "email": "octocat@example.com", "date": TIME });
    let person = user(context.urls, "octocat");
    json!({
        "url": context.url(&format!("/commits/{sha}")),
        "sha": sha,
        "node_id": node_id("C", number_of(sha)),
        "html_url": format!("{page}/commit/{sha}"),
        "comments_url": context.url(&format!("/commits/{sha}/comments")),
        "commit": {
            "url": context.url(&format!("/git/commits/{sha}")),
            "author": author,
            "committer": author,
            "message": message,
            "comment_count": 0,
            "tree": { "sha": tree, "url": context.url(&format!("/git/trees/{tree}")) },
        },
        "author": person,
        "committer": person,
        "parents": [],
        "stats": { "additions": 0, "deletions": 0, "total": 0 },
        "files": [],
    })
}

pub(in crate::sandbox::github) fn comparison(
    context: &Context,
    base: &str,
    head: &str,
    ancestor: &str,
    (ahead, behind): (usize, usize),
    commits: &[&str],
) -> Value {
    let page = format!("https://github.com/{}/compare/{base}...{head}", context.repository.full_name);
    let commits: Vec<_> = commits.iter().map(|sha| commit(context, sha)).collect();
    let status = match (ahead, behind) {
        (0, 0) => "identical",
        (_, 0) => "ahead",
        (0, _) => "behind",
        _ => "diverged",
    };
    json!({
        "url": context.url(&format!("/compare/{base}...{head}")),
        "html_url": page,
        "permalink_url": page,
        "diff_url": format!("{page}.diff"),
        "patch_url": format!("{page}.patch"),
        "base_commit": commit(context, base),
        "merge_base_commit": commit(context, ancestor),
        "status": status,
        "ahead_by": ahead,
        "behind_by": behind,
        "total_commits": ahead,
        "commits": commits,
        "files": [],
    })
}

pub(in crate::sandbox::github) fn branch(context: &Context, name: &str, sha: &str) -> Value {
    let address = context.url(&format!("/branches/{name}"));
    json!({
        "name": name,
        "commit": commit(context, sha),
        "_links": {
            "self": address,
            "html": format!("https://github.com/{}/tree/{name}", context.repository.full_name),
        },
        "protected": false,
        "protection": { "enabled": false },
        "protection_url": format!("{address}/protection"),
    })
}

pub(in crate::sandbox::github) fn commit_status(context: &Context, status: &CommitStatus) -> Value {
    let creator = user(context.urls, &status.creator);
    json!({
        "url": context.url(&format!("/statuses/{}", status.sha)),
        "avatar_url": creator["avatar_url"],
        "id": status.id,
        "node_id": node_id("SC", status.id),
        "state": status.state,
        "description": status.description,
        "target_url": status.target_url,
        "context": status.context,
        "created_at": timestamp(status.created),
        "updated_at": timestamp(status.created),
    })
}

pub(in crate::sandbox::github) fn check_run(context: &Context, run: &CheckRun) -> Value {
    let address = context.url(&format!("/check-runs/{}", run.id));
    let completed = run.conclusion.as_ref().map(|_| TIME);
    let mut value = json!({
        "id": run.id,
        "node_id": node_id("CR", run.id),
        "name": run.name,
        "head_sha": run.sha,
        "external_id": "",
        "html_url": format!("https://github.com/{}/runs/{}", context.repository.full_name, run.id),
        "details_url": null,
        "status": run.status,
        "conclusion": run.conclusion,
        "started_at": TIME,
        "completed_at": completed,
        "output": {
            "title": null,
            "summary": null,
            "text": null,
            "annotations_count": 0,
            "annotations_url": format!("{address}/annotations"),
        },
        "check_suite": { "id": run.id + 1 },
        "app": null,
        "pull_requests": [],
        "url": address,
    });
    for (field, replacement) in &run.more {
        value[field] = replacement.clone();
    }
    value
}
