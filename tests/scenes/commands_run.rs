//! `run`: commands in one-off dynos once the release is there, and `restart` after them.

use std::time::Duration;

use branchline::sandbox::{
    BuildScript, Fault, FaultKind, Outcome, Service, Turn, World,
    github::sha_of,
    heroku::{CommandScript, OneOff, Release},
};
use serde_json::json;
use tokio::process::Command;

use crate::{
    payloads::push,
    pull::{workflow_of, world as pull_world},
    workflow::{REPOSITORY, Workflow},
};

pub(crate) fn world(scripts: &[(&str, Option<i32>)]) -> World {
    let mut world = World::for_rehearsal(REPOSITORY, &["acme-production"], None);
    let app = world.heroku.app_mut("acme-production").unwrap();
    app.releases.push(Release::of_commit(3, "Deploy", &sha_of("old")));
    let script = |(output, status): &(&str, Option<i32>)| CommandScript {
        output: (*output).to_owned(),
        status: *status,
        ..CommandScript::default()
    };
    app.next_commands = scripts.iter().map(script).collect();
    world
}

pub(crate) async fn pushed(world: World, run: &str) -> Workflow {
    let workflow = Workflow::new(world).await.input("rules", "main: acme-production").input("run", run);
    workflow.event("push", &push("refs/heads/main", &sha_of("main")))
}

pub(crate) fn dynos(workflow: &Workflow) -> Vec<OneOff> {
    workflow.sandbox.world().heroku.app("acme-production").unwrap().one_offs.clone()
}

fn joined(workflow: &Workflow) -> Vec<u32> {
    dynos(workflow).iter().map(|dyno| dyno.joined).collect()
}

fn current_commit(workflow: &Workflow) -> Option<String> {
    workflow.sandbox.world().heroku.app("acme-production").unwrap().current_release().unwrap().commit.clone()
}

#[tokio::test]
async fn each_line_runs_in_a_dyno_of_its_own_one_after_the_other() {
    let world = world(&[("migrated\n", Some(0)), ("warm", Some(0))]);
    let workflow = pushed(world, "rake db:migrate\n\n echo 'it'").await.input("restart", "true");
    let run = workflow.run().await;
    run.ended(0, "deployed");
    assert_eq!(joined(&workflow), [1, 1]);
    let dynos = dynos(&workflow);
    assert!(dynos[0].command.starts_with("sh -c 'rake db:migrate'; "), "{}", dynos[0].command);
    assert!(dynos[1].command.starts_with(r"sh -c 'echo '\''it'\'''; "), "{}", dynos[1].command);
    for told in ["migrated", "warm", "`rake db:migrate` exited with 0", "The dynos of acme-production are restarting"] {
        assert!(run.output.contains(told), "{told}: {}", run.output);
    }
    assert!(!run.output.contains("branchline-exit-"), "{}", run.output);
    let requests = workflow.sandbox.requests();
    let place = |method: &str, path: &str| requests.iter().rposition(|request| request.is(method, path)).unwrap();
    assert!(place("POST", "/apps/*/builds") < place("POST", "/apps/*/dynos"));
    assert!(place("POST", "/apps/*/dynos") < place("DELETE", "/apps/*/dynos"));
}

#[tokio::test]
async fn the_first_that_fails_ends_it_and_tells_its_exit_status() {
    let workflow = pushed(world(&[("StandardError: no\n", Some(3))]), "rake db:migrate\necho never").await;
    let run = workflow.run().await;
    run.ended(1, "failed");
    assert_eq!(joined(&workflow), [1]);
    let reason = run.output("reason");
    assert!(reason.contains("`rake db:migrate` of `acme-production` exited with 3"), "{reason}");
    let error = &run.log.of("error")[0];
    assert!(
        error.contains("StandardError: no") && error.contains("running migrations in the release phase"),
        "{error}"
    );
    assert_eq!(current_commit(&workflow), Some(sha_of("main")));
}

#[tokio::test]
async fn with_rollback_the_release_before_comes_back_after_it() {
    let workflow = pushed(world(&[("no\n", Some(1))]), "bin/check").await.input("rollback", "true");
    let run = workflow.run().await;
    run.ended(1, "failed");
    assert_eq!(current_commit(&workflow), Some(sha_of("old")));
    assert!(run.log.of("error")[0].contains("The app runs v3 again."), "{}", run.output);
}

#[tokio::test]
async fn one_that_cannot_be_started_has_failed_and_is_rolled_back() {
    let limit = json!({ "id": "cannot_run_above_limit", "message": "Cannot run more than 1 Eco process." });
    for (kind, told) in
        [(FaultKind::Status(422, limit), "Cannot run more than 1"), (FaultKind::Status(503, json!("")), "503")]
    {
        for (rollback, commit) in [("true", "old"), ("false", "main")] {
            let workflow = pushed(world(&[]), "bin/check").await.input("rollback", rollback).at_speed(60);
            workflow.sandbox.fault(Fault::new(Service::Heroku, "POST", "/apps/*/dynos", kind.clone()));
            let run = workflow.run().await;
            run.ended(1, "failed");
            let reason = run.output("reason");
            assert!(
                reason.contains("`bin/check`") && reason.contains("did not run") && reason.contains(told),
                "{reason}"
            );
            assert_eq!(current_commit(&workflow), Some(sha_of(commit)), "{rollback}");
        }
    }
}

#[tokio::test]
async fn one_that_runs_until_the_timeout_is_stopped_and_rolled_back() {
    let mut world = world(&[]);
    world.heroku.app_mut("acme-production").unwrap().next_commands =
        [CommandScript { takes: Duration::from_hours(1), ..CommandScript::default() }].into();
    let workflow = pushed(world, "sleep 9999").await.input("rollback", "true").input("timeout", "3s");
    let run = workflow.run().await;
    run.ended(1, "failed");
    assert!(run.output("reason").contains("timed out") && run.output("reason").contains("`sleep 9999` is running"));
    assert_eq!(current_commit(&workflow), Some(sha_of("old")));
    assert!(dynos(&workflow).iter().all(|dyno| dyno.stopped));
}

#[tokio::test]
async fn an_exit_status_that_never_came_is_none() {
    for output in ["half", "x\nbranchline-exit-00000000000000000000000000000000 0\n"] {
        let workflow = pushed(world(&[(output, None)]), "bin/check").await;
        let run = workflow.run().await;
        run.ended(1, "failed");
        assert!(run.output("reason").contains("did not tell how it ended"), "{}", run.output("reason"));
        assert_eq!((joined(&workflow), dynos(&workflow)[0].stopped), (vec![1], true), "never twice, nor left running");
    }
}

#[tokio::test]
async fn what_it_prints_commands_nothing_and_tells_no_secret() {
    let output = "::error::forged\n::stop-commands::x\npw=hunter2-hunter2\n";
    let workflow = pushed(world(&[(output, Some(0))]), "bin/check").await.input("config-vars", "PW=hunter2-hunter2");
    let run = workflow.run().await;
    run.ended(0, "deployed");
    assert!(run.log.of("error").is_empty(), "{}", run.output);
    assert!(run.output.contains("pw=***"), "{}", run.output);
}

#[tokio::test]
async fn a_command_that_prints_the_mark_itself_does_not_hide_its_exit_status() {
    let mut world = world(&[("", Some(3))]);
    world.heroku.app_mut("acme-production").unwrap().next_commands[0].forges = true;
    let workflow = pushed(world, "bin/check").await;
    let run = workflow.run().await;
    run.ended(1, "failed");
    assert!(run.output("reason").contains("exited with 3"), "{}", run.output("reason"));
}

#[tokio::test]
async fn of_output_without_end_no_more_is_shown_than_of_a_build() {
    let flood = "x".repeat(999) + "\n";
    let workflow = pushed(world(&[(&flood.repeat(101_000), Some(0))]), "yes").await;
    let run = workflow.run().await;
    run.ended(0, "deployed");
    assert!(run.output.len() < 101_500_000, "{}", run.output.len());
    assert!(run.output.contains("(That is 100 MB of output."), "it is told");
}

#[tokio::test]
async fn one_that_comes_too_early_or_whose_answer_is_lost_runs_once() {
    let mut early = world(&[]);
    early.heroku.app_mut("acme-production").unwrap().conflicts = 1;
    let workflow = pushed(early, "bin/check").await;
    workflow.run().await.ended(0, "deployed");
    assert_eq!(joined(&workflow), [1]);
    let workflow = pushed(world(&[]), "bin/check").await;
    let lost = Fault::new(Service::Heroku, "POST", "/apps/*/dynos", FaultKind::ResetAfter).at(Turn::Only(1));
    workflow.sandbox.fault(lost);
    workflow.run().await.ended(0, "deployed");
    assert_eq!(joined(&workflow), [0, 1]);
}

#[tokio::test]
async fn nothing_runs_after_a_failed_build_or_on_a_skip() {
    let mut failing = world(&[]);
    failing.heroku.build_script = BuildScript::new(&["no"], Outcome::Failed);
    let workflow = pushed(failing, "bin/check").await;
    workflow.run().await.ended(1, "failed");
    assert!(dynos(&workflow).is_empty());
    let mut live = world(&[]);
    let app = live.heroku.app_mut("acme-production").unwrap();
    app.releases.push(Release::of_commit(4, "Deploy", &sha_of("main")));
    let workflow = pushed(live, "bin/check").await;
    workflow.run().await.ended(0, "skipped");
    assert!(dynos(&workflow).is_empty());
}

/// A workflow whose command runs for long, once that was joined.
async fn running() -> (Workflow, tokio::process::Child) {
    let mut world = world(&[("working\n", Some(0))]);
    world.heroku.app_mut("acme-production").unwrap().next_commands[0].takes = Duration::from_mins(5);
    let workflow = pushed(world, "sleep 300").await;
    let child = workflow.start();
    let runs = |world: &World| world.heroku.apps.iter().flat_map(|app| &app.one_offs).any(|dyno| dyno.joined > 0);
    assert!(workflow.sandbox.wait_until(Duration::from_secs(15), runs).await);
    (workflow, child)
}

#[tokio::test]
async fn a_cancelled_run_stops_its_dyno() {
    let (workflow, child) = running().await;
    let process = child.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &process]).status().await.unwrap().success());
    workflow.end(child, std::time::Instant::now()).await.ended(4, "cancelled");
    assert!(dynos(&workflow)[0].stopped);
}

#[tokio::test]
async fn the_post_step_of_a_killed_run_stops_its_dyno() {
    let (workflow, mut child) = running().await;
    child.kill().await.unwrap();
    let workflow = workflow.with_state();
    let post = workflow.post().await;
    assert!(dynos(&workflow)[0].stopped, "{}", post.output);
}

#[tokio::test]
async fn a_review_app_runs_it_too() {
    let workflow = workflow_of("opened", pull_world()).await.input("run", "bin/seed");
    workflow.run().await.ended(0, "created");
    let world = workflow.sandbox.world();
    assert_eq!(world.heroku.apps.iter().flat_map(|app| &app.one_offs).map(|dyno| dyno.joined).sum::<u32>(), 1);
}

#[tokio::test]
async fn without_waiting_nothing_can_run_after_it() {
    let workflow = pushed(world(&[]), "bin/check").await.input("wait", "false");
    let run = workflow.run().await;
    run.ended(2, "failed");
    assert!(run.output("reason").contains("run: cannot be combined with `wait: false`"), "{}", run.output("reason"));
    assert!(workflow.sandbox.requests().is_empty());
}
