//! Which review apps go by the lists, and which stay.

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};

use super::judge::Lists;
use crate::{
    event::PullRequest,
    heroku::{App, ReviewApp},
    names::RepoSlug,
};

const DAY: Duration = Duration::from_hours(24);

fn ago(days: u32) -> String {
    humantime::format_rfc3339_seconds(today() - DAY * days).to_string()
}

fn today() -> SystemTime {
    SystemTime::UNIX_EPOCH + DAY * 20_000
}

fn pull(number: u64, branch: &str, state: &str, fork: Option<u64>) -> PullRequest {
    let home = json!({ "id": 1, "full_name": "acme/shop" });
    let head = fork.map_or(home.clone(), |id| json!({ "id": id, "full_name": "mallory/shop" }));
    let sha = "0123456789abcdef0123456789abcdef01234567";
    let value = json!({
        "number": number, "state": state, "labels": [],
        "head": { "ref": branch, "sha": sha, "repo": head }, "base": { "repo": home },
    });
    PullRequest::from_api(&value).unwrap()
}

/// #1 and #2 are closed; #3 is open, #4 was closed and #5 opened for the same branch, and #6 is a fork's.
fn lists() -> Lists {
    let app = |id: &str, days: Option<u32>| -> App {
        serde_json::from_value(json!({ "id": id, "name": id, "released_at": days.map(ago) })).unwrap()
    };
    let closed = [pull(1, "one", "closed", None), pull(2, "two", "closed", Some(9)), pull(4, "four", "closed", None)];
    let apps = [app("fresh", Some(1)), app("idle", Some(30)), app("never", None)];
    Lists {
        open: vec![pull(3, "three", "open", None), pull(5, "four", "open", None), pull(6, "one", "open", Some(9))],
        closed: closed.into_iter().map(|pull| (pull.number.get(), pull)).collect(),
        branches: ["main", "there"].map(str::to_owned).into(),
        apps: apps.into_iter().map(|app| (app.id.clone(), app)).collect(),
        today: today(),
    }
}

/// A review app that is 40 days old.
fn review_app(branch: &str, more: &Value) -> ReviewApp {
    let mut app = json!({ "id": "r", "branch": branch, "status": "created", "created_at": ago(40) });
    app.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    serde_json::from_value(app).unwrap()
}

fn judged(branch: &str, more: &Value, stale_days: Option<u32>) -> String {
    let repository: RepoSlug = "acme/shop".parse().unwrap();
    let doomed = lists().judge(&review_app(branch, more), stale_days, &repository);
    doomed.map_or_else(|| "stays".to_owned(), |doomed| doomed.because.to_string())
}

#[test]
fn what_is_closed_or_gone_goes_and_nothing_else() {
    let (fork, young) = (json!({ "id": 9 }), ago(0));
    for (branch, more, expected) in [
        ("one", json!({ "pr_number": 1 }), "pull request #1 is closed"),
        ("two", json!({ "pr_number": 2, "fork_repo": fork }), "pull request #2 is closed"),
        ("three", json!({ "pr_number": 3 }), "stays"),
        ("four", json!({ "pr_number": 4 }), "stays"),
        ("four", json!({ "pr_number": 5 }), "stays"),
        // Another repository's pull request of that number, and none of ours.
        ("other", json!({ "pr_number": 1 }), "stays"),
        ("one", json!({ "pr_number": 99 }), "stays"),
        // No pull request.
        ("gone", json!({}), "the branch `gone` is gone"),
        ("gone", json!({ "fork_repo": fork }), "stays"),
        ("there", json!({}), "stays"),
        ("three", json!({}), "stays"),
        ("one", json!({}), "the branch `one` is gone"),
        ("", json!({}), "stays"),
        // In any state, unless a run may be creating it.
        ("one", json!({ "pr_number": 1, "status": "errored" }), "pull request #1 is closed"),
        ("one", json!({ "pr_number": 1, "status": "deleting" }), "pull request #1 is closed"),
        ("one", json!({ "pr_number": 1, "status": "creating" }), "pull request #1 is closed"),
        ("one", json!({ "pr_number": 1, "status": "creating", "created_at": young }), "stays"),
        ("one", json!({ "pr_number": 1, "status": "pending", "created_at": null }), "stays"),
        ("one", json!({ "pr_number": 1, "status": "created", "created_at": young }), "pull request #1 is closed"),
        ("one", json!({ "pr_number": 1, "status": "deleted" }), "stays"),
    ] {
        assert_eq!(judged(branch, &more, None), expected, "{branch} {more}");
    }
}

#[test]
fn what_nobody_deploys_to_goes_where_that_is_known() {
    let of = |app: &str| json!({ "pr_number": 3, "app": { "id": app } });
    for (branch, more, days, expected) in [
        ("three", of("idle"), 30, "no deploy for 30 days"),
        ("three", of("idle"), 31, "stays"),
        ("three", of("fresh"), 1, "no deploy for a day"),
        ("three", of("fresh"), 2, "stays"),
        ("three", of("never"), 30, "no deploy for 30 days"),
        ("three", of("hidden"), 30, "stays"),
        ("three", json!({ "pr_number": 3, "status": "errored" }), 30, "no deploy for 30 days"),
        ("three", json!({ "pr_number": 3, "status": "errored", "created_at": null }), 30, "stays"),
        ("there", json!({ "app": { "id": "idle" } }), 30, "no deploy for 30 days"),
        // Another open pull request of the branch needs it.
        ("four", json!({ "pr_number": 5, "app": { "id": "idle" } }), 30, "no deploy for 30 days"),
        ("four", json!({ "app": { "id": "idle" } }), 30, "stays"),
        ("other", json!({ "pr_number": 3, "app": { "id": "idle" } }), 30, "stays"),
    ] {
        assert_eq!(judged(branch, &more, Some(days)), expected, "{branch} {more}");
    }
}
