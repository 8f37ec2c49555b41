//! A push deploys: rules, several apps, and how far it is waited.

use std::time::Duration;

use branchline::sandbox::{
    BuildScript, Outcome, PhaseScript, World,
    github::sha_of,
    heroku::{App, Build, Status},
};
use serde_json::{Value, json};

use crate::{
    payloads::push,
    workflow::{REPOSITORY, Run, Workflow},
};

pub(crate) async fn workflow(apps: &[&str], rules: &str) -> Workflow {
    let world = World::for_rehearsal(REPOSITORY, apps, None);
    Workflow::new(world).await.input("rules", rules).event("push", &push("refs/heads/main", &sha_of("main")))
}

/// The commits of an app's builds.
pub(crate) fn built(workflow: &Workflow, app: &str) -> Vec<String> {
    let world = workflow.sandbox.world();
    let builds = &world.heroku.app(app).unwrap().builds;
    builds.iter().map(|build| build.source_version.clone().unwrap()).collect()
}

fn targets(run: &Run) -> Vec<Value> {
    serde_json::from_str(run.output("targets")).unwrap()
}

fn script(workflow: &Workflow, app: &str, script: BuildScript) {
    workflow.sandbox.world().heroku.app_mut(app).unwrap().build_script = Some(script);
}

#[tokio::test]
async fn a_push_is_built_and_released_on_the_app_of_its_rule() {
    let workflow = workflow(&["acme-production"], "main: acme-production").await;
    let run = workflow.run().await;
    run.ended(0, "deployed");
    let world = workflow.sandbox.world();
    let app = world.heroku.app("acme-production").unwrap();
    assert_eq!(app.builds.len(), 1);
    assert_eq!(app.builds[0].source_version.as_deref(), Some(sha_of("main").as_str()));
    for (output, expected) in [
        ("reason", ""),
        ("app", "acme-production"),
        ("app-id", &app.id.to_string()),
        ("url", app.web_url.as_deref().unwrap()),
        ("commit", &sha_of("main")),
        ("build-id", &app.builds[0].id.to_string()),
        ("build-status", "succeeded"),
        ("release-version", "3"),
        ("release-status", "succeeded"),
        ("review-app-id", ""),
    ] {
        assert_eq!(run.output(output), expected, "{output}");
    }
    assert!(run.log.text().contains("-----> Launching...\n       Released"), "{}", run.output);
    assert!(run.log.text().contains("Running migrations…\nNothing to migrate."), "{}", run.output);
    assert!(run.summary.contains("acme-production"), "{}", run.summary);
    assert_eq!(run.errors, "");
}

#[tokio::test]
async fn several_apps_of_a_line_are_deployed_side_by_side() {
    let workflow = workflow(&["acme-one", "acme-two", "acme-three"], "main: acme-one, acme-two, acme-three").await;
    let slow = BuildScript { linger: Duration::from_secs(3), ..BuildScript::default() };
    workflow.sandbox.world().heroku.build_script = slow;
    let is_building = |app: &App| app.builds.iter().any(|build| build.status == Status::Pending);
    let all_are = |world: &World| world.heroku.apps.iter().all(is_building);
    let (run, at_once) = tokio::join!(workflow.run(), workflow.sandbox.wait_until(Duration::from_secs(20), all_are));
    assert!(at_once, "no two builds at a time: {}", run.output);
    run.ended(0, "deployed");
    let apps: Vec<_> = targets(&run).iter().map(|target| target["app"].clone()).collect();
    assert_eq!(apps, ["acme-one", "acme-two", "acme-three"]);
    assert_eq!(run.output("app"), "acme-one");
    for line in ["acme-one | -----> Launching...", "acme-three | -----> Launching..."] {
        assert!(run.log.lines.iter().any(|shown| shown == line), "{}", run.output);
    }
}

#[tokio::test]
async fn an_app_that_fails_does_not_stop_the_others_and_fails_the_step() {
    let workflow = workflow(&["acme-one", "acme-two"], "main: acme-one, acme-gone, acme-two").await;
    script(&workflow, "acme-one", BuildScript::new(&["-----> No", " !     Push rejected"], Outcome::Failed));
    let run = workflow.run().await;
    run.ended(1, "failed");
    let reason = run.output("reason");
    let each = ["2 of 3 apps failed: acme-one: the build failed; acme-gone: ", "Couldn't find that app"];
    assert!(reason.starts_with(each[0]) && reason.contains(each[1]) && !reason.contains('\n'), "{reason}");
    let targets = targets(&run);
    let results: Vec<_> = targets.iter().map(|target| (&target["app"], &target["result"])).collect();
    let expected = [("acme-one", "failed"), ("acme-gone", "failed"), ("acme-two", "deployed")];
    assert_eq!(results.len(), expected.len());
    for ((app, result), (expected_app, expected_result)) in results.iter().zip(expected) {
        assert_eq!((app.as_str(), result.as_str()), (Some(expected_app), Some(expected_result)));
    }
    assert_eq!(targets[0]["build-status"], "failed");
    assert_eq!(targets[0]["release-version"], Value::Null);
    assert!(targets[1]["reason"].as_str().unwrap().contains("Couldn't find that app"), "{}", targets[1]);
    assert_eq!(targets[2]["reason"], "");
    assert_eq!(targets[2]["release-status"], "succeeded");
    assert!(targets[2]["seconds"]["build"].is_number(), "{}", targets[2]);
    let annotations = run.log.of("error");
    assert_eq!(annotations.len(), 2, "{}", run.output);
    assert!(annotations[0].contains(" !     Push rejected"), "{}", annotations[0]);
}

#[tokio::test]
async fn the_first_rule_that_matches_decides() {
    let workflow = workflow(&["acme-one", "acme-two"], "# order matters\n\nma*: acme-one\nmain: acme-two").await;
    workflow.run().await.ended(0, "deployed");
    assert_eq!(built(&workflow, "acme-one"), [sha_of("main")]);
    assert!(built(&workflow, "acme-two").is_empty());
}

#[tokio::test]
async fn an_app_can_be_named_after_the_branch() {
    let mut workflow = workflow(&["acme-fix-cart-2"], "**: acme-{branch}").await;
    workflow.sandbox.world().github.repository_mut(REPOSITORY).unwrap().push("Fix/cart_2", &sha_of("fix"));
    workflow.happens("push", &push("refs/heads/Fix/cart_2", &sha_of("fix")));
    workflow.run().await.ended(0, "deployed");
    assert_eq!(built(&workflow, "acme-fix-cart-2"), [sha_of("fix")]);
}

#[tokio::test]
async fn a_branch_that_no_app_can_be_named_after_is_a_mistake_in_its_rule() {
    let mut workflow = workflow(&[], "main: acme-production\n**: acme-{branch}").await;
    let long = format!("refs/heads/{}", "long".repeat(20));
    workflow.happens("push", &push(&long, &sha_of("long")));
    let run = workflow.run().await;
    run.ended(2, "failed");
    assert!(run.output("reason").contains("rule \"**\" (line 2)"), "{}", run.output("reason"));
    assert!(workflow.sandbox.requests().is_empty());
}

#[tokio::test]
async fn nothing_happens_where_the_rules_say_so() {
    for (rules, reason) in [("main: none\n**: acme-one", "none"), ("staging: acme-one", "no rule matches `main`")] {
        let workflow = workflow(&["acme-one"], rules).await;
        let run = workflow.run().await;
        run.ended(0, "skipped");
        assert!(run.output("reason").contains(reason), "{}", run.output("reason"));
        assert!(workflow.sandbox.requests().is_empty());
    }
}

#[tokio::test]
async fn without_waiting_the_step_is_over_once_heroku_has_accepted() {
    let workflow = workflow(&["acme-one"], "main: acme-one").await.input("wait", "false");
    script(&workflow, "acme-one", BuildScript::endless());
    let run = workflow.run().await;
    run.ended(0, "started");
    assert_eq!(run.output("build-status"), "pending");
    assert_eq!(run.output("release-version"), "");
    assert_eq!(built(&workflow, "acme-one"), [sha_of("main")]);
    assert_eq!(workflow.sandbox.requests().last().unwrap().method, "POST");
}

#[tokio::test]
async fn a_dry_run_prints_and_puts_out_the_plan_and_writes_nothing() {
    let workflow = workflow(&["acme-one"], "main: acme-one").await.input("dry-run", "true");
    let run = workflow.run().await;
    run.ended(0, "planned");
    let plan: Value = serde_json::from_str(run.output("plan")).unwrap();
    let expected = json!({
        "plan": "deploy",
        "reference": "refs/heads/main",
        "commit": sha_of("main"),
        "rule": "rule \"main\" (line 1)",
        "tasks": [{ "app": "acme-one", "steps": [{ "step": "build", "commit": sha_of("main") }] }],
    });
    assert_eq!(plan, expected);
    assert!(run.log.text().contains("- acme-one: build it"), "{}", run.output);
    assert!(workflow.sandbox.requests().iter().all(|request| request.method == "GET"));
}

#[tokio::test]
async fn a_dry_run_says_what_could_not_be_done() {
    let workflow = workflow(&[], "main: acme-gone").await.input("dry-run", "true");
    let run = workflow.run().await;
    run.ended(3, "failed");
    assert!(run.output("reason").contains("Couldn't find that app"), "{}", run.output("reason"));
    assert!(run.output("plan").contains("refuse"), "{}", run.output("plan"));
}

#[tokio::test]
async fn a_timeout_fails_the_step_and_says_what_was_seen_last() {
    let workflow = workflow(&["acme-one"], "main: acme-one").await.input("timeout", "3s");
    let mut endless = BuildScript::endless();
    endless.output = BuildScript::default().output;
    script(&workflow, "acme-one", endless);
    let run = workflow.run().await;
    run.ended(1, "failed");
    assert_eq!(run.output("reason"), "timed out after 3s; last seen: the build is pending");
    assert_eq!(run.output("build-status"), "pending");
    let last: Vec<_> = run.log.commands.iter().rev().take(2).map(|command| command.name.as_str()).collect();
    assert_eq!(last, ["error", "endgroup"], "{}", run.output);
}

#[tokio::test]
async fn a_failed_build_fails_the_step_and_shows_why() {
    let workflow = workflow(&["acme-one"], "main: acme-one").await;
    script(&workflow, "acme-one", BuildScript::new(&["-----> Installing", "npm error code ERESOLVE"], Outcome::Failed));
    let run = workflow.run().await;
    run.ended(1, "failed");
    assert_eq!(run.output("build-status"), "failed");
    assert_eq!(run.output("release-version"), "");
    assert!(run.log.of("error")[0].contains("npm error code ERESOLVE"), "{}", run.output);
    assert!(run.summary.contains("npm error code ERESOLVE"), "{}", run.summary);
}

#[tokio::test]
async fn a_failed_release_phase_fails_the_step_and_leaves_the_old_release() {
    let workflow = workflow(&["acme-one"], "main: acme-one").await;
    let phase = PhaseScript::new(&["rake aborted!", "PG::DuplicateColumn"], Outcome::Failed);
    script(&workflow, "acme-one", BuildScript::default().with_release_phase(phase));
    let run = workflow.run().await;
    run.ended(1, "failed");
    assert_eq!(run.output("build-status"), "succeeded");
    assert_eq!((run.output("release-version"), run.output("release-status")), ("3", "failed"));
    assert!(run.output("reason").contains("release phase of `acme-one` failed (v3)"), "{}", run.output("reason"));
    assert!(run.log.text().contains("rake aborted!\nPG::DuplicateColumn"), "{}", run.output);
    assert!(run.log.of("error")[0].contains("PG::DuplicateColumn"), "{}", run.output);
    let world = workflow.sandbox.world();
    assert_eq!(world.heroku.app("acme-one").unwrap().current_release().unwrap().version, 2);
}

#[tokio::test]
async fn a_release_that_is_pending_for_a_while_is_waited_for() {
    let workflow = workflow(&["acme-one"], "main: acme-one").await;
    let phase = PhaseScript { linger: Duration::from_secs(1), ..PhaseScript::new(&["Migrating"], Outcome::Failed) };
    script(&workflow, "acme-one", BuildScript::default().with_release_phase(phase));
    let run = workflow.run().await;
    run.ended(1, "failed");
    assert!(run.took > Duration::from_secs(1), "{:?}", run.took);
}

fn pending_build(app: &mut App) -> String {
    let script = BuildScript { linger: Duration::from_secs(3), ..BuildScript::default() };
    app.builds.push(Build::start("https://example.com/", Some(&sha_of("main")), script));
    app.builds[0].id.to_string()
}

#[tokio::test]
async fn a_pending_build_of_the_commit_is_followed_and_not_asked_for_again() {
    let workflow = workflow(&["acme-one"], "main: acme-one").await;
    let id = pending_build(workflow.sandbox.world().heroku.app_mut("acme-one").unwrap());
    let run = workflow.run().await;
    run.ended(0, "deployed");
    assert_eq!(run.output("build-id"), id);
    assert_eq!(built(&workflow, "acme-one").len(), 1);
    assert!(run.log.text().contains("-----> Launching..."), "{}", run.output);
    let plan: Value = serde_json::from_str(run.output("plan")).unwrap();
    let steps = json!([{ "step": "follow", "build": id, "commit": sha_of("main") }]);
    assert_eq!(plan["tasks"], json!([{ "app": "acme-one", "steps": steps }]));
}

#[tokio::test]
async fn a_build_that_is_over_is_no_reason_not_to_build_again_if_somebody_asks() {
    let workflow = workflow(&["acme-one"], "main: acme-one").await;
    workflow.run().await.ended(0, "deployed");
    let again = workflow.beside().set("GITHUB_RUN_ATTEMPT", "2");
    again.run().await.ended(0, "deployed");
    assert_eq!(built(&workflow, "acme-one"), [sha_of("main"), sha_of("main")]);
    assert_eq!(workflow.sandbox.world().heroku.app("acme-one").unwrap().builds[1].status, Status::Succeeded);
}
