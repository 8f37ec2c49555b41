//! The story that a rehearsal tells: a push, and the life of a pull request.

use serde_json::{Value, json};

use crate::{
    inputs::Environment,
    sandbox::{
        Sandbox,
        github::{PullRequest, PullRequestState, sha_of},
    },
};

const REPOSITORY: &str = "acme/shop";
const REPOSITORY_ID: u64 = 1;
const BRANCH: &str = "feature/checkout-2.0";
const NUMBER: u64 = 7;

/// One event of a rehearsal.
pub(super) struct Scene {
    pub(super) title: String,
    pub(super) payload: Vec<u8>,
    event: String,
    repository: String,
    prepare: fn(&Sandbox),
}

impl Scene {
    /// A user's own event.
    pub(super) fn of(event: &str, payload: Vec<u8>) -> Self {
        let value: Value = serde_json::from_slice(&payload).unwrap_or_default();
        let repository = value["repository"]["full_name"].as_str().unwrap_or(REPOSITORY).to_owned();
        Self { title: format!("event {event}"), payload, event: event.to_owned(), repository, prepare: |_| {} }
    }

    fn told(title: &str, event: &str, payload: &Value, prepare: fn(&Sandbox)) -> Self {
        let payload = payload.to_string().into_bytes();
        Self { title: title.to_owned(), payload, event: event.to_owned(), repository: REPOSITORY.to_owned(), prepare }
    }

    /// Makes happen at GitHub what the event tells of.
    pub(super) fn prepare(&self, sandbox: &Sandbox) {
        (self.prepare)(sandbox);
    }

    /// What the runner would pass.
    pub(super) fn environment(&self, rules: &str) -> Environment {
        let main = sha_of("main");
        Environment::from_pairs([
            ("GITHUB_REPOSITORY", self.repository.as_str()),
            ("GITHUB_EVENT_NAME", &self.event),
            ("GITHUB_REF", "refs/heads/main"),
            ("GITHUB_SHA", &main),
            ("GITHUB_ACTOR", "octocat"),
            ("INPUT_RULES", rules),
            ("INPUT_PIPELINE", "acme"),
            ("INPUT_LABEL", ""),
            ("INPUT_REHEARSE", "true"),
        ])
    }
}

/// A push that deploys, and a pull request that is opened, pushed to, and closed.
pub(super) fn story() -> Vec<Scene> {
    let (first, second) = (sha_of("first"), sha_of("second"));
    vec![
        Scene::told("push to main", "push", &push(&sha_of("main")), |_| {}),
        Scene::told("pull request #7 opened", "pull_request", &pull_request("opened", &first), |sandbox| {
            let pull = PullRequest::new(NUMBER, BRANCH, &sha_of("first"));
            sandbox.world().add_pull_request(REPOSITORY, pull);
        }),
        Scene::told("push to pull request #7", "pull_request", &pull_request("synchronize", &second), |sandbox| {
            sandbox.world().add_repository(REPOSITORY).push(BRANCH, &sha_of("second"));
        }),
        Scene::told("pull request #7 closed", "pull_request", &pull_request("closed", &second), |sandbox| {
            let mut world = sandbox.world();
            for pull in &mut world.add_repository(REPOSITORY).pull_requests {
                pull.state = PullRequestState::Merged;
            }
        }),
    ]
}

fn repository() -> Value {
    json!({ "id": REPOSITORY_ID, "name": "shop", "full_name": REPOSITORY, "default_branch": "main" })
}

fn push(commit: &str) -> Value {
    json!({
        "ref": "refs/heads/main",
        "before": sha_of("before"),
        "after": commit,
        "created": false,
        "deleted": false,
        "forced": false,
        "head_commit": { "id": commit, "message": "Take payments" },
        "repository": repository(),
    })
}

fn pull_request(action: &str, commit: &str) -> Value {
    let closed = action == "closed";
    json!({
        "action": action,
        "number": NUMBER,
        "pull_request": {
            "number": NUMBER,
            "state": if closed { "closed" } else { "open" },
            "title": "A new checkout",
            "draft": false,
            "merged": closed,
            "labels": [],
            "head": { "ref": BRANCH, "sha": commit, "repo": repository() },
            "base": { "ref": "main", "sha": sha_of("main"), "repo": repository() },
        },
        "repository": repository(),
    })
}
