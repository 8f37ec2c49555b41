//! `command: rollback`: apps run an earlier release once more.

use branchline::sandbox::{
    Fault, FaultKind, Outcome, PhaseScript, Service, Turn, World,
    github::sha_of,
    heroku::{Release, Status},
};
use serde_json::json;

use crate::{
    payloads::repository,
    workflow::{REPOSITORY, Workflow},
};

const APPS: [&str; 2] = ["acme-one", "acme-two"];

pub(crate) fn world() -> World {
    let mut world = World::for_rehearsal(REPOSITORY, &APPS, None);
    world.add_repository(REPOSITORY).push("old", &sha_of("old"));
    for app in &mut world.heroku.apps {
        app.releases = ["older", "old", "main"]
            .into_iter()
            .zip(3..)
            .map(|(branch, version)| Release::of_commit(version, "Deploy", &sha_of(branch)))
            .collect();
    }
    world
}

pub(crate) async fn workflow(world: World, rules: &str) -> Workflow {
    let payload = json!({ "inputs": null, "ref": "refs/heads/main", "repository": repository() });
    let workflow = Workflow::new(world).await.event("workflow_dispatch", &payload);
    let workflow = workflow.set("GITHUB_REF", "refs/heads/main").set("GITHUB_SHA", &sha_of("main"));
    workflow.input("rules", rules).input("command", "rollback")
}

/// The description and commit of what an app runs.
fn current(workflow: &Workflow, app: &str) -> (String, Option<String>) {
    let world = workflow.sandbox.world();
    let release = world.heroku.app(app).unwrap().current_release().unwrap();
    (release.description.clone(), release.commit.clone())
}

fn back_to(version: u64, branch: &str) -> (String, Option<String>) {
    (format!("Rollback to v{version}"), Some(sha_of(branch)))
}

#[tokio::test]
async fn each_app_of_the_rule_goes_back_to_its_release_before() {
    let workflow = workflow(world(), "main: acme-one, acme-two").await;
    let run = workflow.run().await;
    run.ended(0, "rolled-back");
    for app in APPS {
        assert_eq!(current(&workflow, app), back_to(4, "old"), "{app}");
    }
    let told = (run.output("commit"), run.output("release-version"), run.output("release-status"));
    assert_eq!(told, (sha_of("old").as_str(), "6", "succeeded"));
    assert!(run.log.text().contains("- acme-one: go back to v4"), "{}", run.output);
    let world = workflow.sandbox.world();
    let deployments = &world.github.repository(REPOSITORY).unwrap().deployments;
    assert_eq!(deployments.len(), 2);
    assert!(deployments.iter().all(|one| one.state() == "success" && one.sha == sha_of("old")));
}

#[tokio::test]
async fn it_goes_to_the_release_that_is_asked_for() {
    for release in ["v3", "3"] {
        let workflow = workflow(world(), "main: acme-one").await.input("release", release);
        workflow.run().await.ended(0, "rolled-back");
        assert_eq!(current(&workflow, "acme-one"), back_to(3, "older"));
    }
}

#[tokio::test]
async fn what_runs_already_is_left_and_what_is_not_there_is_a_mistake() {
    let there = workflow(world(), "main: acme-one").await.input("release", "v5");
    let run = there.run().await;
    run.ended(0, "skipped");
    assert_eq!(run.output("app"), "acme-one");
    let missing = workflow(world(), "main: acme-one").await.input("release", "v99");
    let run = missing.run().await;
    run.ended(2, "failed");
    assert!(run.output("reason").contains("`acme-one` has no release v99"), "{}", run.output("reason"));
    assert_eq!((there.times("POST", "/apps/*/releases"), missing.times("POST", "/apps/*/releases")), (0, 0));
}

#[tokio::test]
async fn a_dry_run_changes_nothing() {
    let workflow = workflow(world(), "main: acme-one").await.input("dry-run", "true");
    let run = workflow.run().await;
    run.ended(0, "planned");
    assert!(run.output("plan").contains("\"step\":\"roll-back\""), "{}", run.output("plan"));
    assert!(workflow.sandbox.requests().iter().all(|request| request.method == "GET"));
}

#[tokio::test]
async fn a_release_phase_that_fails_fails_the_run_and_is_shown() {
    let mut world = world();
    let phase = PhaseScript::new(&["migrating down", "it broke"], Outcome::Failed);
    world.heroku.apps[0].next_phases.push_back(phase);
    let workflow = workflow(world, "main: acme-one").await;
    let run = workflow.run().await;
    run.ended(1, "failed");
    assert!(run.log.text().contains("migrating down"), "{}", run.output);
    let world = workflow.sandbox.world();
    let app = world.heroku.app("acme-one").unwrap();
    assert_eq!((app.releases.last().unwrap().status, app.current_release().unwrap().version), (Status::Failed, 5));
}

#[tokio::test]
async fn a_lost_reply_makes_no_second_release() {
    for kind in [FaultKind::ResetAfter, FaultKind::ResetBefore, FaultKind::StatusAfter(503, json!("a gateway's page"))]
    {
        let workflow = workflow(world(), "main: acme-one").await;
        let fault = Fault::new(Service::Heroku, "POST", "/apps/*/releases", kind).at(Turn::Only(1));
        workflow.sandbox.fault(fault);
        workflow.run().await.ended(0, "rolled-back");
        let world = workflow.sandbox.world();
        let app = world.heroku.app("acme-one").unwrap();
        assert_eq!(app.releases.iter().filter(|release| release.description.starts_with("Rollback")).count(), 1);
    }
}
