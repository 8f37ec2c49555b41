//! A pull request is opened: its review app is created, and what happens meanwhile is shown.

use std::time::Duration;

use branchline::sandbox::{
    BuildScript, Fault, FaultKind, Outcome, PhaseScript, Postdeploy, ReviewAppScript, Service, World,
    heroku::{Build, ReviewAppStatus},
};
use futures_util::future::join_all;

use crate::{
    pull::{A_BUILD_LINE, A_RELEASE_LINE, BRANCH, NUMBER, commit, pause, workflow_of, world, world_with_review_app},
    workflow::Run,
};

const LATER: Duration = Duration::from_millis(500);
const NEVER: Duration = Duration::from_hours(1);

fn world_where(script: ReviewAppScript) -> World {
    let mut world = world();
    world.heroku.review_app_script = script;
    world
}

#[tokio::test]
async fn an_opened_pull_request_gets_a_review_app() {
    let workflow = workflow_of("opened", world()).await.input("review-app-config-vars", "STAGE=review\nEMPTY=");
    let run = workflow.run().await;
    run.ended(0, "created");
    workflow.has_one_review_app_at_the_commit();
    let asked = &workflow.sandbox.requests_like("POST", "/review-apps")[0].body;
    let world = workflow.sandbox.world();
    assert_eq!(asked["branch"], BRANCH);
    assert_eq!(asked["pr_number"], NUMBER);
    assert_eq!(asked["pipeline"], world.heroku.pipelines[0].id.to_string());
    assert_eq!(asked["source_blob"]["version"], commit());
    assert_eq!(asked["source_blob"]["url"], world.github.archive_links[0].url);
    assert_eq!(asked["environment"]["SOURCE_VERSION"], commit());
    assert_eq!(asked["environment"]["STAGE"], "review");
    assert_eq!(asked["environment"]["EMPTY"], "");
    assert!(asked.get("fork_repo_id").is_none());
}

#[tokio::test]
async fn the_outputs_of_a_creation_are_those_of_the_api() {
    let workflow = workflow_of("opened", world()).await;
    let run = workflow.run().await;
    run.ended(0, "created");
    let world = workflow.sandbox.world();
    let review_app = &world.heroku.review_apps[0];
    let app = world.heroku.app(&review_app.app.unwrap().to_string()).unwrap();
    assert_eq!(run.output("review-app-id"), review_app.id.to_string());
    assert_eq!(run.output("app"), app.name);
    assert_eq!(run.output("app-id"), app.id.to_string());
    assert_eq!(run.output("url"), app.web_url.as_deref().unwrap());
    assert_eq!(run.output("commit"), commit());
    assert_eq!(run.output("build-id"), app.builds[0].id.to_string());
    assert_eq!(run.output("build-status"), "succeeded");
    assert_eq!(run.output("release-status"), "succeeded");
    assert_eq!(run.output("release-version"), app.releases.last().unwrap().version.to_string());
    assert_eq!(run.output("reason"), "");
}

#[tokio::test]
async fn the_first_build_and_its_release_phase_are_shown_once() {
    let run = workflow_of("opened", world()).await.run().await;
    assert_eq!((run.shown(A_BUILD_LINE), run.shown(A_RELEASE_LINE)), (1, 1), "{}", run.output);
    assert_eq!(run.errors, "");
}

#[tokio::test]
async fn what_postdeploy_prints_is_shown_but_obeyed_by_nobody() {
    let output = "Seeding…\n::set-output name=app::evil\n##[error]not so\n".to_owned();
    let script = ReviewAppScript { postdeploy: Some(Postdeploy { output, exit_code: 0 }), ..Default::default() };
    let run = workflow_of("opened", world_where(script)).await.run().await;
    run.ended(0, "created");
    assert_eq!((run.shown("Seeding…"), run.shown("name=app"), run.shown("not so")), (1, 1, 1));
    assert!(run.log.of("error").is_empty() && run.log.of("set-output").is_empty());
}

#[tokio::test]
async fn app_and_app_setup_may_take_their_time() {
    let script = ReviewAppScript {
        pending: LATER,
        app_after: LATER * 2,
        setup_after: LATER * 3,
        build_after: LATER * 4,
        postdeploy_time: LATER,
        ..Default::default()
    };
    let workflow = workflow_of("opened", world_where(script)).await;
    let run = workflow.run().await;
    run.ended(0, "created");
    workflow.has_one_review_app_at_the_commit();
    assert_eq!((run.shown(A_BUILD_LINE), run.shown(A_RELEASE_LINE)), (1, 1));
    assert_ne!(run.output("url"), "");
}

/// Has the app of the only review app build the commit, and calls the review app `status`, without an app setup.
async fn created_without_setup(outcome: Outcome, status: ReviewAppStatus) -> Run {
    let script = ReviewAppScript { setup_after: NEVER, ..Default::default() };
    let workflow = workflow_of("opened", world_where(script)).await;
    let (child, started) = (workflow.start(), std::time::Instant::now());
    let limit = Duration::from_secs(20);
    let has_app = |world: &World| world.heroku.review_apps.first().is_some_and(|review_app| review_app.app.is_some());
    assert!(workflow.sandbox.wait_until(limit, has_app).await);
    let lines = ["-----> added 318 packages", "the end"];
    let build = Build::start("https://example.com/a.tar.gz", Some(&commit()), BuildScript::new(&lines, outcome));
    {
        let mut world = workflow.sandbox.world();
        let app = world.heroku.review_apps[0].app.unwrap().to_string();
        world.heroku.app_mut(&app).unwrap().builds.push(build);
    }
    pause(50).await;
    workflow.sandbox.world().heroku.review_apps[0].status = status;
    workflow.end(child, started).await
}

#[tokio::test]
async fn without_any_app_setup_the_review_apps_own_status_counts() {
    let run = created_without_setup(Outcome::Succeeded, ReviewAppStatus::Created).await;
    run.ended(0, "created");
    assert_eq!(run.shown(A_BUILD_LINE), 1);
    assert_eq!((run.output("build-status"), run.output("release-status")), ("succeeded", "succeeded"));
}

#[tokio::test]
async fn without_any_app_setup_a_failed_build_is_found_among_the_apps_builds() {
    let run = created_without_setup(Outcome::Failed, ReviewAppStatus::Errored).await;
    run.ended(1, "failed");
    assert_eq!(run.shown(A_BUILD_LINE), 1);
    assert!(run.log.of("error")[0].contains("the end"), "{}", run.output);
}

async fn failed(script: ReviewAppScript) -> Run {
    let workflow = workflow_of("opened", world_where(script)).await;
    let run = workflow.run().await;
    run.ended(1, "failed");
    let world = workflow.sandbox.world();
    assert_eq!(run.output("review-app-id"), world.heroku.review_apps[0].id.to_string());
    assert_eq!(run.log.of("error").len(), 1, "{}", run.output);
    run
}

#[tokio::test]
async fn errors_of_the_manifest_are_shown() {
    let script = ReviewAppScript {
        manifest_errors: vec!["addons must be an array".to_owned(), "env is odd".to_owned()],
        ..Default::default()
    };
    let run = failed(script).await;
    for words in ["app.json is invalid", "addons must be an array", "env is odd"] {
        assert!(run.output("reason").contains(words), "{}", run.output("reason"));
        assert_eq!(run.output("reason").matches(words).count(), 1, "{}", run.output("reason"));
    }
}

#[tokio::test]
async fn a_failing_postdeploy_is_shown_with_its_output() {
    let postdeploy = Postdeploy { output: "relation \"products\" does not exist\n".to_owned(), exit_code: 7 };
    let run = failed(ReviewAppScript { postdeploy: Some(postdeploy), ..Default::default() }).await;
    assert!(run.output("reason").contains("postdeploy exit code was not 0"), "{}", run.output("reason"));
    assert!(run.output("reason").contains('7'), "{}", run.output("reason"));
    assert!(run.log.of("error")[0].contains("relation \"products\" does not exist"));
    assert_eq!(run.output("release-status"), "succeeded");
}

#[tokio::test]
async fn a_failing_first_build_fails_the_step_with_the_end_of_its_output() {
    let build = BuildScript::new(&["npm error ERESOLVE"], Outcome::Failed);
    let run = failed(ReviewAppScript { build: Some(build), ..Default::default() }).await;
    assert!(run.output("reason").contains("Build failed"), "{}", run.output("reason"));
    assert!(run.log.of("error")[0].contains("npm error ERESOLVE"));
    assert_eq!(run.output("build-status"), "failed");
    assert_ne!(run.output("app"), "");
}

#[tokio::test]
async fn a_failing_release_phase_of_the_first_build_fails_the_step() {
    let phase = PhaseScript::new(&["PG::DuplicateColumn"], Outcome::Failed);
    let build = BuildScript::default().with_release_phase(phase);
    let run = failed(ReviewAppScript { build: Some(build), ..Default::default() }).await;
    assert!(run.output("reason").contains("release phase"), "{}", run.output("reason"));
    assert!(!run.output("reason").contains("Build failed"), "it did not: {}", run.output("reason"));
    assert!(run.log.of("error")[0].contains("PG::DuplicateColumn"));
    assert_eq!((run.output("build-status"), run.output("release-status")), ("succeeded", "failed"));
}

#[tokio::test]
async fn heroku_may_give_up_before_there_is_an_app() {
    let refusal = Some("The account has reached its limit of apps.".to_owned());
    let run = failed(ReviewAppScript { refusal, app_after: NEVER, ..Default::default() }).await;
    assert!(run.output("reason").contains("The account has reached its limit of apps."), "{}", run.output("reason"));
    assert_eq!((run.output("app"), run.output("build-id")), ("", ""));
}

#[tokio::test]
async fn an_errored_review_app_may_lose_its_app() {
    let build = BuildScript::new(&["npm error ERESOLVE"], Outcome::Failed);
    let run = failed(ReviewAppScript { build: Some(build), keeps_app: false, ..Default::default() }).await;
    assert!(run.output("reason").contains("Build failed"), "{}", run.output("reason"));
}

#[tokio::test]
async fn without_waiting_the_step_ends_once_heroku_has_accepted() {
    let script = ReviewAppScript { pending: NEVER, ..Default::default() };
    let workflow = workflow_of("opened", world_where(script)).await.input("wait", "false");
    let run = workflow.run().await;
    run.ended(0, "started");
    assert_eq!(run.output("review-app-id"), workflow.sandbox.world().heroku.review_apps[0].id.to_string());
    assert_eq!(run.output("commit"), commit());
}

#[tokio::test]
async fn a_pipeline_whose_review_apps_heroku_makes_too_is_warned_of() {
    join_all([(Some(true), 1), (Some(false), 0), (None, 0)].map(async |(automatic, warned)| {
        let mut world = world();
        world.heroku.pipelines[0].automatic_review_apps = automatic;
        let workflow = workflow_of("opened", world).await;
        let run = workflow.run().await;
        run.ended(0, "created");
        let warnings = run.annotations("warning");
        assert_eq!(warnings.len(), warned, "{warnings:?}");
        assert!(warnings.iter().all(|warning| warning.contains("`acme`") && warning.contains("/settings")));
    }))
    .await;
}

#[tokio::test]
async fn that_heroku_does_not_say_so_is_no_trouble_and_holds_nothing_up() {
    let forbidden = FaultKind::Status(403, serde_json::json!({ "id": "forbidden", "message": "No" }));
    join_all([forbidden, FaultKind::Hang, FaultKind::GarbledJson].map(async |fault| {
        let workflow = workflow_of("opened", world()).await;
        workflow.sandbox.fault(Fault::new(Service::Heroku, "GET", "/pipelines/*/review-app-config", fault));
        let run = workflow.run().await;
        run.ended(0, "created");
        assert_eq!(run.annotations("warning"), Vec::<String>::new());
        // To ask in vain takes longer.
        assert!(run.took.as_secs() < 25, "{:?}", run.took);
    }))
    .await;
}

#[tokio::test]
async fn whether_heroku_makes_review_apps_too_is_not_asked_where_none_is_made() {
    let workflow = workflow_of("closed", world_with_review_app(&commit())).await;
    workflow.close();
    workflow.run().await.ended(0, "destroyed");
    assert_eq!(workflow.times("GET", "/pipelines/*/review-app-config"), 0);
}
