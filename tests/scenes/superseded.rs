//! Builds of older commits that a newer one makes needless.

use branchline::sandbox::{
    BuildScript, World,
    github::sha_of,
    heroku::{Build, Status},
};

use crate::{
    payloads::push,
    workflow::{REPOSITORY, Workflow},
};

/// An app with a pending build of an older commit, and a push of `main`.
pub(crate) async fn workflow(rules: &str) -> Workflow {
    let mut world = World::for_rehearsal(REPOSITORY, &["acme-production"], None);
    let older = Build::start("https://example.com/a.tar.gz", Some(&sha_of("older")), BuildScript::endless());
    world.heroku.app_mut("acme-production").unwrap().builds.push(older);
    Workflow::new(world).await.input("rules", rules).event("push", &push("refs/heads/main", &sha_of("main")))
}

fn older_status(workflow: &Workflow) -> Status {
    let world = workflow.sandbox.world();
    let app = world.heroku.app("acme-production").unwrap();
    let older = app.builds.iter().find(|build| build.source_version == Some(sha_of("older")));
    older.unwrap().status
}

#[tokio::test]
async fn a_pending_build_of_an_older_commit_is_cancelled() {
    let workflow = workflow("main: acme-production").await;
    workflow.run().await.ended(0, "deployed");
    assert_eq!(older_status(&workflow), Status::Failed);
}

#[tokio::test]
async fn it_goes_on_where_it_may_be_of_another_branch() {
    let workflow = workflow("main: acme-production\nstaging: acme-production").await;
    workflow.run().await.ended(0, "deployed");
    assert_eq!(older_status(&workflow), Status::Pending);
}

#[tokio::test]
async fn it_goes_on_where_that_is_switched_off() {
    let workflow = workflow("main: acme-production").await.input("cancel-superseded", "false");
    workflow.run().await.ended(0, "deployed");
    assert_eq!(older_status(&workflow), Status::Pending);
}
