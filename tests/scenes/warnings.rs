//! What Heroku warns of becomes a warning of the step.

use branchline::sandbox::{BuildScript, Outcome, World, github::sha_of};

use crate::{
    payloads::push,
    workflow::{REPOSITORY, Run, Workflow},
};

async fn run(outcome: Outcome) -> Run {
    let mut world = World::for_rehearsal(REPOSITORY, &["acme-production"], None);
    let lines = ["-----> Node", " !     Two lockfiles found", " !     ::error::Use one", "       Done"];
    world.heroku.build_script = BuildScript::new(&lines, outcome);
    let workflow = Workflow::new(world).await.input("rules", "main: acme-production");
    workflow.event("push", &push("refs/heads/main", &sha_of("main"))).run().await
}

#[tokio::test]
async fn the_warnings_of_a_build_are_one_annotation() {
    let run = run(Outcome::Succeeded).await;
    run.ended(0, "deployed");
    assert_eq!(run.log.of("warning"), ["Two lockfiles found\n::error::Use one"]);
    assert!(run.log.of("error").is_empty());
}

#[tokio::test]
async fn where_the_build_fails_the_failure_is_enough() {
    let run = run(Outcome::Failed).await;
    run.ended(1, "failed");
    assert!(run.log.of("warning").is_empty());
    assert_eq!(run.log.of("error").len(), 1);
}

#[tokio::test]
async fn what_heroku_warns_of_in_its_answers_is_told_once() {
    let mut world = World::for_rehearsal(REPOSITORY, &["acme-production"], None);
    world.heroku.warning = Some("The stack of this app is deprecated".to_owned());
    let workflow = Workflow::new(world).await.input("rules", "main: acme-production");
    let run = workflow.event("push", &push("refs/heads/main", &sha_of("main"))).run().await;
    run.ended(0, "deployed");
    assert_eq!(run.log.of("warning"), ["The stack of this app is deprecated"]);
}
