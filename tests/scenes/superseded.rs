//! Builds of older commits that a newer one makes needless.

use branchline::sandbox::{
    BuildScript, World,
    github::sha_of,
    heroku::{Build, Status},
};

use crate::{
    payloads::push,
    stage::{REPOSITORY, Stage},
};

/// An app with a pending build of an older commit, and a push of `main`.
pub(crate) async fn stage(rules: &str) -> Stage {
    let mut world = World::for_rehearsal(REPOSITORY, &["acme-production"], None);
    let older = Build::start("https://example.com/a.tar.gz", Some(&sha_of("older")), BuildScript::endless());
    world.heroku.app_mut("acme-production").unwrap().builds.push(older);
    Stage::new(world).await.input("rules", rules).event("push", &push("refs/heads/main", &sha_of("main")))
}

fn older_status(stage: &Stage) -> Status {
    let world = stage.sandbox.world();
    let app = world.heroku.app("acme-production").unwrap();
    let older = app.builds.iter().find(|build| build.source_version == Some(sha_of("older")));
    older.unwrap().status
}

#[tokio::test]
async fn a_pending_build_of_an_older_commit_is_cancelled() {
    let stage = stage("main: acme-production").await;
    stage.run().await.ended(0, "deployed");
    assert_eq!(older_status(&stage), Status::Failed);
}

#[tokio::test]
async fn it_goes_on_where_it_may_be_of_another_branch() {
    let stage = stage("main: acme-production\nstaging: acme-production").await;
    stage.run().await.ended(0, "deployed");
    assert_eq!(older_status(&stage), Status::Pending);
}

#[tokio::test]
async fn it_goes_on_where_that_is_switched_off() {
    let stage = stage("main: acme-production").await.input("cancel-superseded", "false");
    stage.run().await.ended(0, "deployed");
    assert_eq!(older_status(&stage), Status::Pending);
}
