//! A review app's config var `SOURCE_VERSION`, and its others. A change of one is a release, which restarts the app.

use branchline::sandbox::World;
use futures_util::future::join_all;
use serde_json::json;

use crate::{
    pull::{commit, older_commit, workflow_of, world, world_with_review_app},
    ready::push_workflow,
    workflow::Workflow,
};

const VARS: (&str, &str) = ("PATCH", "/apps/*/config-vars");

/// A push to the pull request, whose review app has this `SOURCE_VERSION`.
async fn pushed_to(version: Option<&str>) -> Workflow {
    let mut world = world_with_review_app(&older_commit());
    let vars = &mut world.heroku.app_mut("acme-pr-7").unwrap().config_vars;
    vars.clear();
    vars.extend(version.map(|version| ("SOURCE_VERSION".to_owned(), version.to_owned())));
    workflow_of("synchronize", world).await
}

fn version_of(world: &World) -> Option<String> {
    let app = world.heroku.apps.iter().find(|app| app.name != "acme-production").unwrap();
    app.config_vars.get("SOURCE_VERSION").cloned()
}

fn config_releases(workflow: &Workflow) -> usize {
    let world = workflow.sandbox.world();
    let releases = &world.heroku.app("acme-pr-7").unwrap().releases;
    releases.iter().filter(|release| release.description.contains("config vars")).count()
}

#[tokio::test]
async fn it_is_brought_up_to_date_before_the_build_where_it_differs() {
    join_all([None, Some("v1"), Some(older_commit().as_str())].map(async |there| {
        let workflow = pushed_to(there).await;
        workflow.run().await.ended(0, "updated");
        workflow.has_one_review_app_at_the_commit();
        let patches = workflow.sandbox.requests_like(VARS.0, VARS.1);
        assert_eq!(patches.len(), 1, "{there:?}");
        assert_eq!(patches[0].body, json!({ "SOURCE_VERSION": commit() }));
        assert_eq!(version_of(&workflow.sandbox.world()), Some(commit()));
    }))
    .await;
}

#[tokio::test]
async fn where_it_is_right_already_nothing_is_released_for_it() {
    let workflow = pushed_to(Some(&commit())).await;
    workflow.run().await.ended(0, "updated");
    workflow.has_one_review_app_at_the_commit();
    assert_eq!((workflow.times(VARS.0, VARS.1), config_releases(&workflow)), (0, 0));
}

#[tokio::test]
async fn switched_off_it_is_neither_read_nor_written() {
    let workflow = pushed_to(Some("theirs")).await.input("source-version", "false");
    workflow.run().await.ended(0, "updated");
    assert_eq!((workflow.times("*", "/apps/*/config-vars"), config_releases(&workflow)), (0, 0));
    assert_eq!(version_of(&workflow.sandbox.world()), Some("theirs".to_owned()));
    let workflow = workflow_of("opened", world()).await.input("source-version", "false");
    workflow.run().await.ended(0, "created");
    assert_eq!(version_of(&workflow.sandbox.world()), None);
    assert_eq!(workflow.sandbox.requests_like("POST", "/review-apps")[0].body["environment"], json!({}));
}

#[tokio::test]
async fn one_given_by_hand_wins() {
    let by_hand = |workflow: Workflow| workflow.input("review-app-config-vars", "A=1\nSOURCE_VERSION=mine");
    let workflow = by_hand(workflow_of("opened", world()).await);
    workflow.run().await.ended(0, "created");
    let asked = &workflow.sandbox.requests_like("POST", "/review-apps")[0].body;
    assert_eq!(asked["environment"], json!({ "A": "1", "SOURCE_VERSION": "mine" }));
    let workflow = by_hand(pushed_to(Some("mine")).await);
    workflow.run().await.ended(0, "updated");
    assert_eq!(workflow.times("*", "/apps/*/config-vars"), 0);
    assert_eq!(version_of(&workflow.sandbox.world()), Some("mine".to_owned()));
}

#[tokio::test]
async fn on_an_app_that_runs_the_commit_already_it_is_set_all_the_same() {
    for (there, on, patches) in [("older", "true", 1), (commit().as_str(), "true", 0), ("older", "false", 0)] {
        let mut world = world_with_review_app(&commit());
        let vars = &mut world.heroku.app_mut("acme-pr-7").unwrap().config_vars;
        vars.insert("SOURCE_VERSION".to_owned(), there.to_owned());
        let workflow = workflow_of("reopened", world).await.input("source-version", on);
        workflow.run().await.ended(0, "skipped");
        assert_eq!((workflow.times(VARS.0, VARS.1), workflow.times("POST", "*")), (patches, 0), "{there} {on}");
        let expected = if on == "true" { commit() } else { there.to_owned() };
        assert_eq!(version_of(&workflow.sandbox.world()), Some(expected));
    }
}

#[tokio::test]
async fn a_dry_run_for_an_app_that_runs_the_commit_already_writes_nothing() {
    let mut world = world_with_review_app(&commit());
    world.heroku.app_mut("acme-pr-7").unwrap().config_vars.clear();
    let workflow = workflow_of("reopened", world).await.input("dry-run", "true");
    let run = workflow.run().await;
    assert_eq!(run.code, 0, "{}", run.output);
    assert_eq!((workflow.times(VARS.0, VARS.1), workflow.times("POST", "*")), (0, 0));
}

#[tokio::test]
async fn the_other_config_vars_of_the_app_are_shown_to_nobody() {
    let mut world = world_with_review_app(&older_commit());
    let vars = &mut world.heroku.app_mut("acme-pr-7").unwrap().config_vars;
    vars.insert("DATABASE_URL".to_owned(), "postgres://hunter2".to_owned());
    let workflow = workflow_of("synchronize", world).await.set("RUNNER_DEBUG", "1");
    let run = workflow.run().await;
    run.ended(0, "updated");
    assert!(!run.output.contains("hunter2"), "{}", run.output);
}

#[tokio::test]
async fn config_vars_that_no_rule_has_a_review_app_for_are_told() {
    let vars = "STRIPE_KEY=hunter2";
    let run = push_workflow().await.input("review-app-config-vars", vars).run().await;
    run.ended(0, "deployed");
    let warnings = run.log.of("warning");
    assert!(warnings.len() == 1 && warnings[0].contains("no rule says `review-app`"), "{}", run.output);
    assert!(warnings[0].contains("`config-vars`") && !run.output.contains("hunter2"), "{}", run.output);

    let both = "main: acme-production\n**: review-app";
    let workflow =
        push_workflow().await.input("review-app-config-vars", vars).input("rules", both).input("pipeline", "acme");
    let run = workflow.run().await;
    run.ended(0, "deployed");
    assert_eq!(run.log.of("warning"), Vec::<&str>::new(), "an input may have nothing to do in a run");
}

#[tokio::test]
async fn a_value_of_several_lines_is_told_and_no_piece_of_it_shown() {
    let pem = "A=1\nKEY=-----BEGIN RSA PRIVATE KEY-----\nAbCdEf1234567890==\nAbCdEf1234567890==\nfedcba\n\
               -----END RSA PRIVATE KEY-----";
    let workflow = workflow_of("opened", world()).await.input("review-app-config-vars", pem);
    let run = workflow.run().await;
    run.ended(2, "failed");
    let said = run.log.of("error");
    assert!(
        said[0].starts_with("review-app-config-vars: line 2: a certificate or private key begins here"),
        "{said:?}"
    );
    assert!(said[0].contains("A value is one line"), "{said:?}");
    for piece in ["AbCdEf", "fedcba", "BEGIN"] {
        assert!(!run.output.contains(piece), "{piece}: {}", run.output);
    }
    assert_eq!(workflow.sandbox.requests().len(), 0);
}

#[tokio::test]
async fn a_key_given_twice_is_a_mistake_that_shows_no_value() {
    let workflow = workflow_of("opened", world()).await.input("review-app-config-vars", "A=hunter2\nB=1\nA=hunter3");
    let run = workflow.run().await;
    run.ended(2, "failed");
    assert!(run.log.of("error")[0].contains("line 3 repeats the key of line 1"), "{}", run.output);
    assert!(!run.output.contains("hunter"), "{}", run.output);
}
