//! `config-vars` of the apps that rules name, and `review-app-config-vars` of review apps that are there.

use branchline::sandbox::{
    BuildScript, Fault, FaultKind, Outcome, PhaseScript, Service, Turn, World, github::sha_of, heroku::Release,
};
use serde_json::json;

use crate::{
    payloads::push,
    pull::{commit, older_commit, workflow_of, world_with_review_app},
    workflow::{REPOSITORY, Workflow},
};

const PATCH: (&str, &str) = ("PATCH", "/apps/*/config-vars");
const SECRET: &str = "postgres://user:hunter2-hunter2@db.example/acme";

fn world() -> World {
    let mut world = World::for_rehearsal(REPOSITORY, &["acme-production"], None);
    let app = world.heroku.app_mut("acme-production").unwrap();
    app.config_vars.insert("KEPT".to_owned(), "as-it-is-there".to_owned());
    app.config_vars.insert("DATABASE".to_owned(), "the-old-value-of-it".to_owned());
    world
}

async fn pushed(world: World, vars: &str) -> Workflow {
    let workflow = Workflow::new(world).await.input("rules", "main: acme-production").input("config-vars", vars);
    workflow.event("push", &push("refs/heads/main", &sha_of("main")))
}

fn var(workflow: &Workflow, name: &str) -> Option<String> {
    workflow.sandbox.world().heroku.app("acme-production").unwrap().config_vars.get(name).cloned()
}

fn place_of(workflow: &Workflow, method: &str, path: &str) -> usize {
    workflow.sandbox.requests().iter().position(|request| request.is(method, path)).expect("it was never asked for")
}

#[tokio::test]
async fn those_that_differ_are_set_in_one_request_before_the_build() {
    let workflow = pushed(world(), &format!("KEPT=as-it-is-there\nDATABASE={SECRET}\nNEW=brand-new-value")).await;
    let run = workflow.run().await;
    run.ended(0, "deployed");
    let patches = workflow.sandbox.requests_like(PATCH.0, PATCH.1);
    assert_eq!(patches.len(), 1);
    assert_eq!(patches[0].body, json!({ "DATABASE": SECRET, "NEW": "brand-new-value" }));
    assert!(place_of(&workflow, PATCH.0, PATCH.1) < place_of(&workflow, "POST", "/apps/*/builds"));
    // Version 3 is the release of the config vars.
    assert_eq!((run.output("release-version"), run.output("release-status")), ("4", "succeeded"));
    assert!(run.log.text().contains("Set DATABASE, NEW on acme-production"), "{}", run.output);
    assert!(
        run.output("plan").contains(r#"{"keys":["DATABASE","NEW"],"step":"set-config-vars"}"#),
        "{}",
        run.output("plan")
    );
}

#[tokio::test]
async fn no_value_is_told_neither_the_new_one_nor_the_one_that_it_replaces() {
    let mut world = world();
    world.heroku.build_script = BuildScript::new(&[SECRET, "the-old-value-of-it"], Outcome::Succeeded);
    let workflow = pushed(world, &format!("DATABASE={SECRET}")).await;
    let run = workflow.run().await;
    run.ended(0, "deployed");
    for value in [SECRET, "hunter2-hunter2", "the-old-value-of-it"] {
        let masks = run.output.lines().filter(|line| line.starts_with("::add-mask::"));
        let told: Vec<_> = run.output.lines().filter(|line| line.contains(value)).collect();
        assert!(told.len() <= masks.filter(|line| line.contains(value)).count(), "{value}: {told:?}");
        assert!(!run.summary.contains(value), "{}", run.summary);
    }
}

#[tokio::test]
async fn where_none_differs_nothing_is_released_for_them() {
    let workflow = pushed(world(), "KEPT=as-it-is-there").await;
    workflow.run().await.ended(0, "deployed");
    assert_eq!(workflow.times(PATCH.0, PATCH.1), 0);
}

#[tokio::test]
async fn three_words_in_a_value_stand_for_something() {
    let vars = "ADDRESS=https://{branch}.example/{commit}#{pull-request}\nJSON={\"a\": {app}}";
    let workflow = pushed(world(), vars).await;
    workflow.run().await.ended(0, "deployed");
    assert_eq!(var(&workflow, "ADDRESS"), Some(format!("https://main.example/{}#", sha_of("main"))));
    assert_eq!(var(&workflow, "JSON").as_deref(), Some("{\"a\": {app}}"));
}

#[tokio::test]
async fn they_are_set_on_an_app_that_runs_the_commit_already() {
    let mut world = world();
    let app = world.heroku.app_mut("acme-production").unwrap();
    app.releases.push(Release::of_commit(3, "Deploy", &sha_of("main")));
    let workflow = pushed(world, "NEW=brand-new-value").await;
    let run = workflow.run().await;
    run.ended(0, "skipped");
    assert_eq!(var(&workflow, "NEW").as_deref(), Some("brand-new-value"));
    assert_eq!((workflow.times("POST", "/apps/*/builds"), run.output("app")), (0, "acme-production"));
}

#[tokio::test]
async fn a_release_phase_that_fails_for_them_ends_the_deploy() {
    let mut world = world();
    let phase = PhaseScript::new(&["Checking…", "rake aborted!"], Outcome::Failed);
    world.heroku.app_mut("acme-production").unwrap().next_phases.push_back(phase);
    let workflow = pushed(world, "NEW=brand-new-value").await;
    let run = workflow.run().await;
    run.ended(1, "failed");
    assert!(run.output("reason").contains("when config vars were set"), "{}", run.output("reason"));
    assert!(run.output.contains("rake aborted!"), "{}", run.output);
    assert_eq!(workflow.times("POST", "/apps/*/builds"), 0);
}

#[tokio::test]
async fn a_dry_run_names_them_and_sets_none() {
    let workflow = pushed(world(), "NEW=brand-new-value").await.input("dry-run", "true");
    let run = workflow.run().await;
    run.ended(0, "planned");
    assert!(run.log.text().contains("acme-production: set NEW, then build it"), "{}", run.output);
    assert_eq!((workflow.times(PATCH.0, PATCH.1), var(&workflow, "NEW")), (0, None));
}

#[tokio::test]
async fn a_lost_reply_makes_one_release() {
    for (kind, requests) in [(FaultKind::ResetAfter, 1), (FaultKind::HangAfter, 1), (FaultKind::ResetBefore, 2)] {
        let workflow = pushed(world(), "NEW=brand-new-value").await.at_speed(20);
        workflow.sandbox.fault(Fault::new(Service::Heroku, PATCH.0, PATCH.1, kind.clone()).at(Turn::Only(1)));
        workflow.run().await.ended(0, "deployed");
        assert_eq!(workflow.times(PATCH.0, PATCH.1), requests, "{kind:?}");
        let world = workflow.sandbox.world();
        let releases = &world.heroku.app("acme-production").unwrap().releases;
        assert_eq!(releases.iter().filter(|release| release.description.contains("config vars")).count(), 1);
    }
}

#[tokio::test]
async fn wrong_lines_are_told_together_before_anything_is_asked() {
    let workflow = pushed(world(), "A=1\nA=2\nnonsense\nB-C=3").await;
    let run = workflow.run().await;
    run.ended(2, "failed");
    for told in ["config-vars: line 2 repeats the key of line 1", "config-vars: line 3", "config-vars: line 4"] {
        assert!(run.output.contains(told), "{told}: {}", run.output);
    }
    assert!(workflow.sandbox.requests().is_empty());
}

#[tokio::test]
async fn a_review_app_that_is_there_gets_those_that_differ_before_its_build() {
    let workflow = workflow_of("synchronize", world_with_review_app(&older_commit())).await;
    let vars = "NAME=pr-{pull-request}-of-{branch}";
    let workflow = workflow.input("review-app-config-vars", vars);
    workflow.run().await.ended(0, "updated");
    let patches = workflow.sandbox.requests_like(PATCH.0, PATCH.1);
    assert_eq!(patches.len(), 1);
    assert_eq!(patches[0].body, json!({ "NAME": "pr-7-of-feature/cart", "SOURCE_VERSION": commit() }));
    assert!(place_of(&workflow, PATCH.0, PATCH.1) < place_of(&workflow, "POST", "/apps/*/builds"));
}

#[tokio::test]
async fn what_has_no_effect_under_these_rules_is_warned_of() {
    const BOTH: &str = "main: acme-production\n**: review-app";
    for (rules, inputs, told) in [
        (
            "**: review-app",
            &["images", "config-vars", "maintenance"][..],
            Some("`images`, `config-vars`, `maintenance`"),
        ),
        ("**: review-app", &["config-vars"], Some("`config-vars`: for apps that rules name")),
        ("main: acme-production", &["review-app-config-vars"], Some("no rule says `review-app`")),
        (BOTH, &["images", "config-vars", "review-app-config-vars", "maintenance"], None),
        ("**: review-app", &["review-app-config-vars"], None),
    ] {
        let value = |name: &str| match name {
            "images" => "web: ghcr.io/acme/shop",
            "maintenance" => "true",
            _ => "A=1",
        };
        let workflow = workflow_of("opened", world()).await.input("pipeline", "acme").input("rules", rules);
        let workflow = inputs.iter().fold(workflow, |workflow, name| workflow.input(name, value(name)));
        let run = workflow.input("dry-run", "true").run().await;
        let warned = run.log.of("warning").iter().any(|text| text.contains(told.unwrap_or("no rule")));
        assert_eq!(warned, told.is_some(), "{rules} {inputs:?}: {}", run.output);
    }
}
