//! A pipeline that two repositories share: each number, branch and fork of theirs against each deed of ours that writes to a
//! review app.

use std::time::{Duration, SystemTime};

use branchline::sandbox::{
    World,
    github::{PullRequest, sha_of},
};
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};

use crate::{
    chat::said,
    payloads::{pull_request, push, repository},
    pull::{BRANCH, NUMBER, add_review_app, commit, older_commit, workflow, world},
    shared_pipeline::{FORK, theirs, theirs_is_untouched},
    workflow::{REPOSITORY, Workflow},
};

/// An event of ours, and the inputs that go with it.
type Deed = (&'static str, &'static str, Value, &'static [(&'static str, &'static str)]);

const EVERYTHING: &[(&str, &str)] =
    &[("review-app-config-vars", "A=b"), ("run", "rake db:migrate"), ("restart", "true"), ("rollback", "true")];
const DAY: Duration = Duration::from_hours(24);

fn pulls(action: &str) -> Value {
    let mut event = pull_request(action, NUMBER, BRANCH, &commit());
    event["label"] = json!({ "name": "preview" });
    event
}

fn of_fork(action: &str) -> Value {
    let mut event = pulls(action);
    event["pull_request"]["head"]["repo"] = json!({ "id": FORK, "name": "shop", "full_name": "mallory/shop" });
    event
}

/// All that makes, changes or destroys a review app.
fn deeds() -> Vec<Deed> {
    let by_hand = || json!({ "inputs": null, "ref": "refs/heads/main", "repository": repository() });
    let gone = || json!({ "ref": BRANCH, "ref_type": "branch", "repository": repository() });
    let ran = json!({
        "action": "completed",
        "workflow_run": {
            "conclusion": "success", "event": "pull_request", "head_branch": BRANCH, "head_sha": commit(),
            "head_repository": repository(), "pull_requests": [], "repository": repository(),
        },
        "repository": repository(),
    });
    vec![
        ("made or updated", "pull_request", pulls("opened"), EVERYTHING),
        ("made anew", "pull_request", pulls("synchronize"), &[("update", "recreate")]),
        ("made for a fork", "pull_request_target", of_fork("opened"), &[("forks", "allow"), ("run", "rake")]),
        ("made by a push", "push", push(&format!("refs/heads/{BRANCH}"), &commit()), EVERYTHING),
        ("made by a run", "workflow_run", ran, EVERYTHING),
        ("made by hand", "workflow_dispatch", by_hand(), &[("pull-request", "7")]),
        ("asked for in a comment", "issue_comment", said("/redeploy", "octocat"), &[]),
        ("destroyed in a comment", "issue_comment", said("/destroy", "octocat"), &[]),
        ("destroyed by hand", "workflow_dispatch", by_hand(), &[("command", "destroy"), ("ref", BRANCH)]),
        ("destroyed by its number", "workflow_dispatch", by_hand(), &[("command", "destroy"), ("pull-request", "7")]),
        ("closed", "pull_request", pulls("closed"), &[]),
        ("closed by a stranger", "pull_request_target", of_fork("closed"), &[]),
        ("left a draft", "pull_request", pulls("converted_to_draft"), &[("drafts", "skip")]),
        ("without its label", "pull_request", pulls("unlabeled"), &[("label", "preview")]),
        ("its branch gone", "delete", gone(), &[]),
        ("swept", "schedule", json!({ "schedule": "0 3 * * *" }), &[("command", "sweep"), ("stale-days", "1")]),
    ]
}

/// Our pull request, with or without a review app of its own, and the other repository's review app of some days ago.
fn shared(deed: &str, has_own: bool, number: Option<u64>, branch: &str, fork: Option<u64>) -> (World, uuid::Uuid) {
    let mut world = world();
    let is_fork_s = deed.contains("fork") || deed.contains("stranger");
    let pull = PullRequest::new(NUMBER, BRANCH, &commit());
    let there = world.add_repository(REPOSITORY);
    there.collaborators.insert("octocat".to_owned(), "write".to_owned());
    there.pull_requests.retain(|pull| pull.number != NUMBER);
    let pull = if is_fork_s { pull.from_fork("mallory/shop", FORK) } else { pull };
    world.add_pull_request(REPOSITORY, pull);
    if has_own {
        add_review_app(&mut world, Some(NUMBER), &older_commit());
        world.heroku.review_apps[0].fork_repo = is_fork_s.then_some(FORK);
    }
    let id = theirs(&mut world, branch, number, fork);
    for review_app in &mut world.heroku.review_apps {
        review_app.created = SystemTime::now() - 10 * DAY;
    }
    (world, id)
}

/// Ends as the event says that it did.
fn happened(workflow: &Workflow, deed: &str) {
    if deed.starts_with("closed") || deed == "swept" {
        workflow.close();
    }
    if deed == "its branch gone" {
        workflow.sandbox.world().add_repository(REPOSITORY).branches.remove(BRANCH);
    }
}

#[tokio::test]
async fn no_deed_of_one_repository_touches_the_review_app_of_another() {
    let made = [None, Some(NUMBER), Some(8)].into_iter().flat_map(|number| {
        let of = [BRANCH, "api-branch"].into_iter();
        of.flat_map(move |branch| [None, Some(FORK), Some(99)].map(|fork| (number, branch, fork)))
    });
    let cases = made.flat_map(|made| {
        deeds().into_iter().flat_map(move |deed| [false, true].map(|has_own| (made, deed.clone(), has_own)))
    });
    let played = cases.map(|((number, branch, fork), (deed, event, payload, inputs), has_own)| async move {
        let is_fork_s = deed.contains("fork") || deed.contains("stranger");
        // Heroku has one review app for each name of a branch; and what is alike in all three looks the same.
        let is_alike = branch == BRANCH && number == Some(NUMBER) && fork == is_fork_s.then_some(FORK);
        if is_alike || has_own && branch == BRANCH {
            return false;
        }
        let (world, id) = shared(deed, has_own, number, branch, fork);
        let workflow = workflow(world).await.at_speed(8).event(event, &payload);
        let workflow = workflow.set("GITHUB_REF", "refs/heads/main").set("GITHUB_SHA", &sha_of("main"));
        let workflow = inputs.iter().fold(workflow, |workflow, (name, value)| workflow.input(name, value));
        happened(&workflow, deed);
        let run = workflow.run().await;
        assert!([0, 3].contains(&run.code), "{deed}, theirs {number:?} {branch} {fork:?}: {}", run.output);
        theirs_is_untouched(&workflow, id);
        // The positive control: what is ours is acted on.
        if has_own && !["left a draft", "its branch gone"].contains(&deed) {
            let result = run.output("result");
            assert!(!["skipped", "failed"].contains(&result), "{deed}: {result}: {}", run.output);
        }
        true
    });
    let all: Vec<bool> = stream::iter(played).buffer_unordered(10).collect().await;
    assert!(all.iter().filter(|is_played| **is_played).count() > 300, "{} cases", all.len());
}
