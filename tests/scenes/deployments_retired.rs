//! Deployments that become inactive, and those that stay as they are.

use branchline::sandbox::github::{Deployment, sha_of};

use super::deployments::{APP, production, seed, seed_states, workflow};
use crate::{
    posted::{repository, slow_build},
    pull::{commit, older_commit, workflow_of, world_with_review_app},
};

#[tokio::test]
async fn older_deployments_become_inactive_after_the_success_and_not_before() {
    let mut world = production();
    world.heroku.build_script = slow_build(800);
    seed_states(&mut world, APP, &["inactive", "success", "failure", "in_progress", "success"]);
    seed_states(&mut world, "acme-staging", &["success"]);
    let workflow = workflow(world).await;
    let (run, ()) = tokio::join!(workflow.run(), async {
        workflow.comes_to(|world| repository(world).deployments.last().unwrap().state() == "in_progress").await;
        assert_eq!(workflow.states(APP)[..5], ["inactive", "success", "failure", "in_progress", "success"]);
    });
    run.ended(0, "deployed");
    assert_eq!(workflow.states(APP), ["inactive", "inactive", "inactive", "inactive", "inactive", "success"]);
    assert_eq!(workflow.states("acme-staging"), ["success"]);
}

#[tokio::test]
async fn a_newer_deployment_that_began_meanwhile_stays_as_it_is() {
    let mut world = production();
    world.heroku.build_script = slow_build(500);
    let workflow = workflow(world).await;
    let (run, ()) = tokio::join!(workflow.run(), async {
        workflow.comes_to(|world| !repository(world).deployments.is_empty()).await;
        seed(
            &mut workflow.sandbox.world(),
            Deployment::new(9_000_000, &sha_of("newer"), APP).with_status(1, "in_progress"),
        );
    });
    run.ended(0, "deployed");
    assert_eq!(workflow.states(APP), ["success", "in_progress"]);
}

#[tokio::test]
async fn an_end_makes_all_of_them_inactive_over_all_pages() {
    let mut world = world_with_review_app(&commit());
    let mut states = vec!["success", "in_progress"];
    states.extend(["inactive"; 120]);
    states.push("success");
    seed_states(&mut world, "acme-pr-7", &states);
    let workflow = workflow_of("closed", world).await;
    workflow.close();
    workflow.run().await.ended(0, "destroyed");
    assert_eq!(workflow.states("acme-pr-7"), vec!["inactive"; 123]);
}

#[tokio::test]
async fn the_app_that_a_fresh_one_replaces_leaves_no_deployment_alive() {
    let mut world = world_with_review_app(&older_commit());
    seed_states(&mut world, "acme-pr-7", &["success"]);
    let workflow = workflow_of("synchronize", world).await.input("update", "recreate");
    let run = workflow.run().await;
    run.ended(0, "created");
    assert_eq!(workflow.states("acme-pr-7"), ["inactive"]);
    assert_eq!(workflow.states(run.output("app")), ["success"]);
}
