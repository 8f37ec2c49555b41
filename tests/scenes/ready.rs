//! Workflows in which everything is right, for scenes in which one thing then is not.

use branchline::sandbox::{
    World,
    github::{PullRequest, sha_of},
};

use crate::{
    payloads::{pull_request, push},
    workflow::{REPOSITORY, Workflow},
};

/// A world with an app and a pipeline.
pub(crate) fn world() -> World {
    World::for_rehearsal(REPOSITORY, &["acme-production"], Some("acme"))
}

/// A workflow in which everything is right: a push that deploys.
pub(crate) async fn push_workflow() -> Workflow {
    push_workflow_in(world()).await
}

/// The same in another world.
pub(crate) async fn push_workflow_in(world: World) -> Workflow {
    let push = push("refs/heads/main", &sha_of("main"));
    Workflow::new(world).await.input("rules", "main: acme-production").event("push", &push)
}

/// A workflow in which everything is right: a pull request that gets its review app.
pub(crate) async fn review_workflow() -> Workflow {
    review_workflow_in(world()).await
}

/// The same in another world.
pub(crate) async fn review_workflow_in(mut world: World) -> Workflow {
    let opened = pull_request("opened", 7, "feature", &sha_of("feature"));
    world.add_pull_request(REPOSITORY, PullRequest::new(7, "feature", &sha_of("feature")));
    let workflow = push_workflow_in(world).await.input("rules", "**: review-app").input("pipeline", "acme");
    workflow.event("pull_request", &opened)
}
