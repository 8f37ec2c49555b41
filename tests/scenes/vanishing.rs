//! A review app is deleted by hand in the middle of a run, which makes another in its place.

use std::time::Duration;

use branchline::sandbox::{
    BuildScript, Fault, FaultKind, Service, World,
    github::{Deployment, sha_of},
};

use crate::{
    posted::repository,
    pull::{older_commit, workflow_of, world_with_review_app},
    workflow::{REPOSITORY, Run, Workflow},
};

const OLD: &str = "acme-pr-7";

/// A push to the pull request, which is about to be built on an app with an older deployment, when that app goes.
async fn workflow_whose_app_goes(build_of_the_new_one: BuildScript) -> Workflow {
    let mut world = world_with_review_app(&older_commit());
    world.heroku.build_script = build_of_the_new_one;
    let mut older = Deployment::new(100, &sha_of("old"), OLD).with_status(5100, "success");
    older.transient = true;
    world.github.repository_mut(REPOSITORY).unwrap().deployments.push(older);
    let workflow = workflow_of("synchronize", world).await;
    let late = FaultKind::Delay(Duration::from_secs(1));
    workflow.sandbox.fault(Fault::new(Service::Heroku, "PATCH", "/apps/*/config-vars", late));
    workflow
}

async fn delete_the_app_once_its_deployment_has_begun(workflow: &Workflow) {
    let begun = |world: &World| repository(world).deployments.last().is_some_and(|it| it.state() == "in_progress");
    workflow.comes_to(begun).await;
    workflow.sandbox.world().heroku.apps.retain(|app| app.name != OLD);
}

#[tokio::test]
async fn the_new_app_has_a_deployment_and_the_old_one_none_that_looks_alive() {
    let workflow = workflow_whose_app_goes(BuildScript::default()).await;
    let (run, ()) = tokio::join!(workflow.run(), delete_the_app_once_its_deployment_has_begun(&workflow));
    run.ended(0, "created");
    assert_ne!(run.output("app"), OLD, "else this scene shows nothing");
    assert_eq!(workflow.states(OLD), ["inactive", "inactive"]);
    let new = workflow.deployments(run.output("app"));
    assert_eq!((new.len(), new[0].state()), (1, "success"));
    assert_eq!(new[0].statuses.last().unwrap().environment_url, run.output("url"));
    assert_eq!(run.output("deployment-id"), new[0].id.to_string());
}

#[tokio::test]
async fn where_the_new_one_fails_no_deployment_is_told_of_the_old_one() {
    let workflow = workflow_whose_app_goes(BuildScript::default()).await;
    workflow.sandbox.world().heroku.review_app_script.refusal = Some("Something went wrong".to_owned());
    let (run, ()) = tokio::join!(workflow.run(), delete_the_app_once_its_deployment_has_begun(&workflow));
    run.ended(1, "failed");
    assert_eq!(workflow.states(OLD), ["inactive", "inactive"]);
    assert_eq!(run.output("deployment-id"), "");
}

#[tokio::test]
async fn the_post_step_closes_the_new_deployment_of_a_step_that_was_killed() {
    let workflow = workflow_whose_app_goes(BuildScript::endless()).await;
    let mut child = workflow.start();
    delete_the_app_once_its_deployment_has_begun(&workflow).await;
    let anew = |world: &World| repository(world).deployments.len() == 3;
    workflow.comes_to(|world| anew(world) && repository(world).deployments[2].state() == "in_progress").await;
    let new = workflow.repository().deployments[2].clone();
    workflow.saves(&format!("\"id\":{}", new.id)).await;
    child.kill().await.unwrap();

    let workflow = workflow.with_state();
    let post: Run = workflow.post().await;
    assert_eq!(post.code, 0);
    assert_eq!(
        (workflow.states(OLD), workflow.states(&new.environment)),
        (vec!["inactive".to_owned(); 2], vec!["error".to_owned()])
    );
}
