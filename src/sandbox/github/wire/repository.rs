//! Repositories.

use serde_json::{Value, json};

use super::super::super::urls::Urls;
use super::super::repository::Repository;
use super::ids::node_id;
use super::people::user;

/// Fields whose value is the repository's own address and this behind it.
const ADDRESSES: [(&str, &str); 37] = [
    ("url", ""),
    ("archive_url", "/{archive_format}{/ref}"),
    ("assignees_url", "/assignees{/user}"),
    ("blobs_url", "/git/blobs{/sha}"),
    ("branches_url", "/branches{/branch}"),
    ("collaborators_url", "/collaborators{/collaborator}"),
    ("comments_url", "/comments{/number}"),
    ("commits_url", "/commits{/sha}"),
    ("compare_url", "/compare/{base}...{head}"),
    ("contents_url", "/contents/{+path}"),
    ("contributors_url", "/contributors"),
    ("deployments_url", "/deployments"),
    ("downloads_url", "/downloads"),
    ("events_url", "/events"),
    ("forks_url", "/forks"),
    ("git_commits_url", "/git/commits{/sha}"),
    ("git_refs_url", "/git/refs{/sha}"),
    ("git_tags_url", "/git/tags{/sha}"),
    ("hooks_url", "/hooks"),
    ("issue_comment_url", "/issues/comments{/number}"),
    ("issue_events_url", "/issues/events{/number}"),
    ("issues_url", "/issues{/number}"),
    ("keys_url", "/keys{/key_id}"),
    ("labels_url", "/labels{/name}"),
    ("languages_url", "/languages"),
    ("merges_url", "/merges"),
    ("milestones_url", "/milestones{/number}"),
    ("notifications_url", "/notifications{?since,all,participating}"),
    ("pulls_url", "/pulls{/number}"),
    ("releases_url", "/releases{/id}"),
    ("stargazers_url", "/stargazers"),
    ("statuses_url", "/statuses/{sha}"),
    ("subscribers_url", "/subscribers"),
    ("subscription_url", "/subscription"),
    ("tags_url", "/tags"),
    ("teams_url", "/teams"),
    ("trees_url", "/git/trees{/sha}"),
];

const COUNTS: [&str; 10] = [
    "forks",
    "forks_count",
    "network_count",
    "open_issues",
    "open_issues_count",
    "size",
    "stargazers_count",
    "subscribers_count",
    "watchers",
    "watchers_count",
];

const TIME: &str = "2024-01-15T09:00:00Z";

pub(in crate::sandbox::github) fn repository(urls: &Urls, repository: &Repository) -> Value {
    let (id, private) = (repository.id, repository.private);
    let mut value = named(urls, &repository.full_name, id, private, false);
    value["default_branch"] = json!(repository.default_branch);
    value
}

pub(in crate::sandbox::github) fn full_repository(urls: &Urls, about: &Repository) -> Value {
    let mut value = repository(urls, about);
    value["has_discussions"] = json!(false);
    value["permissions"] = json!({ "admin": false, "maintain": false, "push": false, "triage": false, "pull": true });
    value
}

/// A fork of which nothing but name and id matters.
pub(super) fn fork(urls: &Urls, full_name: &str, id: u64) -> Value {
    named(urls, full_name, id, false, true)
}

fn named(urls: &Urls, full_name: &str, id: u64, private: bool, fork: bool) -> Value {
    let (owner, name) = full_name.split_once('/').unwrap_or_default();
    let mut value = json!({
        "id": id,
        "node_id": node_id("R", id),
        "name": name,
        "full_name": full_name,
        "owner": user(urls, owner),
        "private": private,
        "visibility": if private { "private" } else { "public" },
        "html_url": format!("https://github.com/{full_name}"),
        "git_url": format!("git://github.com/{full_name}.git"),
        "ssh_url": format!("git@github.com:{full_name}.git"),
        "clone_url": format!("https://github.com/{full_name}.git"),
        "svn_url": format!("https://github.com/{full_name}"),
        "description": null,
        "homepage": null,
        "language": null,
        "license": null,
        "fork": fork,
        "default_branch": "main",
        "pushed_at": TIME,
        "created_at": TIME,
        "updated_at": TIME,
    });
    for flag in ["issues", "projects", "wiki", "downloads"] {
        value[format!("has_{flag}")] = json!(true);
    }
    for flag in ["has_pages", "archived", "disabled", "is_template"] {
        value[flag] = json!(false);
    }
    for (field, rest) in ADDRESSES {
        value[field] = json!(format!("{}/repos/{full_name}{rest}", urls.github));
    }
    for field in COUNTS {
        value[field] = json!(0);
    }
    value["mirror_url"] = Value::Null;
    value
}
