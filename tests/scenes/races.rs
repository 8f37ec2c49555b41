//! What others do at the same moment: people push, and rename apps and repositories.

use std::time::{Duration, Instant};

use branchline::sandbox::{
    World,
    github::sha_of,
    heroku::{ReviewAppStatus, Status},
};

use crate::{
    deploys,
    overtaken::asked,
    payloads::pull_request,
    pull::{BRANCH, NUMBER, workflow_of, world},
    workflow::{REPOSITORY, Workflow},
};

const LIMIT: Duration = Duration::from_secs(20);

fn rename(workflow: &Workflow, from: &str, to: &str) {
    to.clone_into(&mut workflow.sandbox.world().heroku.app_mut(from).unwrap().name);
}

#[tokio::test]
async fn a_push_while_the_review_app_is_created_ends_at_the_newer_commit() {
    let mut world = world();
    world.heroku.build_script.linger = Duration::from_millis(700);
    let opened = workflow_of("opened", world).await;
    let (first, first_started) = (opened.start(), Instant::now());
    let creating = |world: &World| world.heroku.review_apps.iter().any(|review_app| review_app.app.is_some());
    assert!(opened.sandbox.wait_until(LIMIT, creating).await);

    let newer = sha_of("two");
    opened.sandbox.world().add_repository(REPOSITORY).push(BRANCH, &newer);
    let pushed = opened.beside().event("pull_request", &pull_request("synchronize", NUMBER, BRANCH, &newer));
    let (second, second_started) = (pushed.start(), Instant::now());
    let (one, two) = tokio::join!(opened.end(first, first_started), pushed.end(second, second_started));
    one.ended(0, "created");
    two.ended(0, "updated");

    let world = opened.sandbox.world();
    assert_eq!(world.heroku.review_apps.len(), 1);
    assert_eq!(world.heroku.review_apps[0].status, ReviewAppStatus::Created);
    let app = world.heroku.app(two.output("app")).unwrap();
    let built: Vec<_> = app.builds.iter().map(|build| build.source_version.clone().unwrap()).collect();
    assert_eq!(built, [sha_of("one"), newer]);
    assert_eq!(app.current_release().unwrap().slug, app.builds[1].slug);
}

#[tokio::test]
async fn a_repository_that_is_renamed_meanwhile_is_told_where_it_is_now() {
    let mut world = world();
    world.heroku.build_script.linger = Duration::from_millis(700);
    let workflow = workflow_of("opened", world).await.input("deployments", "true").input("comment", "true");
    let (child, started) = (workflow.start(), Instant::now());
    let creating = |world: &World| world.heroku.review_apps.iter().any(|review_app| review_app.app.is_some());
    assert!(workflow.sandbox.wait_until(LIMIT, creating).await);
    {
        let mut world = workflow.sandbox.world();
        let repository = world.github.repository_mut(REPOSITORY).unwrap();
        "acme/store".clone_into(&mut repository.full_name);
        repository.former_names.push(REPOSITORY.to_owned());
    }
    let run = workflow.end(child, started).await;
    run.ended(0, "created");
    assert_eq!(run.log.of("warning"), Vec::<&str>::new());
    let redirected: Vec<_> = workflow.sandbox.requests().into_iter().filter_map(|request| request.status).collect();
    assert!(redirected.contains(&301) && redirected.contains(&307), "{redirected:?}");
    let world = workflow.sandbox.world();
    let repository = world.github.repository("acme/store").unwrap();
    let states: Vec<_> = repository.deployments.iter().map(|deployment| deployment.state().to_owned()).collect();
    assert_eq!((states, repository.comments.len()), (vec!["success".to_owned()], 1));
    assert!(repository.comments[0].body.contains('✅'), "{}", repository.comments[0].body);
}

#[tokio::test]
async fn an_app_that_is_renamed_during_its_build_is_followed_to_the_end() {
    let workflow = deploys::workflow(&["acme-one"], "main: acme-one").await;
    workflow.sandbox.world().heroku.build_script.linger = Duration::from_millis(500);
    let (child, started) = (workflow.start(), Instant::now());
    let building = |world: &World| world.heroku.app("acme-one").is_some_and(|app| !app.builds.is_empty());
    assert!(workflow.sandbox.wait_until(LIMIT, building).await);
    rename(&workflow, "acme-one", "acme-first");
    workflow.end(child, started).await.ended(0, "deployed");
    let world = workflow.sandbox.world();
    assert_eq!(world.heroku.app("acme-first").unwrap().releases.last().unwrap().status, Status::Succeeded);
}

#[tokio::test]
async fn an_app_that_is_renamed_before_its_build_fails_by_its_old_name() {
    let workflow = deploys::workflow(&["acme-one"], "main: acme-one").await;
    workflow.sandbox.world().latency.request = Duration::from_millis(500);
    let (child, started) = (workflow.start(), Instant::now());
    // The first look has been answered, the request for a build has not been read yet.
    asked(&workflow, "POST", "/apps/acme-one/builds").await;
    rename(&workflow, "acme-one", "acme-first");
    let run = workflow.end(child, started).await;
    run.ended(3, "failed");
    assert!(run.output("reason").contains("`acme-one`"), "{}", run.output("reason"));
    assert!(workflow.sandbox.world().heroku.app("acme-first").unwrap().builds.is_empty());
}
