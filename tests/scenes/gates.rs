//! Under `forks: labeled`, each commit of a fork is let in by itself, whatever leads to it.

use std::time::{Duration, Instant, SystemTime};

use branchline::sandbox::{Fault, FaultKind, Service, github::sha_of};
use futures_util::{StreamExt, future::join_all, stream};
use serde_json::{Value, json};

use crate::{
    chat::said,
    forks::{FORK, alone, is_nowhere, no_named_app_was_touched, of_pull_request, of_run},
    overtaken::asked,
    payloads::{push, repository},
    pull::{BRANCH, NUMBER, pause},
    workflow::{REPOSITORY, Workflow},
};

/// The stranger's pull request under `forks: labeled`.
async fn gated() -> Workflow {
    alone(BRANCH).await.input("forks", "labeled").input("label", "preview")
}

fn labels(workflow: &Workflow) -> Vec<String> {
    let pulls = workflow.repository().pull_requests;
    pulls.into_iter().find(|pull| pull.number == NUMBER).unwrap().labels
}

/// The stranger pushes: his pull request has another head.
fn moves_on(workflow: &Workflow) {
    let mut world = workflow.sandbox.world();
    let there = world.add_repository(REPOSITORY);
    there.commits.insert(sha_of("unreviewed"), "Something else".to_owned());
    for pull in there.pull_requests.iter_mut().filter(|pull| pull.number == NUMBER) {
        pull.head_sha = sha_of("unreviewed");
    }
}

type Inputs = &'static [(&'static str, &'static str)];

/// Events after which nobody has let a fork's commit in, with the inputs that lead to it.
fn by_nobody() -> Vec<(&'static str, Value, Inputs)> {
    const NUMBERED: Inputs = &[("pull-request", "7")];
    const DEPLOYED: Inputs = &[("pull-request", "7"), ("command", "deploy")];
    let mut base = of_pull_request("edited", BRANCH);
    base["changes"] = json!({ "base": { "ref": { "from": "next" } } });
    let mut other_label = of_pull_request("labeled", BRANCH);
    other_label["label"] = json!({ "name": "bug" });
    let mut other_off = of_pull_request("unlabeled", BRANCH);
    other_off["label"] = json!({ "name": "bug" });
    let dispatch = json!({ "action": "go", "client_payload": {}, "repository": repository() });
    vec![
        ("pull_request_target", of_pull_request("synchronize", BRANCH), &[]),
        ("pull_request_target", of_pull_request("synchronize", BRANCH), DEPLOYED),
        ("pull_request_target", of_pull_request("reopened", BRANCH), &[]),
        ("pull_request_target", of_pull_request("ready_for_review", BRANCH), &[]),
        ("pull_request_target", base, &[]),
        ("pull_request_target", other_label, &[]),
        ("pull_request_target", other_off, &[]),
        ("pull_request_target", of_pull_request("edited", BRANCH), &[]),
        ("pull_request_target", of_pull_request("edited", BRANCH), DEPLOYED),
        ("pull_request_target", of_pull_request("assigned", BRANCH), DEPLOYED),
        ("pull_request_review", of_pull_request("submitted", BRANCH), NUMBERED),
        ("pull_request_review_comment", of_pull_request("created", BRANCH), &[("ref", BRANCH), ("command", "deploy")]),
        ("workflow_run", of_run(BRANCH), &[]),
        ("workflow_run", of_run(BRANCH), NUMBERED),
        ("workflow_run", of_run(BRANCH), &[("ref", BRANCH)]),
        ("check_suite", json!({ "action": "completed" }), NUMBERED),
        ("status", json!({ "state": "success" }), NUMBERED),
        ("discussion", json!({ "action": "created" }), NUMBERED),
        ("schedule", json!({ "schedule": "0 4 * * *" }), NUMBERED),
        ("repository_dispatch", dispatch, DEPLOYED),
        ("push", push("refs/heads/main", &sha_of("main")), NUMBERED),
    ]
}

#[tokio::test]
async fn nothing_but_the_label_or_a_person_lets_a_fork_s_commit_in() {
    for (event, payload, inputs) in by_nobody() {
        let workflow = gated().await.event(event, &payload);
        let workflow = inputs.iter().fold(workflow, |workflow, (name, value)| workflow.input(name, value));
        let run = workflow.run().await;
        let action = payload["action"].as_str().unwrap_or_default();
        assert_eq!((run.code, run.output("result")), (0, "skipped"), "{event}/{action} {inputs:?}: {}", run.output);
        is_nowhere(&workflow);
        assert!(labels(&workflow).is_empty(), "{event}/{action} {inputs:?} leaves the label");
        assert!(run.output("reason").contains("add the label again"), "{}", run.output("reason"));
    }
}

#[tokio::test]
async fn the_label_s_own_event_and_a_person_let_it_in() {
    let by_hand = json!({ "inputs": { "pull-request": "7" }, "ref": "refs/heads/main", "repository": repository() });
    join_all(
        [
            ("pull_request_target", of_pull_request("labeled", BRANCH), ""),
            ("workflow_dispatch", by_hand, "7"),
            ("issue_comment", said("/deploy", "octocat"), ""),
            ("issue_comment", said("/Redeploy", "octocat"), ""),
        ]
        .map(async |(event, payload, number)| {
            let workflow = gated().await.event(event, &payload).input("pull-request", number);
            workflow.run().await.ended(0, "created");
            no_named_app_was_touched(&workflow);
            assert_eq!(workflow.sandbox.requests_like("POST", "/review-apps")[0].body["fork_repo_id"], FORK);
            assert_eq!(labels(&workflow), ["preview"]);
        }),
    )
    .await;
}

#[tokio::test]
async fn without_the_label_nobody_lets_a_fork_s_commit_in() {
    let by_hand = json!({ "inputs": { "pull-request": "7" }, "ref": "refs/heads/main", "repository": repository() });
    for (event, payload, number) in [
        ("issue_comment", said("/deploy", "octocat"), ""),
        ("issue_comment", said("/redeploy", "octocat"), ""),
        ("workflow_dispatch", by_hand, "7"),
    ] {
        let workflow = gated().await.event(event, &payload).input("pull-request", number);
        for pull in &mut workflow.sandbox.world().add_repository(REPOSITORY).pull_requests {
            pull.labels.clear();
        }
        let run = workflow.run().await;
        run.ended(0, "skipped");
        assert!(run.output("reason").contains("does not have the label"), "{}", run.output("reason"));
        is_nowhere(&workflow);
    }
}

#[tokio::test]
async fn an_opening_with_the_label_waits_for_the_event_of_the_label() {
    let workflow = gated().await.event("pull_request_target", &of_pull_request("opened", BRANCH));
    let run = workflow.run().await;
    run.ended(0, "skipped");
    assert!(run.output("reason").contains("`labeled` event, which follows"), "{}", run.output("reason"));
    is_nowhere(&workflow);
    assert_eq!(labels(&workflow), ["preview"]);
}

#[tokio::test]
async fn a_stranger_s_comment_lets_nothing_in_and_takes_nothing_off() {
    let workflow = gated().await.event("issue_comment", &said("/deploy", "mallory"));
    workflow.run().await.ended(0, "skipped");
    is_nowhere(&workflow);
    assert_eq!(labels(&workflow), ["preview"]);
}

#[tokio::test]
async fn a_comment_on_a_fork_s_pull_request_names_no_other() {
    for (number, code, result) in [("3", 2, "failed"), ("7", 0, "created")] {
        let workflow = gated().await.event("issue_comment", &said("/deploy", "octocat")).input("pull-request", number);
        workflow.run().await.ended(code, result);
        no_named_app_was_touched(&workflow);
    }
}

#[tokio::test]
async fn a_ref_for_a_comment_is_the_branch_of_its_pull_request_or_a_mistake() {
    for (reference, code, result) in [(BRANCH, 0, "created"), ("main", 2, "failed")] {
        let workflow = gated().await.event("issue_comment", &said("/deploy", "octocat")).input("ref", reference);
        workflow.run().await.ended(code, result);
        no_named_app_was_touched(&workflow);
    }
}

#[tokio::test]
async fn what_was_let_in_keeps_its_label_and_is_not_built_again() {
    let rows = by_nobody().into_iter().filter(|(_, payload, _)| payload["action"] != "synchronize");
    let played = rows.map(|(event, payload, inputs)| async move {
        let action = payload["action"].as_str().unwrap_or_default();
        if action == "reopened" {
            return;
        }
        let mut workflow = gated().await.event("pull_request_target", &of_pull_request("labeled", BRANCH));
        workflow.run().await.ended(0, "created");
        workflow.happens(event, &payload);
        let workflow = inputs.iter().fold(workflow, |workflow, (name, value)| workflow.input(name, value));
        let run = workflow.run().await;
        assert_eq!(run.code, 0, "{event}/{action} {inputs:?}: {}", run.output);
        assert_eq!(labels(&workflow), ["preview"], "{event}/{action} {inputs:?}: {}", run.output);
        assert_eq!(workflow.times("POST", "/review-apps"), 1);
        let by_clock = matches!(event, "schedule" | "repository_dispatch") || inputs.contains(&("pull-request", "7"));
        assert!(
            by_clock || workflow.times("POST", "/apps/*/builds") == 0,
            "{event}/{action} {inputs:?}: {}",
            run.output
        );
    });
    stream::iter(played).buffer_unordered(8).collect::<Vec<()>>().await;
}

#[tokio::test]
async fn a_late_run_of_the_label_that_finds_another_head_takes_the_label_off() {
    let workflow = gated().await.event("pull_request_target", &of_pull_request("labeled", BRANCH));
    moves_on(&workflow);
    workflow.run().await.ended(0, "skipped");
    is_nowhere(&workflow);
    assert!(labels(&workflow).is_empty());
}

#[tokio::test]
async fn a_push_while_the_labelled_commit_is_on_its_way_takes_the_label_off() {
    let mut workflow = gated().await.event("pull_request_target", &of_pull_request("labeled", BRANCH));
    workflow.run().await.ended(0, "created");
    moves_on(&workflow);
    let mut event = of_pull_request("labeled", BRANCH);
    event["pull_request"]["head"]["sha"] = json!(sha_of("unreviewed"));
    workflow.happens("pull_request_target", &event);
    let late = FaultKind::Delay(Duration::from_millis(2500));
    workflow.sandbox.fault(Fault::new(Service::Heroku, "GET", "/apps/*/builds", late));
    let (child, started) = (workflow.start(), Instant::now());
    asked(&workflow, "GET", "/apps/*/builds").await;
    pause(200).await;
    let mut world = workflow.sandbox.world();
    for pull in world.add_repository(REPOSITORY).pull_requests.iter_mut().filter(|pull| pull.number == NUMBER) {
        pull.head_sha = sha_of("unreviewed too");
    }
    drop(world);
    let run = workflow.end(child, started).await;
    run.ended(0, "skipped");
    assert!(labels(&workflow).is_empty(), "{}", run.output);
    assert_eq!(workflow.times("POST", "/apps/*/builds"), 0);
}

#[tokio::test]
async fn a_command_written_before_the_stranger_s_last_push_does_not_let_that_in() {
    for (pushed_after, result) in [(false, "created"), (true, "skipped")] {
        let now = SystemTime::now();
        let mut comment = said("/deploy", "octocat");
        comment["comment"]["created_at"] = json!(humantime::format_rfc3339_seconds(now).to_string());
        let workflow = gated().await.event("issue_comment", &comment);
        let minute = Duration::from_mins(1);
        let pushed = if pushed_after { now + minute } else { now - minute };
        for pull in &mut workflow.sandbox.world().add_repository(REPOSITORY).pull_requests {
            pull.pushed = Some(pushed);
        }
        workflow.run().await.ended(0, result);
        assert_eq!(labels(&workflow).is_empty(), pushed_after);
    }
}
