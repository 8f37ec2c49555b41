//! Stages on which everything is right, for scenes in which one thing then is not.

use branchline::sandbox::{
    World,
    github::{PullRequest, sha_of},
};

use crate::{
    payloads::{pull_request, push},
    stage::{REPOSITORY, Stage},
};

/// A world with an app and a pipeline.
pub(crate) fn world() -> World {
    World::for_rehearsal(REPOSITORY, &["acme-production"], Some("acme"))
}

/// A stage on which everything is right: a push that deploys.
pub(crate) async fn push_stage() -> Stage {
    push_stage_in(world()).await
}

/// The same in another world.
pub(crate) async fn push_stage_in(world: World) -> Stage {
    let push = push("refs/heads/main", &sha_of("main"));
    Stage::new(world).await.input("rules", "main: acme-production").event("push", &push)
}

/// A stage on which everything is right: a pull request that gets its review app.
pub(crate) async fn review_stage() -> Stage {
    review_stage_in(world()).await
}

/// The same in another world.
pub(crate) async fn review_stage_in(mut world: World) -> Stage {
    let opened = pull_request("opened", 7, "feature", &sha_of("feature"));
    world.add_pull_request(REPOSITORY, PullRequest::new(7, "feature", &sha_of("feature")));
    let stage = push_stage_in(world).await.input("rules", "**: review-app").input("pipeline", "acme");
    stage.event("pull_request", &opened)
}
