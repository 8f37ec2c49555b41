//! Runs that are late, and runs of the same thing at the same moment: what was true when they began is not any more.

use std::time::{Duration, Instant};

use branchline::sandbox::{
    BuildScript, Fault, FaultKind, Outcome, PhaseScript, Service, Turn, World,
    github::sha_of,
    heroku::{Build, ReviewAppStatus, Status},
};
use futures_util::future::join_all;
use serde_json::json;
use tokio::process::{Child, Command};

use crate::{
    deploys::{built, workflow},
    payloads::push,
    pull::{self, BRANCH, older_commit, workflow_of, world, world_with_review_app},
    workflow::{REPOSITORY, Run, Workflow},
};

const LIMIT: Duration = Duration::from_secs(20);

async fn push_workflow() -> Workflow {
    workflow(&["acme-one"], "main: acme-one").await
}

fn moves_on(workflow: &Workflow, branch: &str) {
    workflow.sandbox.world().github.repository_mut(REPOSITORY).unwrap().push(branch, &sha_of("newer"));
}

pub(crate) async fn asked(workflow: &Workflow, method: &str, path: &str) {
    tokio::time::timeout(LIMIT, async {
        while workflow.sandbox.requests_like(method, path).is_empty() {
            workflow.sandbox.wait_until(Duration::from_millis(4), |_| false).await;
        }
    })
    .await
    .unwrap();
}

fn statuses(workflow: &Workflow, app: &str) -> Vec<Status> {
    workflow.sandbox.world().heroku.app(app).unwrap().builds.iter().map(|build| build.status).collect()
}

async fn terminate(child: &Child) {
    let id = child.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
}

#[track_caller]
fn is_superseded(run: &Run) {
    run.ended(0, "skipped");
    assert!(run.output("reason").starts_with("superseded: "), "{}", run.output("reason"));
    assert!(run.output("reason").contains(&sha_of("newer")[..7]), "{}", run.output("reason"));
}

#[tokio::test]
async fn a_run_whose_answers_are_late_does_not_overwrite_a_newer_push() {
    join_all([(Service::GitHub, "*/tarball/*"), (Service::Heroku, "/apps/acme-one/builds")].map(
        async |(service, path)| {
            let workflow = push_workflow().await;
            workflow.sandbox.fault(Fault::new(service, "GET", path, FaultKind::Delay(Duration::from_millis(2500))));
            let (child, started) = (workflow.start(), Instant::now());
            asked(&workflow, "GET", "*/branches/main").await;
            asked(&workflow, "GET", path).await;
            moves_on(&workflow, "main");
            is_superseded(&workflow.end(child, started).await);
            assert_eq!(built(&workflow, "acme-one"), Vec::<String>::new());
        },
    ))
    .await;
}

#[tokio::test]
async fn a_branch_that_is_deleted_while_its_run_is_held_up_is_not_deployed() {
    let workflow = push_workflow().await;
    let late = FaultKind::Delay(Duration::from_millis(2500));
    workflow.sandbox.fault(Fault::new(Service::Heroku, "GET", "/apps/acme-one/builds", late));
    let (child, started) = (workflow.start(), Instant::now());
    asked(&workflow, "GET", "*/branches/main").await;
    asked(&workflow, "GET", "/apps/acme-one/builds").await;
    workflow.sandbox.world().github.repository_mut(REPOSITORY).unwrap().branches.remove("main");
    let run = workflow.end(child, started).await;
    run.ended(0, "skipped");
    assert!(run.output("reason").contains("`main` was deleted"), "{}", run.output("reason"));
    assert_eq!(built(&workflow, "acme-one"), Vec::<String>::new());
}

#[tokio::test]
async fn a_build_that_is_asked_for_in_vain_is_given_up_for_a_newer_commit() {
    let workflow = push_workflow().await;
    let unavailable = FaultKind::Status(503, json!({ "id": "service_unavailable", "message": "Please try again" }));
    workflow.sandbox.fault(Fault::new(Service::Heroku, "POST", "/apps/*/builds", unavailable).at(Turn::First(4)));
    let (child, started) = (workflow.start(), Instant::now());
    asked(&workflow, "POST", "/apps/*/builds").await;
    moves_on(&workflow, "main");
    is_superseded(&workflow.end(child, started).await);
    assert_eq!(built(&workflow, "acme-one"), Vec::<String>::new());
}

#[tokio::test]
async fn the_build_of_a_newer_commit_is_not_taken_for_an_older_one() {
    let workflow = push_workflow().await;
    let late = FaultKind::Delay(Duration::from_millis(400));
    workflow.sandbox.fault(Fault::new(Service::Heroku, "GET", "/apps/acme-one/builds", late));
    let (child, started) = (workflow.start(), Instant::now());
    asked(&workflow, "GET", "*/branches/main").await;
    asked(&workflow, "GET", "/apps/acme-one/builds").await;
    moves_on(&workflow, "main");
    let newer = Build::start("https://example.com/a.tar.gz", Some(&sha_of("newer")), BuildScript::endless());
    workflow.sandbox.world().heroku.app_mut("acme-one").unwrap().builds.push(newer);
    is_superseded(&workflow.end(child, started).await);
    assert_eq!(statuses(&workflow, "acme-one"), [Status::Pending]);
}

#[tokio::test]
async fn a_run_whose_build_a_newer_run_has_cancelled_was_superseded() {
    let older = push_workflow().await;
    older.sandbox.world().heroku.app_mut("acme-one").unwrap().next_builds.push_back(BuildScript::endless());
    let (child, started) = (older.start(), Instant::now());
    assert!(older.sandbox.wait_until(LIMIT, |world| !world.heroku.app("acme-one").unwrap().builds.is_empty()).await);
    moves_on(&older, "main");
    let newer = older.beside().event("push", &push("refs/heads/main", &sha_of("newer")));
    newer.run().await.ended(0, "deployed");
    let run = older.end(child, started).await;
    is_superseded(&run);
    assert_eq!(run.log.of("error"), Vec::<&str>::new());
    let world = older.sandbox.world();
    let deployments = &world.github.repository(REPOSITORY).unwrap().deployments;
    let states: Vec<_> = deployments.iter().map(|deployment| deployment.state().to_owned()).collect();
    assert_eq!(states, ["inactive", "success"]);
}

#[tokio::test]
async fn a_build_that_fails_by_itself_has_failed_though_a_newer_push_came() {
    let workflow = push_workflow().await;
    let failing = BuildScript { linger: Duration::from_millis(500), ..BuildScript::new(&["no"], Outcome::Failed) };
    workflow.sandbox.world().heroku.build_script = failing;
    let (child, started) = (workflow.start(), Instant::now());
    asked(&workflow, "POST", "/apps/*/builds").await;
    moves_on(&workflow, "main");
    workflow.end(child, started).await.ended(1, "failed");
}

#[tokio::test]
async fn twins_that_ask_at_the_same_moment_make_one_build() {
    let late = || FaultKind::Delay(Duration::from_millis(600));
    let one = push_workflow().await;
    one.sandbox.fault(Fault::new(Service::Heroku, "POST", "/apps/*/builds", late()).at(Turn::First(2)));
    one.sandbox.world().heroku.build_script.linger = Duration::from_secs(1);
    let releases = || one.sandbox.world().heroku.app("acme-one").unwrap().releases.len();
    let (two, before) = (one.beside(), releases());
    let (first, second) = tokio::join!(one.run(), two.run());
    first.ended(0, "deployed");
    second.ended(0, "deployed");
    assert_eq!(first.output("build-id"), second.output("build-id"));
    let mut statuses = statuses(&one, "acme-one");
    statuses.sort_by_key(|status| *status == Status::Failed);
    assert_eq!(statuses, [Status::Succeeded, Status::Failed]);
    assert_eq!(releases(), before + 1);
}

#[tokio::test]
async fn who_only_follows_a_build_does_not_cancel_it_when_cancelled() {
    let one = push_workflow().await.input("wait", "false");
    one.sandbox.world().heroku.build_script = BuildScript::endless();
    one.run().await.ended(0, "started");
    let two = one.beside().input("wait", "true");
    let (child, started) = (two.start(), Instant::now());
    assert!(two.sandbox.wait_until(LIMIT, |_| !two.sandbox.requests_like("GET", "/streams/*").is_empty()).await);
    terminate(&child).await;
    two.end(child, started).await.ended(4, "cancelled");
    assert_eq!(statuses(&two, "acme-one"), [Status::Pending]);
}

#[tokio::test]
async fn a_release_that_expires_is_no_deploy() {
    let workflow = push_workflow().await;
    let phase = PhaseScript::new(&["Waiting for the database"], Outcome::Expired);
    workflow.sandbox.world().heroku.build_script = BuildScript::default().with_release_phase(phase);
    let run = workflow.run().await;
    run.ended(1, "failed");
    assert!(run.output("reason").contains("expired"), "{}", run.output("reason"));
    assert_eq!(run.output("release-status"), "expired");
}

#[tokio::test]
async fn a_review_app_that_is_not_found_for_a_moment_is_not_given_up() {
    let workflow = workflow_of("opened", world()).await;
    let gone = FaultKind::Status(404, json!({ "id": "not_found", "message": "Couldn't find that review app." }));
    workflow.sandbox.fault(Fault::new(Service::Heroku, "GET", "/review-apps/*", gone).at(Turn::Only(1)));
    workflow.run().await.ended(0, "created");
    workflow.has_one_review_app_at_the_commit();
}

#[tokio::test]
async fn an_app_that_is_deleted_by_hand_during_its_build_has_vanished() {
    let mut world = world_with_review_app(&older_commit());
    world.heroku.build_script = BuildScript::endless();
    let workflow = workflow_of("synchronize", world).await;
    let (child, started) = (workflow.start(), Instant::now());
    let is_building = |world: &World| world.heroku.apps.iter().any(|app| app.builds.len() == 2);
    assert!(workflow.sandbox.wait_until(LIMIT, is_building).await);
    let review_app = workflow.sandbox.world().heroku.review_apps[0].id.to_string();
    workflow.destroy_by_hand(&review_app).await;
    let run = workflow.end(child, started).await;
    run.ended(1, "failed");
    assert!(run.output("reason").contains("somebody else destroyed the review app"), "{}", run.output("reason"));
}

#[tokio::test]
async fn a_build_cut_short_by_the_end_of_its_review_app_did_not_fail() {
    let mut world = world_with_review_app(&older_commit());
    world.heroku.build_script = BuildScript::endless();
    world.heroku.review_apps[0].script.deleting = Duration::from_secs(3);
    let workflow = workflow_of("synchronize", world).await;
    let (child, started) = (workflow.start(), Instant::now());
    let is_building = |world: &World| world.heroku.apps.iter().any(|app| app.builds.len() == 2);
    assert!(workflow.sandbox.wait_until(LIMIT, is_building).await);
    let review_app = workflow.sandbox.world().heroku.review_apps[0].id.to_string();
    workflow.destroy_by_hand(&review_app).await;
    let run = workflow.end(child, started).await;
    run.ended(1, "failed");
    assert!(run.output("reason").contains("somebody else destroyed the review app"), "{}", run.output("reason"));
}

#[tokio::test]
async fn a_deletion_that_is_refused_for_good_ends_with_the_words_of_the_refusal() {
    join_all(
        [(422, "invalid_params", "true"), (422, "invalid_params", "false"), (503, "service_unavailable", "true")].map(
            async |(status, id, wait)| {
                let workflow =
                    workflow_of("closed", world_with_review_app(&pull::commit())).await.input("wait", wait).at_speed(5);
                workflow.close();
                let refusal = FaultKind::Status(status, json!({ "id": id, "message": "It has an add-on that stays." }));
                workflow.sandbox.fault(Fault::new(Service::Heroku, "DELETE", "/review-apps/*", refusal));
                let run = workflow.run().await;
                run.ended(3, "failed");
                assert!(run.output("reason").contains("It has an add-on that stays."), "{}", run.output("reason"));
                assert_eq!(workflow.sandbox.world().heroku.review_apps[0].status, ReviewAppStatus::Created);
            },
        ),
    )
    .await;
}

#[tokio::test]
async fn a_doubt_whether_the_pull_request_was_closed_meanwhile_is_told() {
    let workflow = workflow_of("opened", world()).await.at_speed(5);
    let (child, started) = (workflow.start(), Instant::now());
    assert!(workflow.sandbox.wait_until(LIMIT, |world| !world.heroku.review_apps.is_empty()).await);
    let unavailable = FaultKind::Status(503, json!({ "message": "Please try again" }));
    workflow.sandbox.fault(Fault::new(Service::GitHub, "GET", "*/pulls/*", unavailable));
    let run = workflow.end(child, started).await;
    run.ended(0, "created");
    let told = run.log.of("warning");
    assert!(told.iter().any(|warning| warning.contains("pull request #7 was closed")), "{told:?}");
}

#[tokio::test]
async fn an_update_that_is_late_does_not_overwrite_what_was_pushed_meanwhile() {
    let workflow = workflow_of("synchronize", world_with_review_app(&older_commit())).await;
    let late = FaultKind::Delay(Duration::from_millis(2500));
    workflow.sandbox.fault(Fault::new(Service::Heroku, "GET", "/apps/*/builds", late));
    let (child, started) = (workflow.start(), Instant::now());
    asked(&workflow, "GET", "/apps/*/builds").await;
    moves_on(&workflow, BRANCH);
    is_superseded(&workflow.end(child, started).await);
    assert_eq!(workflow.times("POST", "/apps/*/builds"), 0);
}
