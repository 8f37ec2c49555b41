//! A step that is killed outright, and the action's post step behind it.

use std::time::Duration;

use branchline::sandbox::{BuildScript, World, github::sha_of, heroku::Status};

use crate::{
    payloads::push,
    runner::pairs,
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

/// What the runner passes to the post step.
fn with_state(mut stage: Stage) -> Stage {
    for (name, value) in pairs(&stage.read("state")) {
        stage = stage.set(&format!("STATE_{name}"), &value);
    }
    stage
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
        while !stage.read("state").contains("deployment\":1") {
            tokio::task::yield_now().await;
        }
    })
    .await
    .unwrap();
    child.kill().await.unwrap();
    assert_eq!((build_status(&stage), deployment_state(&stage)), (Status::Pending, "in_progress".to_owned()));

    let stage = with_state(stage);
    assert_eq!(stage.run().await.code, 0);
    assert_eq!((build_status(&stage), deployment_state(&stage)), (Status::Failed, "error".to_owned()));
}

#[tokio::test]
async fn the_post_step_asks_nothing_where_the_step_came_to_its_end() {
    let stage = stage(BuildScript::default()).await;
    stage.run().await.ended(0, "deployed");
    let before = stage.sandbox.requests().len();
    let stage = with_state(stage);
    let post = stage.run().await;
    assert_eq!((post.code, post.output.as_str()), (0, ""));
    assert_eq!(stage.sandbox.requests().len(), before);
}
