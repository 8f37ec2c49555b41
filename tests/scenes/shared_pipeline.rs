//! A pipeline that two repositories share, each with its own #7: no run of one writes to the other's review app.

use std::time::Duration;

use branchline::sandbox::{
    BuildScript, Fault, FaultKind, Outcome, Service, Turn, World,
    github::{PullRequest, sha_of},
    heroku::{App, Build, ReviewApp},
};
use futures_util::future::join_all;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    pull::{BRANCH, NUMBER, add_review_app, commit, payload, workflow_of, world},
    workflow::{REPOSITORY, Run, Workflow},
};

const OTHER: &str = "acme/api";
pub(crate) const THEIRS: &str = "acme-api-pr-7";
pub(crate) const FORK: u64 = 4242;

fn their_commit() -> String {
    sha_of("of the other repository")
}

/// The other repository's review app: of this branch, with or without this number and fork.
pub(crate) fn theirs(world: &mut World, branch: &str, number: Option<u64>, fork: Option<u64>) -> Uuid {
    world.add_repository(OTHER).push(branch, &their_commit());
    let mut app = App::new(THEIRS);
    let script = BuildScript::new(&[], Outcome::Succeeded);
    app.builds.push(Build::start("https://example.com/a.tar.gz", Some(&their_commit()), script));
    let pipeline = world.heroku.pipelines[0].id;
    let mut review_app = ReviewApp::created(pipeline, branch, number, &app);
    review_app.fork_repo = fork;
    let id = review_app.id;
    world.heroku.review_apps.push(review_app);
    world.heroku.apps.push(app);
    id
}

/// The other repository's review app is as it was, and nobody has asked Heroku for anything else.
#[track_caller]
pub(crate) fn theirs_is_untouched(workflow: &Workflow, id: Uuid) {
    let world = workflow.sandbox.world();
    let there = world.heroku.review_apps.iter().find(|app| app.id == id).expect("theirs is gone");
    let app = world.heroku.app(THEIRS).expect("their app is gone");
    assert_eq!((app.builds.len(), app.config_vars.len()), (1, 0), "{there:?}");
    let touched =
        |path: &str| path.contains(&id.to_string()) || path.contains(&app.id.to_string()) || path.contains(THEIRS);
    let asked = workflow.sandbox.requests();
    let writes: Vec<_> =
        asked.iter().filter(|it| it.method != "GET" && touched(&it.path)).map(ToString::to_string).collect();
    assert!(writes.is_empty(), "{writes:?}");
}

pub(crate) fn post(kind: FaultKind) -> Fault {
    Fault::new(Service::Heroku, "POST", "/review-apps", kind).at(Turn::Only(1))
}

pub(crate) fn unavailable() -> FaultKind {
    FaultKind::Status(503, json!({ "id": "service_unavailable", "message": "Service Unavailable" }))
}

fn conflict() -> FaultKind {
    FaultKind::Status(409, json!({ "id": "conflict", "message": "A review app already exists" }))
}

pub(crate) fn reason_names_theirs(run: &Run) {
    let reason = run.output("reason");
    assert!(reason.contains(THEIRS) && reason.contains("another repository's"), "{reason}");
}

// Of the same number

#[tokio::test]
async fn a_creation_that_fails_once_is_not_built_on_the_other_number_seven() {
    let faults = [
        unavailable(),
        conflict(),
        FaultKind::ResetBefore,
        FaultKind::ResetAfter,
        FaultKind::StatusAfter(502, json!("<html>")),
    ];
    join_all(faults.into_iter().map(async |fault| {
        let mut world = world();
        let id = theirs(&mut world, "api-branch", Some(NUMBER), None);
        let workflow = workflow_of("opened", world).await;
        workflow.sandbox.fault(post(fault.clone()));
        workflow.run().await.ended(0, "created");
        theirs_is_untouched(&workflow, id);
        assert!(workflow.sandbox.world().heroku.review_app(BRANCH).is_some(), "{fault:?}: ours was never made");
    }))
    .await;
}

#[tokio::test]
async fn what_closes_while_it_is_created_takes_only_its_own_along() {
    let mut world = world();
    world.heroku.build_script.linger = Duration::from_millis(700);
    let id = theirs(&mut world, "api-branch", Some(NUMBER), None);
    let workflow = workflow_of("opened", world).await;
    let (run, ()) = tokio::join!(workflow.run(), async {
        let creating = |world: &World| world.heroku.review_apps.len() == 2;
        assert!(workflow.sandbox.wait_until(Duration::from_secs(20), creating).await);
        workflow.close();
    });
    run.ended(0, "skipped");
    theirs_is_untouched(&workflow, id);
    assert_eq!(workflow.sandbox.world().heroku.review_apps.len(), 1);
}

#[tokio::test]
async fn the_end_of_ours_is_not_the_end_of_theirs() {
    for has_own in [true, false] {
        let mut world = world();
        if has_own {
            add_review_app(&mut world, Some(NUMBER), &commit());
        }
        let id = theirs(&mut world, "api-branch", Some(NUMBER), None);
        let workflow = workflow_of("closed", world).await;
        workflow.close();
        let run = workflow.run().await;
        run.ended(0, if has_own { "destroyed" } else { "skipped" });
        theirs_is_untouched(&workflow, id);
        assert_eq!(workflow.sandbox.world().heroku.review_apps.len(), 1);
    }
}

// Both at once

/// The other repository's event about its own #7, from a branch of another name.
fn in_other(workflow: &Workflow, action: &str) -> Workflow {
    let text = payload(action).to_string().replace(REPOSITORY, OTHER).replace(BRANCH, "api-branch");
    let payload: Value = serde_json::from_str(&text.replace(&commit(), &their_commit())).unwrap();
    workflow.beside().set("GITHUB_REPOSITORY", OTHER).set("GITHUB_RUN_ID", "4712").event("pull_request", &payload)
}

fn branches(workflow: &Workflow) -> Vec<String> {
    let mut branches: Vec<_> =
        workflow.sandbox.world().heroku.review_apps.iter().map(|review_app| review_app.branch.clone()).collect();
    branches.sort_unstable();
    branches
}

#[tokio::test]
async fn each_of_two_repositories_has_and_loses_its_own_number_seven() {
    let mut world = world();
    world.add_pull_request(OTHER, PullRequest::new(NUMBER, "api-branch", &their_commit()));
    let ours = workflow_of("opened", world).await;
    let theirs = in_other(&ours, "opened");
    let (one, two) = tokio::join!(ours.run(), theirs.run());
    one.ended(0, "created");
    two.ended(0, "created");
    assert_eq!(branches(&ours), ["api-branch", BRANCH]);
    let ours = ours.event("pull_request", &payload("closed"));
    ours.close();
    ours.run().await.ended(0, "destroyed");
    assert_eq!(branches(&ours), ["api-branch"]);
    let theirs = in_other(&ours, "closed");
    for pull in &mut theirs.sandbox.world().add_repository(OTHER).pull_requests {
        pull.state = branchline::sandbox::github::PullRequestState::Closed;
    }
    theirs.run().await.ended(0, "destroyed");
    assert!(branches(&theirs).is_empty());
}
