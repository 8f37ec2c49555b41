//! What is done already is not done twice; what somebody asks for is.

use std::time::Duration;

use branchline::sandbox::{
    BuildScript, Fault, FaultKind, Outcome, PhaseScript, Service, World,
    github::sha_of,
    heroku::{App, Build, Release, Status},
};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::{
    chat::said,
    deploys::{built, workflow},
    payloads::{pull_request, push, repository},
    pull::{BRANCH, NUMBER, add_review_app, commit, older_commit, workflow_of, world, world_with_review_app},
    workflow::{REPOSITORY, Run, Workflow},
};

/// A push to an app that has these releases beside its first two, the newest last.
async fn push_to(releases: Vec<Release>) -> Workflow {
    let workflow = workflow(&["acme-one"], "main: acme-one").await;
    workflow.sandbox.world().heroku.app_mut("acme-one").unwrap().releases.extend(releases);
    workflow
}

fn of(version: u64, commit: &str) -> Release {
    Release::of_commit(version, "Promote acme-staging v9", &sha_of(commit))
}

#[track_caller]
fn is_left_alone(workflow: &Workflow, run: &Run, release: u64) {
    run.ended(0, "skipped");
    let world = workflow.sandbox.world();
    let app = world.heroku.app("acme-one").unwrap();
    assert_eq!((run.output("app"), run.output("commit")), ("acme-one", &*sha_of("main")));
    assert_eq!((run.output("app-id"), run.output("url")), (&*app.id.to_string(), app.web_url.as_deref().unwrap()));
    assert!(run.output("reason").starts_with("already live: `acme-one` runs"), "{}", run.output("reason"));
    assert_eq!(run.output("release-version"), release.to_string());
    assert!(app.builds.iter().all(|build| build.status != Status::Pending));
    assert!(workflow.sandbox.requests().iter().all(|request| request.method == "GET"), "nothing is written");
    assert!(run.summary.contains("lready live"), "{}", run.summary);
}

#[tokio::test]
async fn a_commit_that_the_app_runs_is_not_deployed_again() {
    let first = workflow(&["acme-one"], "main: acme-one").await;
    first.run().await.ended(0, "deployed");
    let again = first.beside();
    let before = first.sandbox.requests().len();
    let run = again.run().await;
    run.ended(0, "skipped");
    assert_eq!((run.output("app"), run.output("commit")), ("acme-one", &*sha_of("main")));
    assert_eq!(built(&first, "acme-one").len(), 1);
    let asked: Vec<_> = first.sandbox.requests()[before..].iter().map(|request| request.path.clone()).collect();
    assert!(asked.len() == 5 && !asked.iter().any(|path| path.contains("/slugs/")), "the build tells: {asked:?}");
}

#[tokio::test]
async fn it_is_what_the_current_release_runs_that_counts() {
    let failed = |version| of(version, "older").that_is(Status::Failed);
    let mut nameless = of(3, "main");
    nameless.commit = None;
    let rows = [
        ("a promotion", vec![of(3, "main")], Some(3)),
        ("a later release failed", vec![of(3, "main"), failed(4)], Some(3)),
        ("its own release failed", vec![of(3, "older"), of(4, "main").that_is(Status::Failed)], None),
        ("it was rolled back", vec![of(3, "older"), of(4, "main"), of(5, "older")], None),
        ("it was rolled back to", vec![of(3, "main"), of(4, "older"), of(5, "main")], Some(5)),
        ("a release of config vars", vec![of(3, "main"), of(4, "main")], Some(4)),
        ("another is being released", vec![of(3, "main"), of(4, "older").that_is(Status::Pending)], None),
        ("another commit", vec![of(3, "older")], None),
        ("a slug of no commit", vec![nameless], None),
    ];
    let runs = rows.map(async |(name, releases, release)| {
        let workflow = push_to(releases).await;
        let run = workflow.run().await;
        if let Some(release) = release {
            is_left_alone(&workflow, &run, release);
        } else {
            assert_eq!(run.output("result"), "deployed", "{name}: {}", run.output);
            assert_eq!(built(&workflow, "acme-one").len(), 1, "{name}");
        }
    });
    join_all(runs).await;
}

#[tokio::test]
async fn a_release_of_config_vars_keeps_what_runs() {
    let workflow = workflow(&["acme-one"], "main: acme-one").await;
    workflow.run().await.ended(0, "deployed");
    {
        let mut world = workflow.sandbox.world();
        let app = world.heroku.app_mut("acme-one").unwrap();
        let last = app.releases.last().unwrap();
        let (mut release, slug, commit) = (Release::done(4, "Set A config vars"), last.slug, last.commit.clone());
        (release.slug, release.commit) = (slug, commit);
        app.releases.push(release);
    }
    let run = workflow.beside().run().await;
    run.ended(0, "skipped");
    assert_eq!(run.output("release-version"), "4");
}

#[tokio::test]
async fn what_cannot_be_known_is_deployed() {
    let forbidden = FaultKind::Status(403, json!({ "id": "forbidden", "message": "You do not have access." }));
    let missing = FaultKind::Status(404, json!({ "id": "not_found", "message": "Couldn't find that." }));
    let odd = FaultKind::Status(200, json!({ "odd": true }));
    for path in ["/apps/*/releases", "/apps/*/slugs/*"] {
        let runs = [&forbidden, &missing, &odd].map(async |kind| {
            let workflow = push_to(vec![of(3, "main")]).await.at_speed(5);
            workflow.sandbox.fault(Fault::new(Service::Heroku, "GET", path, kind.clone()));
            let run = workflow.run().await;
            run.ended(0, "deployed");
            assert_eq!(built(&workflow, "acme-one").len(), 1, "{path}");
        });
        join_all(runs).await;
    }
}

#[tokio::test]
async fn what_somebody_asks_for_is_built_again() {
    let by = async |event: &'static str, payload: Value| {
        let workflow = push_to(vec![of(3, "main")]).await.event(event, &payload);
        workflow.set("GITHUB_REF", "refs/heads/main").set("GITHUB_SHA", &sha_of("main"))
    };
    let push = push("refs/heads/main", &sha_of("main"));
    let workflows = [
        by("workflow_dispatch", json!({ "inputs": null, "ref": "refs/heads/main", "repository": repository() })).await,
        by("repository_dispatch", json!({ "action": "deploy", "repository": repository() })).await,
        by("schedule", json!({ "schedule": "0 4 * * *", "repository": repository() })).await,
        by("push", push.clone()).await.set("GITHUB_RUN_ATTEMPT", "2"),
    ];
    join_all(workflows.iter().map(async |workflow| {
        let run = workflow.run().await;
        run.ended(0, "deployed");
        assert_eq!(built(workflow, "acme-one").len(), 1);
        assert_eq!(workflow.times("GET", "/apps/*/releases"), 0, "it is not even asked for");
    }))
    .await;
    let by_command = by("push", push).await.input("command", "deploy");
    is_left_alone(&by_command, &by_command.run().await, 3);
}

#[tokio::test]
async fn of_several_apps_each_is_looked_at_by_itself() {
    let workflow = workflow(&["acme-one", "acme-two"], "main: acme-one, acme-two").await;
    workflow.sandbox.world().heroku.app_mut("acme-one").unwrap().releases.push(of(3, "main"));
    let run = workflow.run().await;
    run.ended(0, "deployed");
    assert_eq!((built(&workflow, "acme-one").len(), built(&workflow, "acme-two").len()), (0, 1));
    let targets: Value = serde_json::from_str(run.output("targets")).unwrap();
    assert_eq!((&targets[0]["result"], &targets[1]["result"]), (&json!("skipped"), &json!("deployed")));
    assert!(run.log.text().contains("acme-one: skipped (already live: `acme-one` runs"), "{}", run.output);
    let again = workflow.beside().run().await;
    again.ended(0, "skipped");
    assert_eq!((built(&workflow, "acme-one").len(), built(&workflow, "acme-two").len()), (0, 1));
}

#[tokio::test]
async fn a_dry_run_says_that_it_is_done_already() {
    let run = push_to(vec![of(3, "main")]).await.input("dry-run", "true").run().await;
    run.ended(0, "skipped");
    assert!(run.log.text().contains("- acme-one: leave it as it is: it runs this commit already, as v3"));
    let plan: Value = serde_json::from_str(run.output("plan")).unwrap();
    let steps = json!([{ "step": "keep", "release": 3 }]);
    assert_eq!(plan["tasks"], json!([{ "app": "acme-one", "steps": steps }]));
}

#[tokio::test]
async fn a_build_of_another_commit_that_is_under_way_would_replace_it() {
    let workflow = push_to(vec![of(3, "main")]).await;
    let script = BuildScript { linger: Duration::from_millis(300), ..BuildScript::default() };
    let other = Build::start("https://example.com/", Some(&sha_of("older")), script);
    workflow.sandbox.world().heroku.app_mut("acme-one").unwrap().builds.push(other);
    workflow.run().await.ended(0, "deployed");
    assert_eq!(built(&workflow, "acme-one"), [sha_of("older"), sha_of("main")]);
}

#[tokio::test]
async fn a_release_phase_of_the_commit_that_is_under_way_is_followed() {
    let workflow = workflow(&["acme-one"], "main: acme-one").await;
    let phase = PhaseScript { linger: Duration::from_secs(2), ..PhaseScript::new(&["Migrating"], Outcome::Succeeded) };
    let script = BuildScript::new(&["-----> Built"], Outcome::Succeeded).with_release_phase(phase);
    let build = Build::start("https://example.com/", Some(&sha_of("main")), script);
    workflow.sandbox.world().heroku.app_mut("acme-one").unwrap().builds.push(build);
    let releasing = |world: &World| world.heroku.app("acme-one").unwrap().releases.len() == 3;
    assert!(workflow.sandbox.wait_until(Duration::from_secs(20), releasing).await);
    let run = workflow.run().await;
    run.ended(0, "deployed");
    assert_eq!((built(&workflow, "acme-one").len(), run.shown("Migrating")), (1, 1), "{}", run.output);
}

/// A review app that runs the commit by now.
async fn live(action: &str) -> Workflow {
    let workflow = workflow_of(action, world_with_review_app(&commit())).await;
    workflow.is_live().await;
    workflow
}

#[tokio::test]
async fn another_labels_event_on_a_commit_that_is_live_changes_nothing() {
    let mut payload = pull_request("labeled", NUMBER, BRANCH, &commit());
    payload["label"] = json!({ "name": "bug" });
    payload["pull_request"]["labels"] = json!([{ "name": "preview" }, { "name": "bug" }]);
    for update in ["in-place", "recreate"] {
        let workflow = live("labeled").await.event("pull_request", &payload);
        workflow.sandbox.world().add_repository(REPOSITORY).pull_requests[0].labels =
            vec!["preview".to_owned(), "bug".to_owned()];
        let run = workflow.input("label", "preview").input("update", update);
        let (workflow, run) = (&run, run.run().await);
        run.ended(0, "skipped");
        assert!(run.output("reason").starts_with("already live: `acme-pr-7` runs"), "{}", run.output("reason"));
        let world = workflow.sandbox.world();
        let app = world.heroku.app("acme-pr-7").unwrap();
        assert_eq!((run.output("app"), run.output("commit")), ("acme-pr-7", &*commit()));
        assert_eq!(run.output("url"), app.web_url.as_deref().unwrap());
        assert_eq!(run.output("review-app-id"), world.heroku.review_apps[0].id.to_string());
        drop(world);
        assert!(workflow.sandbox.requests().iter().all(|request| request.method == "GET"), "{}", run.output);
    }
}

#[tokio::test]
async fn the_comment_and_the_deployment_of_what_is_live_stay_as_they_are() {
    let mut workflow = workflow_of("opened", world()).await;
    workflow.run().await.ended(0, "created");
    let told = |workflow: &Workflow| {
        let world = workflow.sandbox.world();
        let repository = world.github.repository(REPOSITORY).unwrap();
        let states: Vec<_> = repository.deployments.iter().map(|it| it.state().to_owned()).collect();
        (repository.comments[0].body.clone(), states)
    };
    let before = told(&workflow);
    workflow = workflow.set("GITHUB_RUN_ID", "4712");
    workflow.happens("pull_request", &pull_request("ready_for_review", NUMBER, BRANCH, &commit()));
    workflow.run().await.ended(0, "skipped");
    assert_eq!(told(&workflow), before);
    workflow.has_one_review_app_at_the_commit();
}

#[tokio::test]
async fn a_command_in_a_comment_builds_a_commit_that_is_live_again() {
    let workflow = live("synchronize").await.event("issue_comment", &said("/deploy", "octocat"));
    workflow.sandbox.world().add_repository(REPOSITORY).collaborators.insert("octocat".to_owned(), "write".to_owned());
    let run = workflow.run().await;
    run.ended(0, "updated");
    assert_eq!(workflow.sandbox.world().heroku.app("acme-pr-7").unwrap().builds.len(), 2);
}

#[tokio::test]
async fn a_review_app_whose_release_failed_or_was_rolled_back_is_built_again() {
    let release = |status, commit: &str| Release::of_commit(4, "later", commit).that_is(status);
    for later in [release(Status::Succeeded, &older_commit()), release(Status::Pending, &older_commit())] {
        let workflow = live("ready_for_review").await;
        workflow.sandbox.world().heroku.app_mut("acme-pr-7").unwrap().releases.push(later);
        workflow.run().await.ended(0, "updated");
    }
    let mut world = world();
    add_review_app(&mut world, Some(NUMBER), &older_commit());
    let phase = PhaseScript::new(&["rake aborted!"], Outcome::Failed);
    let script = BuildScript::new(&[], Outcome::Succeeded).with_release_phase(phase);
    let build = Build::start("https://example.com/a.tar.gz", Some(&commit()), script);
    world.heroku.app_mut("acme-pr-7").unwrap().builds.push(build);
    let workflow = workflow_of("ready_for_review", world).await;
    let has_failed = |app: &App| app.releases.last().is_some_and(|release| release.status == Status::Failed);
    let over = |world: &World| world.heroku.app("acme-pr-7").is_some_and(has_failed);
    assert!(workflow.sandbox.wait_until(Duration::from_secs(20), over).await);
    workflow.run().await.ended(0, "updated");
}
