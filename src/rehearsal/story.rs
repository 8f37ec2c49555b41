//! The events that a rehearsal plays: a push and the life of a pull request, or the user's own event.

use serde_json::{Value, json};

use super::part::Part;
use crate::{
    inputs::{Environment, spec},
    names::{BranchName, GitRef},
    rules::{Decision, Destination, Rules},
    sandbox::{
        Sandbox,
        github::{PullRequest, PullRequestState, sha_of},
    },
    workflow::{file::WorkflowFile, triggers::Triggers},
};

const REPOSITORY: &str = "acme/shop";
const REPOSITORY_ID: u64 = 1;
const BRANCH: &str = "feature/checkout-2.0";
const NUMBER: u64 = 7;
const TAG: &str = "v1.0.0";
const PULLS: [&str; 2] = ["pull_request", "pull_request_target"];
const BY_HAND_EVENT: &str = "workflow_dispatch";
/// The commands that start by hand or on a schedule.
const BY_HAND: [&str; 4] = ["promote", "rollback", "setup", "sweep"];
/// The story's events for workflows that run on neither pushes nor pull requests.
const OTHERS: [&str; 6] =
    ["workflow_run", "workflow_dispatch", "schedule", "issue_comment", "release", "repository_dispatch"];

/// One event of a rehearsal.
pub(super) struct Scene {
    pub(super) title: String,
    pub(super) payload: Vec<u8>,
    event: String,
    value: Value,
    prepare: Box<dyn Fn(&Sandbox)>,
    /// Why GitHub would not start a run.
    pub(super) no_run: Option<String>,
}

impl Scene {
    /// A scene with the user's own event.
    pub(super) fn of(event: &str, payload: Vec<u8>) -> Self {
        let value = serde_json::from_slice(&payload).unwrap_or_default();
        let title = format!("event {event}");
        Self { title, payload, event: event.to_owned(), value, prepare: Box::new(|_| {}), no_run: None }
    }

    fn told(title: &str, event: &str, value: Value, prepare: impl Fn(&Sandbox) + 'static) -> Self {
        let payload = value.to_string().into_bytes();
        Self {
            title: title.to_owned(),
            payload,
            event: event.to_owned(),
            value,
            prepare: Box::new(prepare),
            no_run: None,
        }
    }

    fn without_run(self, why: String) -> Self {
        Self { no_run: Some(why), ..self }
    }

    /// Makes the event happen in the sandbox.
    pub(super) fn prepare(&self, sandbox: &Sandbox) {
        (self.prepare)(sandbox);
    }

    /// The environment that the runner would pass.
    pub(super) fn environment(&self, part: &Part, workspace: &str) -> Environment {
        let repository = self.value["repository"]["full_name"].as_str().unwrap_or(REPOSITORY);
        let (reference, commit) = stands_at(&self.event, &self.value);
        let facts = [
            ("GITHUB_REPOSITORY", repository),
            ("GITHUB_EVENT_NAME", &self.event),
            ("GITHUB_REF", &reference),
            ("GITHUB_SHA", &commit),
            ("GITHUB_ACTOR", "octocat"),
            ("GITHUB_JOB", part.job.as_deref().unwrap_or_default()),
            ("GITHUB_WORKSPACE", workspace),
        ];
        let facts = facts.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let given = part.inputs.iter().map(|(name, value)| (variable(name), value.clone()));
        let rehearse = [(spec::REHEARSE.variable(), "true".to_owned())];
        Environment::from_pairs(facts.into_iter().chain(given).chain(rehearse))
    }
}

/// The runner's name for an input.
fn variable(input: &str) -> String {
    format!("INPUT_{}", input.replace(' ', "_").to_uppercase())
}

/// The ref and commit of a workflow run for this event
/// (<https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows>).
fn stands_at(event: &str, payload: &Value) -> (String, String) {
    let default = payload["repository"]["default_branch"].as_str().unwrap_or("main");
    let full = |name: &str| if name.starts_with("refs/") { name.to_owned() } else { format!("refs/heads/{name}") };
    let reference = match event {
        "push" | "workflow_dispatch" => full(payload["ref"].as_str().unwrap_or(default)),
        "repository_dispatch" => full(payload["branch"].as_str().unwrap_or(default)),
        "pull_request" => format!("refs/pull/{}/merge", payload["pull_request"]["number"]),
        "release" => format!("refs/tags/{}", payload["release"]["tag_name"].as_str().unwrap_or_default()),
        _ => full(default),
    };
    let is_commit = |sha: &&str| sha.len() == 40 && sha.bytes().all(|byte| byte.is_ascii_hexdigit());
    let pushed = payload["after"].as_str().filter(is_commit).filter(|_| event == "push");
    let name = reference.strip_prefix("refs/heads/").unwrap_or(&reference);
    let commit = pushed.map_or_else(|| sha_of(name), ToOwned::to_owned);
    (reference, commit)
}

/// The scenes for a step: the whole story, or one event for a deed that is started by hand.
pub(super) fn story(part: &Part, workflow: Option<&WorkflowFile>) -> Vec<Scene> {
    let branch = deployed_branch(part.input(&spec::RULES).unwrap_or_default());
    let on = workflow.map(WorkflowFile::triggers);
    let other = OTHERS.into_iter().find(|event| on.is_some_and(|on| on.has(event)));
    let command = part.input(&spec::COMMAND).unwrap_or_default().trim().to_lowercase();
    if BY_HAND.contains(&command.as_str()) {
        return vec![other_scene(other.unwrap_or(BY_HAND_EVENT), &branch)];
    }
    let label = part.input(&spec::LABEL).map(str::trim).filter(|label| !label.is_empty());
    let has_pulls = on.is_none_or(|on| PULLS.iter().any(|event| on.has(event)));
    let first = match on {
        Some(on) if !on.has("push") && other.is_some() => other.map(|event| other_scene(event, &branch)),
        Some(on) if !pushes(on, &branch, "branches") && pushes(on, TAG, "tags") => Some(push_of_tag()),
        Some(on) if !pushes(on, &branch, "branches") => Some(no_push(&branch)),
        _ => Some(push_of_branch(&branch, part.head.as_deref())),
    };
    let pulls = if has_pulls { life_of_pull_request(&branch, label, on) } else { vec![no_pulls()] };
    first.into_iter().chain(pulls).collect()
}

fn pushes(on: Triggers<'_>, name: &str, kind: &str) -> bool {
    on.pushes(&[name.to_owned()], &|other| other == name, kind)
}

/// The branch that the story pushes to: `main`, unless only another branch has an app.
fn deployed_branch(rules: &str) -> String {
    let main = "main".to_owned();
    let Ok(rules) = Rules::parse(rules) else { return main };
    let has_app = |reference: &GitRef| {
        matches!(rules.decide(reference), Ok(Decision::Matched { target: Destination::Apps(_), .. }))
    };
    if main.parse().is_ok_and(|branch: BranchName| has_app(&GitRef::Branch(branch))) {
        return main;
    }
    let branches = rules.iter().filter_map(|rule| rule.pattern.only_reference()).filter(has_app);
    let named: Vec<_> = branches.filter_map(|reference| reference.branch().map(ToString::to_string)).collect();
    named.into_iter().next().unwrap_or(main)
}

fn push_of_branch(branch: &str, head: Option<&str>) -> Scene {
    let commit = head.map_or_else(|| sha_of(branch), ToOwned::to_owned);
    let payload = push(&format!("refs/heads/{branch}"), &commit, branch);
    Scene::told(&format!("push to {branch}"), "push", payload, |_| {})
}

fn push_of_tag() -> Scene {
    let payload = push(&format!("refs/tags/{TAG}"), &sha_of(TAG), "main");
    Scene::told(&format!("push of the tag {TAG}"), "push", payload, |_| {})
}

fn no_push(branch: &str) -> Scene {
    let why = format!("GitHub starts no run: the workflow's `on` has no `push` of `{branch}`.");
    Scene::told(&format!("push to {branch}"), "push", Value::Null, |_| {}).without_run(why)
}

fn no_pulls() -> Scene {
    let why = "GitHub starts no run: the workflow's `on` has no `pull_request`.";
    Scene::told("pull request #7", PULLS[0], Value::Null, |_| {}).without_run(why.to_owned())
}

/// A pull request that is opened, pushed to, and closed.
fn life_of_pull_request(base: &str, label: Option<&str>, on: Option<Triggers<'_>>) -> Vec<Scene> {
    let labels: Vec<_> = label.map(ToOwned::to_owned).into_iter().collect();
    let (first, second) = (sha_of("first"), sha_of("second"));
    let event = PULLS.into_iter().find(|event| on.is_some_and(|on| on.has(event))).unwrap_or(PULLS[0]);
    let scene = |title: &str, action: &str, commit: &str, prepare: Box<dyn Fn(&Sandbox)>| {
        let scene = Scene::told(title, event, pull_request(action, commit, base, &labels), prepare);
        if on.is_none_or(|on| on.types(event).contains(&action)) {
            return scene;
        }
        scene.without_run(format!("GitHub starts no run: `{event}` does not name `{action}` among its `types`."))
    };
    let mut pull = PullRequest::new(NUMBER, BRANCH, &first);
    base.clone_into(&mut pull.base_branch);
    pull.labels.clone_from(&labels);
    let open = move |sandbox: &Sandbox| {
        let mut world = sandbox.world();
        world.add_pull_request(REPOSITORY, pull.clone());
        world.add_repository(REPOSITORY).commits.insert(sha_of("first"), "A new checkout".to_owned());
    };
    let push = |sandbox: &Sandbox| {
        let mut world = sandbox.world();
        let repository = world.add_repository(REPOSITORY);
        repository.push(BRANCH, &sha_of("second"));
        repository.commits.insert(sha_of("second"), "Round to cents".to_owned());
    };
    let close = |sandbox: &Sandbox| {
        let mut world = sandbox.world();
        for pull in &mut world.add_repository(REPOSITORY).pull_requests {
            pull.state = PullRequestState::Merged;
        }
    };
    vec![
        scene("pull request #7 opened", "opened", &first, Box::new(open)),
        scene("push to pull request #7", "synchronize", &second, Box::new(push)),
        scene("pull request #7 closed", "closed", &second, Box::new(close)),
    ]
}

/// A scene for an event that is about neither pushes nor pull requests.
fn other_scene(event: &str, branch: &str) -> Scene {
    let repository = repository(branch);
    let (title, payload) = match event {
        "schedule" => ("the schedule".to_owned(), json!({ "schedule": "17 4 * * *", "repository": repository })),
        "workflow_run" => {
            let run = json!({
                "conclusion": "success", "event": "push", "head_branch": branch, "head_sha": sha_of(branch),
                "head_repository": repository, "repository": repository, "pull_requests": [],
            });
            let payload = json!({ "action": "completed", "workflow_run": run, "repository": repository });
            (format!("another workflow passed on {branch}"), payload)
        }
        "issue_comment" => {
            let issue = json!({ "number": NUMBER, "state": "open", "pull_request": {}, "title": "A new checkout" });
            let comment = json!({ "id": 1, "body": "/deploy", "user": { "login": "octocat", "type": "User" } });
            let payload = json!({ "action": "created", "issue": issue, "comment": comment, "repository": repository });
            ("`/deploy` in a comment on pull request #7".to_owned(), payload)
        }
        "release" => {
            let release = json!({ "tag_name": TAG, "draft": false, "prerelease": false });
            let payload = json!({ "action": "published", "release": release, "repository": repository });
            (format!("release {TAG} published"), payload)
        }
        "repository_dispatch" => {
            let payload = json!({ "action": "deploy", "branch": branch, "repository": repository });
            (format!("repository_dispatch on {branch}"), payload)
        }
        _ => {
            let full = format!("refs/heads/{branch}");
            let payload = json!({ "ref": full, "inputs": null, "repository": repository });
            (format!("run by hand on {branch}"), payload)
        }
    };
    let event = if OTHERS.contains(&event) { event } else { BY_HAND_EVENT };
    Scene::told(&title, event, payload, |_| {})
}

fn repository(default_branch: &str) -> Value {
    json!({ "id": REPOSITORY_ID, "name": "shop", "full_name": REPOSITORY, "default_branch": default_branch })
}

fn push(reference: &str, commit: &str, default_branch: &str) -> Value {
    json!({
        "ref": reference,
        "before": sha_of("before"),
        "after": commit,
        "created": false,
        "deleted": false,
        "forced": false,
        "head_commit": { "id": commit, "message": "Take payments" },
        "repository": repository(default_branch),
    })
}

fn pull_request(action: &str, commit: &str, base: &str, labels: &[String]) -> Value {
    let labels: Vec<_> = labels.iter().map(|name| json!({ "name": name })).collect();
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
            "labels": labels,
            "head": { "ref": BRANCH, "sha": commit, "repo": repository(base) },
            "base": { "ref": base, "sha": sha_of(base), "repo": repository(base) },
        },
        "repository": repository(base),
    })
}
