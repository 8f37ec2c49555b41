//! A pipeline that two repositories share, each with its own #7: no run of one writes to the other's review app.

use std::time::Duration;

use branchline::sandbox::{
    BuildScript, Fault, FaultKind, Outcome, ReviewAppScript, Service, Turn, World,
    github::{Access, PullRequest, Scope, SourceRepository, sha_of},
    heroku::{App, Build, ReviewApp},
};
use futures_util::future::join_all;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    chat::said,
    payloads::{push, repository},
    pull::{BRANCH, NUMBER, add_review_app, commit, older_commit, payload, stage, stage_of, world},
    stage::{REPOSITORY, Run, Stage},
};

const OTHER: &str = "acme/api";
const THEIRS: &str = "acme-api-pr-7";
const FORK: u64 = 4242;

/// Inputs of a step, by name.
type Inputs = &'static [(&'static str, &'static str)];

fn their_commit() -> String {
    sha_of("of the other repository")
}

/// The other repository's review app: of this branch, with or without this number and fork.
fn theirs(world: &mut World, branch: &str, number: Option<u64>, fork: Option<u64>) -> Uuid {
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
fn theirs_is_untouched(stage: &Stage, id: Uuid) {
    let world = stage.sandbox.world();
    let there = world.heroku.review_apps.iter().find(|app| app.id == id).expect("theirs is gone");
    let app = world.heroku.app(THEIRS).expect("their app is gone");
    assert_eq!((app.builds.len(), app.config_vars.len()), (1, 0), "{there:?}");
    let touched =
        |path: &str| path.contains(&id.to_string()) || path.contains(&app.id.to_string()) || path.contains(THEIRS);
    let asked = stage.sandbox.requests();
    let writes: Vec<_> =
        asked.iter().filter(|it| it.method != "GET" && touched(&it.path)).map(ToString::to_string).collect();
    assert!(writes.is_empty(), "{writes:?}");
}

fn post(kind: FaultKind) -> Fault {
    Fault::new(Service::Heroku, "POST", "/review-apps", kind).at(Turn::Only(1))
}

fn unavailable() -> FaultKind {
    FaultKind::Status(503, json!({ "id": "service_unavailable", "message": "Service Unavailable" }))
}

fn conflict() -> FaultKind {
    FaultKind::Status(409, json!({ "id": "conflict", "message": "A review app already exists" }))
}

fn reason_names_theirs(run: &Run) {
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
        let stage = stage_of("opened", world).await;
        stage.sandbox.fault(post(fault.clone()));
        stage.run().await.ended(0, "created");
        theirs_is_untouched(&stage, id);
        assert!(stage.sandbox.world().heroku.review_app(BRANCH).is_some(), "{fault:?}: ours was never made");
    }))
    .await;
}

#[tokio::test]
async fn what_closes_while_it_is_created_takes_only_its_own_along() {
    let mut world = world();
    world.heroku.build_script.linger = Duration::from_millis(700);
    let id = theirs(&mut world, "api-branch", Some(NUMBER), None);
    let stage = stage_of("opened", world).await;
    let (run, ()) = tokio::join!(stage.run(), async {
        let creating = |world: &World| world.heroku.review_apps.len() == 2;
        assert!(stage.sandbox.wait_until(Duration::from_secs(20), creating).await);
        stage.close();
    });
    run.ended(0, "skipped");
    theirs_is_untouched(&stage, id);
    assert_eq!(stage.sandbox.world().heroku.review_apps.len(), 1);
}

#[tokio::test]
async fn the_end_of_ours_is_not_the_end_of_theirs() {
    for has_own in [true, false] {
        let mut world = world();
        if has_own {
            add_review_app(&mut world, Some(NUMBER), &commit());
        }
        let id = theirs(&mut world, "api-branch", Some(NUMBER), None);
        let stage = stage_of("closed", world).await;
        stage.close();
        let run = stage.run().await;
        run.ended(0, if has_own { "destroyed" } else { "skipped" });
        theirs_is_untouched(&stage, id);
        assert_eq!(stage.sandbox.world().heroku.review_apps.len(), 1);
    }
}

// Of the same branch

#[tokio::test]
async fn a_deleted_branch_leaves_theirs_of_that_name_and_says_so() {
    let mut gone = push(&format!("refs/heads/{BRANCH}"), "0000000000000000000000000000000000000000");
    gone["deleted"] = json!(true);
    gone["head_commit"] = json!(null);
    let by_delete = json!({ "ref": BRANCH, "ref_type": "branch", "repository": repository() });
    for (event, payload) in [("push", &gone), ("delete", &by_delete)] {
        for number in [None, Some(3)] {
            let mut world = world();
            world.add_repository(REPOSITORY).branches.remove(BRANCH);
            let id = theirs(&mut world, BRANCH, number, None);
            let stage = stage(world).await.event(event, payload);
            let run = stage.run().await;
            run.ended(0, "skipped");
            reason_names_theirs(&run);
            theirs_is_untouched(&stage, id);
        }
    }
}

#[tokio::test]
async fn theirs_of_the_same_branch_is_neither_built_on_nor_replaced() {
    join_all([(None, "in-place"), (None, "recreate"), (Some(3), "in-place"), (Some(3), "recreate")].map(
        async |(number, update)| {
            let mut world = world();
            let id = theirs(&mut world, BRANCH, number, None);
            let stage = stage_of("synchronize", world).await.input("update", update);
            let run = stage.run().await;
            run.ended(3, "failed");
            reason_names_theirs(&run);
            theirs_is_untouched(&stage, id);
        },
    ))
    .await;
}

#[tokio::test]
async fn a_comment_and_a_run_by_hand_do_not_reach_theirs_either() {
    let by_hand = json!({ "inputs": null, "ref": "refs/heads/main", "repository": repository() });
    let rows: [(&str, Value, Inputs); 5] = [
        ("issue_comment", said("/destroy", "octocat"), &[]),
        ("issue_comment", said("/redeploy", "octocat"), &[]),
        ("workflow_dispatch", by_hand.clone(), &[("command", "destroy"), ("pull-request", "7")]),
        ("workflow_dispatch", by_hand.clone(), &[("command", "destroy"), ("ref", BRANCH)]),
        ("workflow_dispatch", by_hand, &[("pull-request", "7")]),
    ];
    join_all(rows.into_iter().map(async |(event, payload, inputs)| {
        let mut world = world();
        world.add_repository(REPOSITORY).collaborators.insert("octocat".to_owned(), "write".to_owned());
        let id = theirs(&mut world, BRANCH, None, None);
        let mut stage = stage(world).await.event(event, &payload);
        stage = stage.set("GITHUB_REF", "refs/heads/main").set("GITHUB_SHA", &sha_of("main"));
        for (name, value) in inputs {
            stage = stage.input(name, value);
        }
        let run = stage.run().await;
        assert!([("skipped", 0), ("failed", 3)].contains(&(run.output("result"), run.code)), "{}", run.output);
        reason_names_theirs(&run);
        theirs_is_untouched(&stage, id);
    }))
    .await;
}

#[tokio::test]
async fn without_a_number_the_commit_of_the_latest_build_proves_that_it_is_ours() {
    for latest in [commit(), older_commit()] {
        let mut world = world();
        add_review_app(&mut world, None, &latest);
        let stage = stage_of("closed", world).await;
        stage.close();
        stage.run().await.ended(0, "destroyed");
        stage.has_no_review_app();
    }
}

#[tokio::test]
async fn without_a_number_and_a_build_yet_that_of_our_branch_is_ours() {
    let mut world = world();
    let pipeline = world.heroku.pipelines[0].id;
    let pending = Duration::from_hours(1);
    let young = ReviewApp::start(pipeline, BRANCH, ReviewAppScript { pending, ..Default::default() });
    world.heroku.review_apps.push(young);
    let stage = stage_of("closed", world).await;
    stage.close();
    stage.run().await.ended(0, "destroyed");
    stage.has_no_review_app();
}

#[tokio::test]
async fn a_commit_that_the_token_may_not_look_at_proves_nothing() {
    let mut world = world();
    add_review_app(&mut world, None, &older_commit());
    world.github.permissions.set(Scope::Contents, Access::None);
    let stage = stage_of("closed", world).await;
    stage.close();
    let run = stage.run().await;
    run.ended(0, "skipped");
    assert!(run.output("reason").contains("does not know commit"), "{}", run.output("reason"));
    assert_eq!(stage.times("DELETE", "*"), 0);
}

#[tokio::test]
async fn where_github_is_out_of_order_nothing_is_destroyed_in_doubt() {
    let mut world = world();
    let id = theirs(&mut world, BRANCH, None, None);
    let stage = stage_of("closed", world).await.at_speed(5);
    stage.close();
    stage.sandbox.fault(Fault::new(Service::GitHub, "GET", "/repos/*/commits/*", unavailable()));
    stage.run().await.ended(3, "failed");
    theirs_is_untouched(&stage, id);
}

// Strangers with forks

/// A stranger's pull request from a fork, whose branch is called like one of the other repository.
fn strangers(action: &str, is_gone: bool) -> (World, Value) {
    let mut world = World::for_rehearsal(REPOSITORY, &["acme-production"], Some("acme"));
    let pull = PullRequest::new(NUMBER, "api-branch", &commit()).from_fork("mallory/shop", FORK);
    world.add_pull_request(REPOSITORY, pull);
    let mut payload = payload(action);
    payload["pull_request"]["head"]["ref"] = json!("api-branch");
    payload["pull_request"]["head"]["repo"] = json!({ "id": FORK, "name": "shop", "full_name": "mallory/shop" });
    payload["pull_request"]["labels"] = json!([{ "name": "preview" }]);
    payload["label"] = json!({ "name": "preview" });
    if is_gone {
        payload["pull_request"]["head"]["repo"] = Value::Null;
        world.add_repository(REPOSITORY).pull_requests[0].head_repository = SourceRepository::Deleted;
    }
    (world, payload)
}

#[tokio::test]
async fn a_stranger_who_closes_takes_no_others_review_app_along() {
    for forks in ["skip", "labeled", "allow"] {
        for (is_gone, fork) in [(false, None), (true, None), (false, Some(99)), (true, Some(99))] {
            let (mut world, payload) = strangers("closed", is_gone);
            let id = theirs(&mut world, "api-branch", Some(NUMBER), fork);
            let stage = stage(world).await.event("pull_request_target", &payload);
            stage.close();
            let stage = stage.input("forks", forks).input("label", "preview");
            let run = stage.run().await;
            run.ended(0, "skipped");
            assert!(run.output("reason").contains(THEIRS) || fork.is_some(), "{}", run.output("reason"));
            theirs_is_untouched(&stage, id);
        }
    }
}

#[tokio::test]
async fn a_stranger_who_is_let_in_gets_no_others_review_app() {
    join_all([("allow", "opened"), ("allow", "synchronize"), ("labeled", "labeled")].map(async |(forks, action)| {
        for fault in [None, Some(unavailable()), Some(FaultKind::ResetBefore)] {
            let (mut world, payload) = strangers(action, false);
            world.add_repository(REPOSITORY).pull_requests[0].labels.push("preview".to_owned());
            let id = theirs(&mut world, "api-branch", Some(NUMBER), None);
            let stage = stage(world).await.event("pull_request_target", &payload);
            let stage = stage.input("forks", forks).input("label", "preview");
            if let Some(fault) = fault {
                stage.sandbox.fault(post(fault));
            }
            let run = stage.run().await;
            run.ended(3, "failed");
            reason_names_theirs(&run);
            theirs_is_untouched(&stage, id);
        }
    }))
    .await;
}

#[tokio::test]
async fn a_forks_review_app_without_its_fork_is_told_by_its_commit() {
    for (latest, result) in [(commit(), "destroyed"), (sha_of("nobody's"), "skipped")] {
        let (mut world, payload) = strangers("closed", false);
        add_review_app(&mut world, Some(NUMBER), &latest);
        world.add_repository(REPOSITORY).commits.remove(&sha_of("nobody's"));
        world.heroku.review_apps[0].branch = "api-branch".to_owned();
        let stage = stage(world).await.event("pull_request_target", &payload);
        stage.close();
        stage.run().await.ended(0, result);
    }
}

#[tokio::test]
async fn our_branch_leaves_that_of_a_fork_which_heroku_does_not_name() {
    let mut world = World::for_rehearsal(REPOSITORY, &["acme-production"], Some("acme"));
    world.add_pull_request(REPOSITORY, PullRequest::new(9, BRANCH, &commit()).from_fork("mallory/shop", FORK));
    add_review_app(&mut world, Some(9), &commit());
    let by_delete = json!({ "ref": BRANCH, "ref_type": "branch", "repository": repository() });
    let stage = stage(world).await.event("delete", &by_delete);
    let run = stage.run().await;
    run.ended(0, "skipped");
    assert!(run.output("reason").contains("#9"), "{}", run.output("reason"));
    assert_eq!(stage.times("DELETE", "*"), 0);
}

// Both at once

/// The other repository's event about its own #7, from a branch of another name.
fn in_other(stage: &Stage, action: &str) -> Stage {
    let text = payload(action).to_string().replace(REPOSITORY, OTHER).replace(BRANCH, "api-branch");
    let payload: Value = serde_json::from_str(&text.replace(&commit(), &their_commit())).unwrap();
    stage.beside().set("GITHUB_REPOSITORY", OTHER).set("GITHUB_RUN_ID", "4712").event("pull_request", &payload)
}

fn branches(stage: &Stage) -> Vec<String> {
    let mut branches: Vec<_> =
        stage.sandbox.world().heroku.review_apps.iter().map(|review_app| review_app.branch.clone()).collect();
    branches.sort_unstable();
    branches
}

#[tokio::test]
async fn each_of_two_repositories_has_and_loses_its_own_number_seven() {
    let mut world = world();
    world.add_pull_request(OTHER, PullRequest::new(NUMBER, "api-branch", &their_commit()));
    let ours = stage_of("opened", world).await;
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
