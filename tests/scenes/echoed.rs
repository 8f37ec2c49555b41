//! An API that repeats the secrets that it was given: they are told to nobody.

use branchline::sandbox::{Fault, FaultKind, Service, World};
use serde_json::json;

use crate::ready::{push_workflow_in, review_workflow_in, world};

/// With characters in it that Markdown has a meaning for.
const KEY: &str = "HRKU-AA_00_11_22";
const TOKEN: &str = "ghs_00_11_22";

fn world_with_keys() -> World {
    let mut world = world();
    KEY.clone_into(&mut world.heroku.api_key);
    TOKEN.clone_into(&mut world.github.token);
    world
}

#[tokio::test]
async fn a_refusal_that_repeats_the_keys_tells_them_to_nobody() {
    let body = json!({ "id": "forbidden", "message": format!("{KEY} may not do that, nor {TOKEN}") });
    let refused = |path| Fault::new(Service::Heroku, "POST", path, FaultKind::Status(403, body.clone()));

    let workflow = push_workflow_in(world_with_keys()).await.input("commit-status", "true");
    workflow.sandbox.fault(refused("/apps/*/builds"));
    let run = workflow.run().await;
    run.ended(3, "failed");
    assert!(run.output("reason").contains("*** may not do that, nor ***"), "{}", run.output("reason"));

    let workflow = review_workflow_in(world_with_keys()).await.input("commit-status", "true");
    workflow.sandbox.fault(refused("/review-apps"));
    let run = workflow.run().await;
    run.ended(3, "failed");
    assert!(run.summary.replace('\\', "").contains("*** may not do that, nor ***"), "{}", run.summary);
    for told in ["/repos/*/issues/7/comments", "/repos/*/statuses/*"] {
        assert!(workflow.times("POST", told) > 0, "{told}");
    }
}
