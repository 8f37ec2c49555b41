//! Wrong configuration, odd payloads, a runner that says nothing: clear errors, and nothing touched.

use branchline::{
    inputs::Environment,
    outcome::Exit,
    report::{Console, Style},
    sandbox::github::sha_of,
};
use serde_json::{Value, json};

use crate::{
    messages::says,
    payloads::{pull_request, push},
    ready::{push_workflow, review_workflow},
    runner::{Log, pairs},
    workflow::{Run, Workflow},
};

/// A run that found its configuration wrong: one annotation, all outputs, and not one request.
async fn is_misconfigured(workflow: Workflow, message: &str) -> Run {
    let run = workflow.run().await;
    run.ended(2, "failed");
    says(&run, message);
    assert_eq!(run.log.of("error").len(), 1, "{}", run.output);
    assert_eq!((run.output("targets"), run.output("plan")), ("[]", "null"));
    assert!(!run.output("reason").is_empty() && !run.output("reason").contains('\n'), "{}", run.output("reason"));
    assert!(run.summary.starts_with("### ❌ "), "{}", run.summary);
    assert_eq!(workflow.sandbox.requests().len(), 0);
    assert_eq!(run.errors, "");
    run
}

#[tokio::test]
async fn every_mistake_in_the_inputs_is_named_in_one_run() {
    let workflow =
        push_workflow().await.input("rules", "main = acme\nstaging: Acme_Staging\n[: acme-production\n**: review-app");
    let workflow = workflow
        .input("heroku-api-key", "two words")
        .input("command", "dploy")
        .input("ref", "a\nb")
        .input("pull-request", "seven")
        .input("review-app-config-vars", "NO_VALUE\nA-B=1")
        .input("source-version", "no")
        .input("update", "recreated")
        .input("forks", "labelled")
        .input("drafts", "no")
        .input("label", "a\nb")
        .input("wait", "yes")
        .input("timeout", "45")
        .input("dry-run", "1")
        .input("rehearse", "on")
        .input("heroku-api-url", "http://heroku.example");
    let run = is_misconfigured(workflow, "all-inputs-wrong").await;
    let named = [
        "rules",
        "command",
        "ref",
        "pull-request",
        "review-app-config-vars",
        "source-version",
        "update",
        "forks",
        "drafts",
        "label",
        "wait",
        "timeout",
        "dry-run",
        "rehearse",
        "heroku-api-url",
        "heroku-api-key",
    ];
    for input in named {
        assert!(run.log.of("error")[0].lines().any(|line| line.starts_with(input)), "{input}: {}", run.output);
    }
    assert!(!run.log.of("error")[0].contains("two words"), "a key that is wrong is still a key");
}

#[tokio::test]
async fn each_mistake_by_itself_is_named_with_its_input() {
    for (input, value) in [
        ("heroku-api-key", "HRKU-a\nb"),
        ("heroku-api-key", "\"HRKU-a\""),
        ("heroku-api-key", "mona@example.com:HRKU-a"),
        ("heroku-api-key", "Bearer HRKU-a"),
        ("heroku-api-key", "deployed"),
        ("heroku-api-key", "failed"),
        ("rules", "main acme-production"),
        ("rules", "main: acme_production"),
        ("rules", "- main: acme-production"),
        ("rules", "main: review-app"),
        ("pipeline", "acme web"),
        ("pipeline", "https://dashboard.heroku.com/pipelines/0b1c2d3e-0123-4567-89ab-cdef01234567"),
        ("timeout", "forever"),
        ("timeout", "0"),
        ("drafts", "false"),
        ("forks", "true"),
        ("review-app-config-vars", "just-a-secret"),
        ("heroku-api-url", "https://user:pass@heroku.example"),
    ] {
        let run = push_workflow().await.input(input, value).run().await;
        run.ended(2, "failed");
        let said = run.log.of("error");
        assert!(said.len() == 1 && said[0].starts_with(input), "{input}: {}", run.output);
        assert!(!run.output("reason").contains("***"), "{input}: {}", run.output);
        assert!(!run.log.text().contains("just-a-secret") && !run.log.text().contains("pass@"), "{}", run.output);
    }
}

#[tokio::test]
async fn a_missing_key_and_missing_rules_are_told_together() {
    is_misconfigured(push_workflow().await.input("heroku-api-key", "").input("rules", ""), "key-and-rules-missing")
        .await;
}

#[tokio::test]
async fn a_missing_key_is_told_beside_other_mistakes() {
    let run = push_workflow().await.input("heroku-api-key", "").input("timeout", "45").run().await;
    run.ended(2, "failed");
    let said = run.log.of("error")[0].to_owned();
    assert!(said.contains("heroku-api-key: ") && said.contains("timeout: "), "{said}");
}

#[tokio::test]
async fn a_push_without_a_key_is_a_mistake() {
    is_misconfigured(push_workflow().await.input("heroku-api-key", ""), "key-missing").await;
}

#[tokio::test]
async fn a_run_by_hand_without_a_key_is_a_mistake() {
    let workflow =
        push_workflow().await.input("heroku-api-key", " \n").event("workflow_dispatch", &json!({ "inputs": {} }));
    let workflow = workflow.set("GITHUB_REF", "refs/heads/main").set("GITHUB_SHA", &sha_of("main"));
    is_misconfigured(workflow, "key-missing").await;
}

#[tokio::test]
async fn where_github_gives_no_secrets_a_missing_key_is_a_reason_to_skip() {
    let mut from_fork = pull_request("opened", 7, "feature", &sha_of("feature"));
    from_fork["pull_request"]["head"]["repo"] = json!({ "id": 99, "full_name": "mona/shop" });
    let fork = review_workflow().await.event("pull_request", &from_fork);
    let dependabot = review_workflow().await.set("GITHUB_ACTOR", "dependabot[bot]");
    let ignored = review_workflow().await.event("watch", &json!({ "action": "started" }));
    for (workflow, message) in
        [(fork, "key-missing-fork"), (dependabot, "key-missing-dependabot"), (ignored, "ignored")]
    {
        let workflow = workflow.input("heroku-api-key", "");
        let run = workflow.run().await;
        run.ended(0, "skipped");
        says(&run, message);
        assert_eq!(workflow.sandbox.requests().len(), 0);
        assert!(run.log.of("notice")[0].ends_with(run.output("reason")), "{}", run.output);
        let plan: Value = serde_json::from_str(run.output("plan")).unwrap();
        assert_eq!(plan, json!({ "plan": "skip", "reason": run.output("reason") }));
    }
}

#[tokio::test]
async fn a_target_of_a_fork_has_secrets_so_a_missing_key_is_a_mistake() {
    let mut from_fork = pull_request("opened", 7, "feature", &sha_of("feature"));
    from_fork["pull_request"]["head"]["repo"] = json!({ "id": 99, "full_name": "mona/shop" });
    let workflow = review_workflow().await.event("pull_request_target", &from_fork).input("heroku-api-key", "");
    is_misconfigured(workflow, "key-missing").await;
}

#[tokio::test]
async fn an_odd_payload_is_told_with_what_was_found() {
    let whole = push("refs/heads/main", &sha_of("main"));
    let text = whole.to_string();
    let without = |field: &str, value: Value| {
        let mut odd = whole.clone();
        odd[field] = value;
        odd.to_string()
    };
    for (payload, message) in [
        (text[..text.len() / 2].to_owned(), "payload-cut-off"),
        (String::new(), "payload-empty"),
        ("<html>".to_owned(), "payload-not-json"),
        ("[]".to_owned(), "payload-array"),
        (without("after", json!(7)), "payload-odd-commit"),
        (without("ref", json!(null)), "payload-no-ref"),
    ] {
        is_misconfigured(push_workflow().await.raw_event("push", payload.as_bytes()), message).await;
    }
}

#[tokio::test]
async fn a_payload_that_is_not_there_is_told() {
    is_misconfigured(push_workflow().await.unset("GITHUB_EVENT_PATH"), "payload-no-path").await;
    is_misconfigured(push_workflow().await.set("GITHUB_EVENT_PATH", "/nowhere/event.json"), "payload-no-file").await;
}

#[tokio::test]
async fn a_runner_that_says_nothing_or_nonsense_is_told() {
    is_misconfigured(push_workflow().await.unset("GITHUB_REPOSITORY"), "no-repository").await;
    is_misconfigured(push_workflow().await.set("GITHUB_REPOSITORY", "shop"), "odd-repository").await;
    is_misconfigured(push_workflow().await.set("GITHUB_API_URL", "api.github.com"), "odd-api-url").await;
    is_misconfigured(push_workflow().await.set("GITHUB_API_URL", "http://0.0.0.0:8080"), "open-api-url").await;
}

#[tokio::test]
async fn certificates_that_are_not_there_or_nonsense_are_told() {
    is_misconfigured(push_workflow().await.set("SSL_CERT_FILE", "/nowhere/ca.pem"), "certificates-not-there").await;
    is_misconfigured(push_workflow().await.set("SSL_CERT_FILE", "/etc/hostname"), "certificates-nonsense").await;
}

#[tokio::test]
async fn outputs_that_cannot_be_written_are_a_warning_and_change_no_result() {
    for (variable, path) in
        [("GITHUB_OUTPUT", "/nowhere/output"), ("GITHUB_STEP_SUMMARY", "/nowhere/summary"), ("GITHUB_OUTPUT", "")]
    {
        let run = push_workflow().await.set(variable, path).run().await;
        assert_eq!(run.code, 0, "{}", run.output);
        assert!(run.log.text().contains("acme-production: deployed"), "{}", run.output);
        let warnings = run.log.of("warning");
        assert!(warnings.len() == 1 && warnings[0].contains(variable), "{variable}={path}: {}", run.output);
    }
}

#[test]
fn a_bug_is_told_with_where_to_report_it() {
    let folder = tempfile::TempDir::new().unwrap();
    let (output, log) = (folder.path().join("output"), folder.path().join("log"));
    let environment = Environment::from_pairs([
        ("GITHUB_ACTION_REPOSITORY", "acme/branchline"),
        ("GITHUB_OUTPUT", output.to_str().unwrap()),
    ]);
    let console = Console::on(Style::Workflow, Box::new(std::fs::File::create(&log).unwrap()));
    assert_eq!(branchline::bug("src/plan/decide.rs:7:1", &environment, &console), Exit::Bug);
    assert_eq!(Exit::Bug as u8, 70);
    let said = Log::read(&std::fs::read_to_string(log).unwrap());
    assert!(said.of("error")[0].contains("src/plan/decide.rs:7:1"), "{said:?}");
    assert!(said.of("error")[0].contains("https://github.com/acme/branchline/issues"), "{said:?}");
    assert_eq!(pairs(&std::fs::read_to_string(output).unwrap())["result"], "failed");
}
