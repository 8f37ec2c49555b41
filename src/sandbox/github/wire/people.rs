//! Users and what they may do.

use serde_json::{Value, json};

use super::super::super::urls::Urls;
use super::super::context::Context;
use super::ids::{node_id, number_of};

pub(in crate::sandbox::github) fn user(urls: &Urls, login: &str) -> Value {
    let id = number_of(login);
    let is_bot = login.ends_with("[bot]");
    let page = login.replace('[', "%5B").replace(']', "%5D");
    let url = format!("{}/users/{page}", urls.github);
    json!({
        "login": login,
        "id": id,
        "node_id": node_id("U", id),
        "avatar_url": format!("https://avatars.githubusercontent.com/u/{id}?v=4"),
        "gravatar_id": "",
        "html_url": format!("https://github.com/{page}"),
        "followers_url": format!("{url}/followers"),
        "following_url": format!("{url}/following{{/other_user}}"),
        "gists_url": format!("{url}/gists{{/gist_id}}"),
        "starred_url": format!("{url}/starred{{/owner}}{{/repo}}"),
        "subscriptions_url": format!("{url}/subscriptions"),
        "organizations_url": format!("{url}/orgs"),
        "repos_url": format!("{url}/repos"),
        "events_url": format!("{url}/events{{/privacy}}"),
        "received_events_url": format!("{url}/received_events"),
        "type": if is_bot { "Bot" } else { "User" },
        "site_admin": false,
        "user_view_type": "public",
        "url": url,
    })
}

/// The form in which a user sees their own account, without what only they may see.
pub(in crate::sandbox::github) fn public_user(urls: &Urls, login: &str) -> Value {
    let mut user = user(urls, login);
    for (field, value) in [
        ("name", json!(login)),
        ("company", Value::Null),
        ("blog", Value::Null),
        ("location", Value::Null),
        ("email", Value::Null),
        ("hireable", Value::Null),
        ("bio", Value::Null),
        ("public_repos", json!(1)),
        ("public_gists", json!(0)),
        ("followers", json!(0)),
        ("following", json!(0)),
        ("created_at", json!("2020-01-15T09:00:00Z")),
        ("updated_at", json!("2024-01-15T09:00:00Z")),
    ] {
        user[field] = value;
    }
    user
}

pub(in crate::sandbox::github) fn permission(context: &Context, login: &str, permission: &str) -> Value {
    let admin = permission == "admin";
    let push = admin || permission == "write";
    let mut user = user(context.urls, login);
    user["role_name"] = json!(permission);
    user["permissions"] = json!({
        "admin": admin,
        "maintain": admin,
        "push": push,
        "triage": push,
        "pull": push || permission == "read",
    });
    json!({ "permission": permission, "role_name": permission, "user": user })
}
