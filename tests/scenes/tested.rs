//! `command: test`: a Heroku CI run of a commit.

use std::time::Duration;

use branchline::sandbox::{
    Fault, FaultKind, OutputScript, Service, Turn, World,
    github::sha_of,
    heroku::{TestRun, TestScript},
};
use serde_json::json;

use crate::{
    forks::{alone, of_pull_request, of_run},
    payloads::{push, repository},
    posted::terminate,
    pull::{self, commit, workflow_of},
    workflow::{REPOSITORY, Workflow},
};

const CONTEXT: &str = "continuous-integration/heroku";

pub(crate) fn world() -> World {
    World::for_rehearsal(REPOSITORY, &["acme-staging"], Some("acme"))
}

/// Tests on two nodes, of which one fails.
fn failing() -> TestScript {
    let setup = OutputScript::lines(&["-----> Setting up"]);
    let node = |lines: &[&str], exit| (setup.clone(), OutputScript::lines(lines), Some(exit));
    TestScript {
        nodes: vec![node(&["ok 1 - adds"], 0), node(&["not ok 2 - subtracts"], 3)],
        ends: "failed",
        cases: vec![
            ("adds".to_owned(), true, String::new()),
            ("subtracts ::error::x".to_owned(), false, String::new()),
            ("divides".to_owned(), false, "TODO later".to_owned()),
        ],
        ..TestScript::default()
    }
}

fn script(ends: &'static str) -> TestScript {
    TestScript { ends, ..TestScript::default() }
}

pub(crate) async fn pushed(mut world: World, tests: Vec<TestScript>) -> Workflow {
    world.heroku.next_tests = tests.into();
    let workflow = Workflow::new(world).await.event("push", &push("refs/heads/main", &sha_of("main")));
    workflow.input("command", "test").input("pipeline", "acme")
}

fn statuses(workflow: &Workflow) -> Vec<String> {
    let world = workflow.sandbox.world();
    let all = world.github.repository(REPOSITORY).unwrap().statuses.iter();
    all.filter(|status| status.context == CONTEXT).map(|status| status.state.clone()).collect()
}

fn runs(workflow: &Workflow) -> Vec<TestRun> {
    workflow.sandbox.world().heroku.test_runs.clone()
}

impl Workflow {
    async fn runs_nothing(self, forks: &str) {
        self.run().await.ended(0, "skipped");
        assert!(runs(&self).is_empty(), "{forks}");
    }
}

#[tokio::test]
async fn tests_that_pass_are_shown_and_told_of_by_a_status() {
    let workflow = pushed(world(), vec![TestScript::default()]).await;
    let run = workflow.run().await;
    run.ended(0, "tested");
    let [test_run] = &runs(&workflow)[..] else { panic!("{}", run.output) };
    assert_eq!(run.output("test-run-id"), test_run.id.to_string());
    assert_eq!(run.output("commit"), sha_of("main"));
    let asked = &test_run.asked;
    assert_eq!((&asked["commit_branch"], &asked["commit_sha"]), (&json!("main"), &json!(sha_of("main"))));
    assert!(
        asked["commit_message"].as_str().is_some_and(|text| !text.is_empty()) && asked.get("organization").is_none()
    );
    for line in ["-----> Running test-setup command", "ok 1 adds", "Test run succeeded"] {
        assert_eq!(run.shown(line), 1, "{line}: {}", run.output);
    }
    assert_eq!(statuses(&workflow), ["pending", "success"]);
    assert!(run.summary.contains("Heroku CI: tested"), "{}", run.summary);
    let world = workflow.sandbox.world();
    assert!(world.github.repository(REPOSITORY).unwrap().deployments.is_empty());
}

#[tokio::test]
async fn tests_that_fail_name_what_failed_and_tell_the_nodes_apart() {
    let workflow = pushed(world(), vec![failing()]).await;
    let run = workflow.run().await;
    run.ended(1, "failed");
    assert_eq!(run.shown("node 0 | ok 1 - adds"), 1, "{}", run.output);
    assert_eq!(run.shown("node 1 | not ok 2 - subtracts"), 1, "{}", run.output);
    let reason = run.output("reason");
    assert!(reason.starts_with("1 test failed (exit code 3): `subtracts"), "{reason}");
    let errors = run.log.of("error");
    assert!(
        errors.iter().any(|text| text.contains("subtracts")) && !errors.iter().any(|text| text.contains("divides"))
    );
    assert!(run.summary.contains("subtracts"), "{}", run.summary);
    assert_eq!(statuses(&workflow), ["pending", "failure"]);
}

#[tokio::test]
async fn nothing_but_success_is_one() {
    let null_exit =
        TestScript { nodes: vec![(OutputScript::lines(&[]), OutputScript::lines(&[]), None)], ..script("failed") };
    let wrong_exit = TestScript { ends: "succeeded", ..failing() };
    for (tests, state, words) in [
        (null_exit, "failure", "the tests failed"),
        (wrong_exit, "failure", "1 test failed"),
        (TestScript { message: Some("invalid app.json".to_owned()), ..script("errored") }, "error", "invalid app.json"),
        (script("cancelled"), "error", "`cancelled`"),
        (script("debugging"), "error", "`debugging`"),
    ] {
        let workflow = pushed(world(), vec![tests]).await;
        let run = workflow.run().await;
        run.ended(1, "failed");
        assert!(run.output("reason").contains(words), "{words}: {}", run.output("reason"));
        assert_eq!(statuses(&workflow).last().unwrap(), state, "{words}");
    }
}

#[tokio::test]
async fn a_lost_reply_tests_once_and_a_limit_is_waited_out() {
    for kind in [FaultKind::ResetAfter, FaultKind::ResetBefore, FaultKind::RateLimited, FaultKind::HangAfter] {
        let workflow = pushed(world(), Vec::new()).await.at_speed(20);
        workflow.sandbox.fault(Fault::new(Service::Heroku, "POST", "/test-runs", kind.clone()).at(Turn::Only(1)));
        workflow.run().await.ended(0, "tested");
        assert_eq!(runs(&workflow).len(), 1, "{kind:?}");
    }
}

#[tokio::test]
async fn streams_that_start_late_are_waited_for() {
    let late = |lines: &[&str]| OutputScript { not_found_first: 3, ..OutputScript::lines(lines) };
    let tests = TestScript {
        nodes: vec![(late(&["late set-up"]), late(&["late tests"]), Some(0))],
        linger: Duration::from_secs(3),
        ..TestScript::default()
    };
    let run = pushed(world(), vec![tests]).await.run().await;
    run.ended(0, "tested");
    assert_eq!((run.shown("late set-up"), run.shown("late tests")), (1, 1), "{}", run.output);
}

#[tokio::test]
async fn tests_are_not_repeated_by_an_event_and_those_under_way_are_followed() {
    for (before, ends, asked, result) in [
        ("succeeded", "succeeded", 1, "skipped"),
        ("failed", "succeeded", 2, "tested"),
        ("running", "succeeded", 1, "tested"),
    ] {
        let mut world = world();
        let linger = if before == "running" { Duration::from_secs(2) } else { Duration::ZERO };
        let script_ends = if before == "failed" { "failed" } else { ends };
        let script = TestScript { ends: script_ends, linger, ..TestScript::default() };
        let asked_before = json!({ "commit_sha": sha_of("main"), "commit_branch": "main", "commit_message": "x", "source_blob_url": "https://example.com" });
        let pipeline = world.heroku.pipelines[0].id;
        world.heroku.test_runs.push(TestRun::start(1, pipeline, asked_before, script));
        let workflow = pushed(world, Vec::new()).await;
        if before != "running" {
            let is_over = |world: &World| world.heroku.test_runs[0].status() == script_ends;
            assert!(workflow.sandbox.wait_until(Duration::from_secs(20), is_over).await);
        }
        workflow.run().await.ended(0, result);
        assert_eq!(runs(&workflow).len(), asked, "{before}");
    }
}

#[tokio::test]
async fn a_cancelled_killed_or_late_run_cancels_the_tests() {
    let endless = || TestScript { linger: Duration::from_hours(1), ..TestScript::default() };
    let goes_on = |world: &World| world.heroku.test_runs.iter().any(|run| run.status() == "running");
    for how in ["cancelled", "killed", "late"] {
        let workflow = pushed(world(), vec![endless()]).await;
        let mut workflow = if how == "late" { workflow.input("timeout", "3s") } else { workflow };
        if how == "late" {
            workflow.run().await.ended(1, "failed");
        } else {
            let mut child = workflow.start();
            assert!(workflow.sandbox.wait_until(Duration::from_secs(20), goes_on).await);
            if how == "killed" {
                workflow.saves("\"named\"").await;
                child.kill().await.unwrap();
                workflow = workflow.with_state();
                workflow.post().await;
            } else {
                terminate(&child).await;
                workflow.end(child, std::time::Instant::now()).await.ended(4, "cancelled");
            }
        }
        assert_eq!(runs(&workflow)[0].status(), "cancelled", "{how}");
        let last = statuses(&workflow).last().cloned().unwrap();
        assert_eq!(last, "error", "{how}");
    }
}

#[tokio::test]
async fn without_waiting_it_ends_once_the_tests_are_accepted() {
    let workflow = pushed(world(), Vec::new()).await.input("wait", "false");
    let run = workflow.run().await;
    run.ended(0, "started");
    assert_eq!(runs(&workflow).len(), 1);
    assert!(!run.output("test-run-id").is_empty());
}

#[tokio::test]
async fn a_forks_code_is_not_tested_and_a_pull_request_of_ours_is() {
    let ours = workflow_of("synchronize", pull::world()).await.input("command", "test").input("rules", "");
    ours.run().await.ended(0, "tested");
    assert_eq!(runs(&ours)[0].asked["commit_sha"], commit());
    for forks in ["skip", "labeled", "allow"] {
        for (event, payload, own) in [
            ("pull_request_target", of_pull_request("synchronize", "feature/x"), &[][..]),
            ("pull_request_target", of_pull_request("labeled", "main"), &[]),
            ("workflow_run", of_run("feature/x"), &[]),
            (
                "workflow_dispatch",
                json!({ "inputs": null, "ref": "refs/heads/main", "repository": repository() }),
                &[("pull-request", "7")],
            ),
        ] {
            let theirs =
                alone("feature/x").await.input("command", "test").input("forks", forks).input("label", "preview");
            let theirs = own.iter().fold(theirs, |workflow, (name, value)| workflow.input(name, value));
            theirs.event(event, &payload).runs_nothing(forks).await;
        }
    }
}

#[tokio::test]
async fn what_cannot_be_tested_is_told_before_anything_is_written() {
    let mut empty = world();
    empty.heroku.couplings.clear();
    let no_pipeline = pushed(world(), Vec::new()).await.input("pipeline", "");
    let unknown = pushed(world(), Vec::new()).await.input("pipeline", "other");
    for (workflow, code, words) in [
        (pushed(empty, Vec::new()).await, 2, "has no app"),
        (no_pipeline, 2, "pipeline"),
        (unknown, 3, "look up the pipeline `other`"),
    ] {
        let run = workflow.run().await;
        run.ended(code, "failed");
        assert!(run.output("reason").contains(words), "{words}: {}", run.output("reason"));
        assert!(runs(&workflow).is_empty());
    }
}

#[tokio::test]
async fn tests_that_vanish_are_no_success() {
    let workflow = pushed(world(), vec![TestScript { linger: Duration::from_mins(1), ..TestScript::default() }]).await;
    workflow.sandbox.fault(
        Fault::new(Service::Heroku, "GET", "/test-runs/*", FaultKind::Status(403, json!({ "id": "forbidden" })))
            .at(Turn::After(2)),
    );
    let run = workflow.run().await;
    run.ended(1, "failed");
    assert!(run.output("reason").contains("no longer shows the test run"), "{}", run.output("reason"));
}

#[tokio::test]
async fn a_team_that_owns_the_pipeline_is_named_and_a_dry_run_asks_for_nothing() {
    let mut world = world();
    world.heroku.pipelines[0].team = Some("acme-team".to_owned());
    let dry = pushed(world, Vec::new()).await.input("dry-run", "true");
    let run = dry.run().await;
    run.ended(0, "planned");
    assert!(run.log.text().contains("run the tests") && runs(&dry).is_empty(), "{}", run.output);
    let real = dry.input("dry-run", "false");
    real.run().await.ended(0, "tested");
    assert!(runs(&real)[0].asked["organization"].is_string());
}

#[tokio::test]
async fn it_is_rehearsed() {
    let workflow = pushed(world(), Vec::new()).await.input("rehearse", "true");
    let run = workflow.run().await;
    run.ended(0, "tested");
    assert!(workflow.sandbox.requests().is_empty());
}

#[tokio::test]
async fn tests_are_not_skipped_because_the_token_may_not_read_the_branch() {
    let workflow = pushed(world(), Vec::new()).await;
    for path in ["/repos/*/branches/*", "/repos/*/tarball/*"] {
        let hidden = FaultKind::Status(404, json!({ "message": "Not Found" }));
        workflow.sandbox.fault(Fault::new(Service::GitHub, "GET", path, hidden));
    }
    let run = workflow.run().await;
    run.ended(3, "failed");
    assert!(run.log.of("error")[0].contains("`contents: read`"), "{}", run.output);
}
