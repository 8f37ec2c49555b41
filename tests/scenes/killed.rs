//! A step that is killed outright, and the action's post step behind it.

use std::time::Duration;

use branchline::sandbox::{BuildScript, Fault, FaultKind, World, github::sha_of, heroku::Status};

use crate::{
    payloads::push,
    stage::{REPOSITORY, Stage},
};

async fn stage(script: BuildScript) -> Stage {
    let mut world = World::for_rehearsal(REPOSITORY, &["acme-production"], None);
    world.heroku.build_script = script;
    Stage::new(world)
        .await
        .input("rules", "main: acme-production")
        .event("push", &push("refs/heads/main", &sha_of("main")))
}

fn deployment_state(stage: &Stage) -> String {
    let world = stage.sandbox.world();
    world.github.repository(REPOSITORY).unwrap().deployments[0].state().to_owned()
}

fn build_status(stage: &Stage) -> Status {
    stage.sandbox.world().heroku.app("acme-production").unwrap().builds[0].status
}

#[tokio::test]
async fn the_post_step_closes_what_a_killed_step_left_open() {
    let stage = stage(BuildScript::endless()).await;
    let mut child = stage.start();
    let begun = stage.sandbox.wait_until(Duration::from_secs(20), |world| {
        let repository = world.github.repository(REPOSITORY).unwrap();
        repository.deployments.first().is_some_and(|deployment| deployment.state() == "in_progress")
    });
    assert!(begun.await);
    tokio::time::timeout(Duration::from_secs(20), async {
        while !stage.read("state").contains("\"id\":1") {
            tokio::task::yield_now().await;
        }
    })
    .await
    .unwrap();
    child.kill().await.unwrap();
    assert_eq!((build_status(&stage), deployment_state(&stage)), (Status::Pending, "in_progress".to_owned()));

    let stage = stage.with_state();
    assert_eq!(stage.run().await.code, 0);
    assert_eq!((build_status(&stage), deployment_state(&stage)), (Status::Failed, "error".to_owned()));
}

async fn asks_nothing_after(stage: Stage) {
    let before = stage.sandbox.requests().len();
    let stage = stage.with_state();
    let post = stage.run().await;
    assert_eq!((post.code, post.output.as_str()), (0, ""));
    assert_eq!(stage.sandbox.requests().len(), before);
}

#[tokio::test]
async fn the_post_step_asks_nothing_where_the_step_came_to_its_end() {
    let stage = stage(BuildScript::default()).await;
    stage.run().await.ended(0, "deployed");
    asks_nothing_after(stage).await;
}

#[tokio::test]
async fn the_post_step_does_not_do_the_work_of_a_step_that_did_nothing() {
    for (input, value, code, result) in [
        ("rules", "other: acme-production", 0, "skipped"),
        ("rules", "main acme-production", 2, "failed"),
        ("dry-run", "true", 0, "planned"),
        ("rehearse", "true", 0, "deployed"),
    ] {
        let stage = stage(BuildScript::default()).await.input(input, value);
        stage.run().await.ended(code, result);
        asks_nothing_after(stage).await;
    }
}

#[tokio::test]
async fn the_post_step_does_not_do_the_work_of_a_step_that_was_killed_before_it_wrote_anything() {
    let stage = stage(BuildScript::default()).await;
    stage.sandbox.fault(Fault::on_anything(FaultKind::Hang));
    let mut child = stage.start();
    while stage.sandbox.requests().is_empty() {
        assert!(!stage.sandbox.wait_until(Duration::from_millis(4), |_| false).await);
    }
    child.kill().await.unwrap();
    asks_nothing_after(stage).await;
}

#[tokio::test]
async fn by_its_own_name_the_post_step_does_nothing_although_the_step_never_came_to_say_that_it_ran() {
    let stage = stage(BuildScript::default()).await;
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_branchline"), stage.path("branchline-post")).unwrap();
    let post = stage.run_as("branchline-post").await;
    assert_eq!((post.code, post.output.as_str()), (0, ""));
    assert_eq!(stage.sandbox.requests().len(), 0);
}
