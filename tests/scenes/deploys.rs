//! A push deploys.

use branchline::sandbox::{World, github::sha_of};

use crate::{
    payloads::push,
    stage::{REPOSITORY, Stage},
};

async fn stage(apps: &[&str], rules: &str) -> Stage {
    let world = World::for_rehearsal(REPOSITORY, apps, None);
    Stage::new(world).await.input("rules", rules).event("push", &push("refs/heads/main", &sha_of("main")))
}

#[tokio::test]
async fn a_push_is_built_and_released_on_the_app_of_its_rule() {
    let stage = stage(&["acme-production"], "main: acme-production").await;
    let run = stage.run().await;
    run.ended(0, "deployed");
    let world = stage.sandbox.world();
    let app = world.heroku.app("acme-production").unwrap();
    assert_eq!(app.builds.len(), 1);
    assert_eq!(app.builds[0].source_version.as_deref(), Some(sha_of("main").as_str()));
    assert_eq!(run.output("app"), "acme-production");
    assert_eq!(run.output("url"), app.web_url.as_deref().unwrap());
    assert_eq!(run.output("build-id"), app.builds[0].id.to_string());
    assert_eq!(run.output("build-status"), "succeeded");
    assert_eq!(run.output("release-status"), "succeeded");
    assert_eq!(run.errors, "");
}
