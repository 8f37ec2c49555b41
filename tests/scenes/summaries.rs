//! The job summary, as people read it.

use branchline::sandbox::{BuildScript, Chunk, Outcome, OutputScript, PhaseScript, World, github::sha_of};

use crate::{
    payloads::push,
    posted::{redacted, slow_build},
    pull::{payload, workflow_of, world},
    workflow::{REPOSITORY, Workflow},
};

const LARGEST: usize = 1024 * 1024;

async fn workflow(apps: &[&str], script: BuildScript) -> Workflow {
    let mut world = World::for_rehearsal(REPOSITORY, apps, None);
    world.heroku.build_script = script;
    let workflow = Workflow::new(world).await.input("rules", &format!("main: {}", apps.join(", ")));
    workflow.event("push", &push("refs/heads/main", &sha_of("main")))
}

fn with_release() -> BuildScript {
    BuildScript::default().with_release_phase(PhaseScript::new(&["Nothing to migrate."], Outcome::Succeeded))
}

#[tokio::test]
async fn of_a_push() {
    let run = workflow(&["acme-production"], with_release()).await.run().await;
    run.ended(0, "deployed");
    insta::assert_snapshot!("summary_push", redacted(&run.summary));
}

#[tokio::test]
async fn the_stages_stand_in_their_order() {
    let mut phase = PhaseScript::new(&["Migrating"], Outcome::Succeeded);
    phase.output.chunks.push(Chunk::new(300, "Done\n"));
    let run = workflow(&["acme-production"], slow_build(300).with_release_phase(phase)).await.run().await;
    let row = run.summary.lines().find(|line| line.contains("deployed, v3")).expect("there is a row for the app");
    let places = [row.find("build 0."), row.find("release 0.")];
    assert!(places[0].is_some() && places[0] < places[1], "{row}");
}

#[tokio::test]
async fn a_dry_run_shows_the_plan_and_several_apps_are_one_table() {
    let workflow = workflow(&["acme-production", "acme-mirror"], with_release()).await;
    let run = workflow.input("dry-run", "true").run().await;
    run.ended(0, "planned");
    assert!(run.summary.contains("- acme-mirror: build it"), "{}", run.summary);
    assert_eq!(run.summary.matches("| App | Result | Time |").count(), 1, "{}", run.summary);
}

#[tokio::test]
async fn of_a_review_app_and_its_end() {
    let mut workflow = workflow_of("opened", world()).await;
    let run = workflow.run().await;
    run.ended(0, "created");
    insta::assert_snapshot!("summary_review_app", redacted(&run.summary));
    workflow.close();
    workflow.happens("pull_request", &payload("closed"));
    insta::assert_snapshot!("summary_destroyed", redacted(&workflow.run().await.summary));
}

#[tokio::test]
async fn of_several_apps_of_which_one_fails() {
    let workflow = workflow(&["acme-production", "acme-mirror"], with_release()).await;
    let failing = BuildScript::new(&["-----> Compiling", " !     Push rejected."], Outcome::Failed);
    workflow.sandbox.world().heroku.app_mut("acme-mirror").unwrap().build_script = Some(failing);
    let run = workflow.run().await;
    run.ended(1, "failed");
    insta::assert_snapshot!("summary_several_apps", redacted(&run.summary));
}

#[tokio::test]
async fn of_a_failed_release() {
    let phase = PhaseScript::new(&["Running migrations…", "rake aborted!"], Outcome::Failed);
    let run = workflow(&["acme-production"], BuildScript::default().with_release_phase(phase)).await.run().await;
    run.ended(1, "failed");
    insta::assert_snapshot!("summary_failed_release", redacted(&run.summary));
}

#[tokio::test]
async fn of_nothing_to_do() {
    let mut workflow = workflow(&["acme-production"], with_release()).await;
    workflow.happens("push", &push("refs/heads/`x`<b>", &sha_of("main")));
    let run = workflow.run().await;
    run.ended(0, "skipped");
    insta::assert_snapshot!("summary_skipped", redacted(&run.summary));
}

#[tokio::test]
async fn of_a_wrong_configuration() {
    let workflow = workflow(&["acme-production"], with_release()).await;
    let run = workflow.input("wait", "maybe").input("timeout", "soon").run().await;
    run.ended(2, "failed");
    insta::assert_snapshot!("summary_wrong_configuration", redacted(&run.summary));
}

#[tokio::test]
async fn of_a_tag_that_nobody_waits_for() {
    let mut workflow = workflow(&["acme-production"], with_release()).await;
    workflow.sandbox.world().add_repository(REPOSITORY).tags.insert("v1".to_owned(), sha_of("main"));
    workflow = workflow.input("rules", "refs/tags/v*: acme-production").input("wait", "false");
    workflow.happens("push", &push("refs/tags/v1", &sha_of("main")));
    let run = workflow.run().await;
    run.ended(0, "started");
    insta::assert_snapshot!("summary_started", redacted(&run.summary));
}

#[tokio::test]
async fn it_stays_small_whatever_the_log() {
    let block = format!("{}\n", "<&@`".repeat(2500)).repeat(100);
    let chunks = (0..50).map(|_| Chunk::new(0, block.clone())).collect();
    let script = BuildScript { output: OutputScript::new(chunks), ..BuildScript::new(&[], Outcome::Failed) };
    let run = workflow(&["acme-production"], script).await.run().await;
    run.ended(1, "failed");
    assert!(run.output.len() > 45_000_000, "{} bytes of log", run.output.len());
    assert!(run.summary.len() < LARGEST / 4, "{} bytes", run.summary.len());
    assert!(run.summary.contains("</pre>"));
}

#[tokio::test]
async fn it_stays_small_however_many_apps_fail() {
    let apps: Vec<String> = (0..40).map(|number| format!("acme-app-{number}")).collect();
    let apps: Vec<_> = apps.iter().map(String::as_str).collect();
    let line = "&".repeat(500);
    let lines = vec![line.as_str(); 40];
    let run = workflow(&apps, BuildScript::new(&lines, Outcome::Failed)).await.run().await;
    run.ended(1, "failed");
    assert!(run.summary.len() < LARGEST, "{} bytes", run.summary.len());
    assert_eq!(run.summary.matches("</pre>").count(), 40);
    let reason = run.output("reason");
    assert!(reason.contains("acme-app-39: ") && reason.chars().count() < 2200, "{reason}");
}
