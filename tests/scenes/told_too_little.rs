//! Events that tell less of a pull request than they could, and commands that a comment never starts: nothing of ours goes.

use branchline::sandbox::Service;
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};

use crate::{
    chat::said,
    forks::{is_nowhere, of_pull_request, of_run, on, ours_is_there},
    payloads::pull_request,
    pull::{BRANCH, NUMBER},
    workflow::Workflow,
};

/// What an input names instead of what the event is about.
type Named = (&'static str, &'static str);

const NAMED: [Named; 3] = [("ref", BRANCH), ("ref", "main"), ("pull-request", "3")];
const COMMANDS: [&str; 3] = ["auto", "deploy", "destroy"];
/// Fields of a pull request without which nobody knows whose it is.
const NEEDED: [&str; 8] = [
    "/pull_request",
    "/pull_request/base",
    "/pull_request/base/repo",
    "/pull_request/head/ref",
    "/pull_request/head/sha",
    "/pull_request/head/repo/id",
    "/pull_request/number",
    "/pull_request/state",
];

/// The payload without this field.
fn without(mut payload: Value, pointer: &str) -> Value {
    let (parent, field) = pointer.rsplit_once('/').unwrap();
    payload.pointer_mut(parent).unwrap().as_object_mut().unwrap().remove(field);
    payload
}

async fn named_at(event: &str, payload: &Value, command: &str, (input, value): Named) -> Workflow {
    on(BRANCH).await.event(event, payload).input("command", command).input(input, value)
}

/// Nobody has asked Heroku for anything.
#[track_caller]
fn nothing_was_written(workflow: &Workflow, case: &str) {
    let asked = workflow.sandbox.requests();
    let written: Vec<_> = asked
        .iter()
        .filter(|it| it.service == Service::Heroku && it.method != "GET")
        .map(ToString::to_string)
        .collect();
    assert!(written.is_empty(), "{case}: {written:?}");
    is_nowhere(workflow);
    ours_is_there(workflow);
}

#[tokio::test]
async fn a_pull_request_that_is_told_too_little_of_may_be_a_fork_s() {
    let events = [
        ("pull_request_review", "submitted"),
        ("pull_request_review_comment", "created"),
        ("pull_request_comment", "created"),
        ("pull_request_target", "assigned"),
        ("pull_request_target", "new_action"),
    ];
    let cases = events.into_iter().flat_map(|event| NEEDED.map(|field| (event, field)));
    let played = cases.map(|((event, action), field)| async move {
        let payload = without(of_pull_request(action, BRANCH), field);
        for (command, named) in COMMANDS.into_iter().flat_map(|command| NAMED.map(|named| (command, named))) {
            let workflow = named_at(event, &payload, command, named).await;
            let run = workflow.run().await;
            let case = format!("{event}/{action} without {field}, {command} {named:?}: {}", run.output);
            assert_eq!((run.code, run.output("result")), (0, "skipped"), "{case}");
            assert_eq!(run.log.of("notice").len(), 1, "{case}");
            nothing_was_written(&workflow, &case);
        }
    });
    stream::iter(played).buffer_unordered(8).collect::<Vec<()>>().await;
}

#[tokio::test]
async fn what_is_about_a_fork_s_pull_request_is_so_under_any_name() {
    for event in ["pull_request_comment", "pull_request_review_thread", "new_thing"] {
        for (named, code) in NAMED.into_iter().zip([0, 2, 2]) {
            for command in COMMANDS {
                let workflow = named_at(event, &of_pull_request("created", BRANCH), command, named).await;
                let run = workflow.run().await;
                let case = format!("{event}, {command} {named:?}: {}", run.output);
                assert_eq!(run.code, code, "{case}");
                nothing_was_written(&workflow, &case);
            }
        }
    }
}

/// The positive control: what is told whole is acted on.
#[tokio::test]
async fn what_is_told_whole_of_ours_is_acted_on_under_any_name() {
    for event in ["pull_request_review", "pull_request_comment", "new_thing"] {
        let mut payload = pull_request("created", 3, BRANCH, &branchline::sandbox::github::sha_of("ours"));
        for optional in ["/pull_request/labels", "/pull_request/draft", "/pull_request/merged", "/pull_request/title"] {
            payload = without(payload, optional);
        }
        for (command, result) in [("deploy", "updated"), ("destroy", "destroyed")] {
            let workflow = named_at(event, &payload, command, ("ref", BRANCH)).await;
            workflow.run().await.ended(0, result);
        }
    }
}

#[tokio::test]
async fn a_run_for_a_fork_that_is_gone_destroys_nothing_of_ours() {
    let numbers = [json!([]), json!([{ "number": NUMBER }]), json!([{ "number": 3, "base": { "repo": { "id": 1 } } }])];
    for (event, numbers) in ["pull_request", "pull_request_target"]
        .into_iter()
        .flat_map(|event| numbers.iter().map(move |numbers| (event, numbers)))
    {
        for reference in ["", BRANCH] {
            let mut payload = of_run(BRANCH);
            payload["workflow_run"]["event"] = json!(event);
            payload["workflow_run"]["head_repository"] = Value::Null;
            payload["workflow_run"]["pull_requests"].clone_from(numbers);
            let workflow = named_at("workflow_run", &payload, "destroy", ("ref", reference)).await;
            let run = workflow.run().await;
            let case = format!("{event} {numbers} {reference}: {}", run.output);
            assert_eq!((run.code, run.output("result")), (0, "skipped"), "{case}");
            nothing_was_written(&workflow, &case);
        }
    }
}

#[tokio::test]
async fn a_comment_starts_nothing_but_what_it_says_of_a_review_app() {
    for command in ["promote", "rollback", "setup", "sweep", "test"] {
        for author in ["mallory", "octocat"] {
            for text in ["/deploy", "/redeploy", "/destroy"] {
                let workflow = on(BRANCH).await.event("issue_comment", &said(text, author)).input("command", command);
                let workflow = workflow.input("promote-to", if command == "promote" { "acme-release" } else { "" });
                let run = workflow.run().await;
                run.ended(0, "skipped");
                assert!(run.output("reason").contains("about a review app"), "{}", run.output("reason"));
                assert_eq!(workflow.sandbox.requests().len(), 0, "{command}: {}", run.output);
            }
        }
    }
}
