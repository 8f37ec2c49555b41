//! `command: promote`: apps get the release of another, without a build.

use std::time::{Duration, Instant};

use branchline::sandbox::{
    Fault, FaultKind, Outcome, PhaseScript, Service, Turn, World,
    github::sha_of,
    heroku::{Coupling, Release, Stage},
};
use serde_json::json;

use crate::{
    payloads::repository,
    workflow::{REPOSITORY, Workflow},
};

const TARGETS: [&str; 2] = ["acme-production", "acme-mirror"];

pub(crate) fn world() -> World {
    let mut world = World::for_rehearsal(REPOSITORY, &["acme-staging", "acme-production", "acme-mirror"], Some("acme"));
    let pipeline = world.heroku.pipelines[0].id;
    world.heroku.couplings.clear();
    for name in ["acme-staging", "acme-production", "acme-mirror"] {
        let app = world.heroku.app_mut(name).unwrap();
        let of = if name == "acme-staging" { ["old", "main"] } else { ["older", "old"] };
        app.releases =
            of.into_iter().zip(3..).map(|(of, version)| Release::of_commit(version, "Deploy", &sha_of(of))).collect();
        let app = app.id;
        world.heroku.couplings.push(Coupling::new(app, pipeline, Stage::Production));
    }
    world
}

pub(crate) async fn workflow(world: World, to: &str) -> Workflow {
    let payload = json!({ "inputs": null, "ref": "refs/heads/main", "repository": repository() });
    let workflow = Workflow::new(world).await.event("workflow_dispatch", &payload);
    let workflow = workflow.set("GITHUB_REF", "refs/heads/main").set("GITHUB_SHA", &sha_of("main"));
    workflow.input("rules", "main: acme-staging").input("command", "promote").input("promote-to", to)
}

fn commit_of(workflow: &Workflow, app: &str) -> Option<String> {
    workflow.sandbox.world().heroku.app(app).unwrap().current_release().unwrap().commit.clone()
}

fn promotions(workflow: &Workflow, app: &str) -> usize {
    let world = workflow.sandbox.world();
    let releases = &world.heroku.app(app).unwrap().releases;
    releases.iter().filter(|release| release.description.starts_with("Promote")).count()
}

#[tokio::test]
async fn each_target_gets_the_release_and_a_deployment_of_its_commit() {
    let workflow = workflow(world(), "acme-production, acme-mirror").await.input("pipeline", "acme");
    let run = workflow.run().await;
    run.ended(0, "promoted");
    for app in TARGETS {
        assert_eq!((commit_of(&workflow, app), promotions(&workflow, app)), (Some(sha_of("main")), 1), "{app}");
    }
    assert_eq!((run.output("commit"), run.output("release-version")), (sha_of("main").as_str(), "5"));
    let world = workflow.sandbox.world();
    let deployments = &world.github.repository(REPOSITORY).unwrap().deployments;
    let told: Vec<_> = deployments.iter().map(|one| (one.environment.as_str(), one.sha.clone(), one.state())).collect();
    assert_eq!(told.len(), 2);
    assert!(
        told.iter().all(|(app, sha, state)| TARGETS.contains(app) && *sha == sha_of("main") && *state == "success"),
        "{told:?}"
    );
    assert_eq!(workflow.times("POST", "/apps/*/builds"), 0);
}

#[tokio::test]
async fn one_release_can_be_chosen() {
    let workflow = workflow(world(), "acme-production").await.input("release", "v3");
    workflow.run().await.ended(0, "promoted");
    assert_eq!(commit_of(&workflow, "acme-production"), Some(sha_of("old")));
}

#[tokio::test]
async fn a_target_whose_release_phase_fails_fails_the_step_and_not_the_other() {
    let mut world = world();
    let phase = PhaseScript::new(&["rake aborted!"], Outcome::Failed);
    world.heroku.app_mut("acme-mirror").unwrap().next_phases.push_back(phase);
    let workflow = workflow(world, "acme-production\nacme-mirror").await;
    let run = workflow.run().await;
    run.ended(1, "failed");
    assert_eq!(commit_of(&workflow, "acme-production"), Some(sha_of("main")));
    assert_eq!(commit_of(&workflow, "acme-mirror"), Some(sha_of("old")));
    assert!(run.output.contains("rake aborted!"), "{}", run.output);
}

#[tokio::test]
async fn a_lost_reply_promotes_once() {
    let workflow = workflow(world(), "acme-production").await;
    let lost = Fault::new(Service::Heroku, "POST", "/pipeline-promotions", FaultKind::ResetAfter).at(Turn::Only(1));
    workflow.sandbox.fault(lost);
    workflow.run().await.ended(0, "promoted");
    assert_eq!(promotions(&workflow, "acme-production"), 1);
}

#[tokio::test]
async fn another_promotion_to_the_same_app_is_not_taken_for_this_one() {
    let workflow = workflow(world(), "acme-production").await;
    let lost = Fault::new(Service::Heroku, "POST", "/pipeline-promotions", FaultKind::ResetBefore).at(Turn::Only(1));
    workflow.sandbox.fault(lost);
    let child = workflow.start();
    let asked = |_: &World| workflow.times("POST", "/pipeline-promotions") > 0;
    assert!(workflow.sandbox.wait_until(Duration::from_secs(10), asked).await);
    let other = Release::of_commit(5, "Promote acme-other v9", &sha_of("other"));
    workflow.sandbox.world().heroku.app_mut("acme-production").unwrap().releases.push(other);
    workflow.end(child, Instant::now()).await.ended(0, "promoted");
    assert_eq!(commit_of(&workflow, "acme-production"), Some(sha_of("main")));
}

#[tokio::test]
async fn what_is_wrong_is_told_and_nothing_touched() {
    let mut apart = world();
    let mirror = apart.heroku.app("acme-mirror").unwrap().id;
    apart.heroku.couplings.retain(|coupling| coupling.app != mirror);
    let apart = workflow(apart, "acme-production, acme-mirror").await;
    let run = apart.run().await;
    run.ended(2, "failed");
    assert!(
        run.output("reason").contains("`acme-mirror` is not in the pipeline of `acme-staging`"),
        "{}",
        run.output("reason")
    );
    assert_eq!((promotions(&apart, "acme-production"), apart.times("POST", "/pipeline-promotions")), (0, 0));
    for (to, told) in
        [("", "promote-to: empty"), ("acme-staging", "promote-to: `acme-staging` is the app"), ("Acme", "promote-to: ")]
    {
        let workflow = workflow(world(), to).await;
        let run = workflow.run().await;
        run.ended(2, "failed");
        assert!(run.output("reason").contains(told), "{to}: {}", run.output("reason"));
        assert_eq!(workflow.times("POST", "/pipeline-promotions"), 0);
    }
}

#[tokio::test]
async fn the_targets_are_checked_and_run_commands() {
    let workflow = workflow(world(), "acme-production").await.input("run", "bin/check");
    workflow.run().await.ended(0, "promoted");
    let world = workflow.sandbox.world();
    let joined = |app: &str| world.heroku.app(app).unwrap().one_offs.iter().map(|dyno| dyno.joined).sum::<u32>();
    assert_eq!((joined("acme-production"), joined("acme-staging")), (1, 0));
}

#[tokio::test]
async fn a_target_that_is_not_well_goes_back_to_what_it_ran() {
    let mut world = world();
    world.heroku.app_mut("acme-mirror").unwrap().web.state = "crashed".to_owned();
    let app = world.heroku.app_mut("acme-production").unwrap();
    app.web.quantity = 0;
    let workflow = workflow(world, "acme-production, acme-mirror").await.input("health-check", "/up");
    let run = workflow.input("rollback", "true");
    let (workflow, run) = (&run, run.run().await);
    run.ended(1, "failed");
    assert_eq!(commit_of(workflow, "acme-production"), Some(sha_of("main")));
    assert_eq!(commit_of(workflow, "acme-mirror"), Some(sha_of("old")));
    assert!(run.output.contains("The app runs v4 again."), "{}", run.output);
}

#[tokio::test]
async fn a_dry_run_shows_what_goes_where() {
    let workflow = workflow(world(), "acme-production").await.input("dry-run", "true");
    let run = workflow.run().await;
    run.ended(0, "planned");
    assert!(run.log.text().contains("- acme-production: promote v4 of acme-staging to it"), "{}", run.output);
    assert_eq!(workflow.times("POST", "/pipeline-promotions"), 0);
}

/// A run of another workflow for this branch, in the repository or a fork.
fn ran(event: &str, branch: &str, head: &serde_json::Value) -> serde_json::Value {
    json!({
        "action": "completed",
        "workflow_run": {
            "conclusion": "success", "event": event, "head_branch": branch, "head_sha": sha_of("main"),
            "head_repository": head, "pull_requests": [], "repository": repository(),
        },
        "repository": repository(),
    })
}

#[tokio::test]
async fn a_good_run_of_the_branch_promotes_and_one_of_a_fork_s_does_not() {
    let fork = || json!({ "id": 4242, "full_name": "mallory/shop" });
    for (payload, code, result) in [
        (ran("push", "main", &repository()), 0, "promoted"),
        (ran("schedule", "main", &repository()), 0, "promoted"),
        (ran("release", "main", &repository()), 0, "skipped"),
        (ran("issue_comment", "main", &repository()), 0, "skipped"),
        (ran("pull_request", "main", &fork()), 2, "failed"),
        (ran("push", "main", &fork()), 2, "failed"),
        (ran("pull_request", "main", &json!(null)), 2, "failed"),
    ] {
        for reference in ["", "main"] {
            let workflow = workflow(world(), "acme-production").await.event("workflow_run", &payload);
            let workflow = workflow.input("ref", reference);
            workflow.run().await.ended(code, result);
            let made = usize::from(result == "promoted");
            assert_eq!(promotions(&workflow, "acme-production"), made, "{payload} {reference}");
        }
    }
    let other = ran("push", "other", &repository());
    let workflow = workflow(world(), "acme-production").await.event("workflow_run", &other);
    workflow.run().await.ended(0, "skipped");
}
