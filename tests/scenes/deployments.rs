//! Deployments on GitHub: one an app and commit, in the state that the app is in.

use std::time::Duration;

use branchline::sandbox::{
    BuildScript, Fault, FaultKind, Outcome, PhaseScript, Service, Turn, World,
    github::{Deployment, sha_of},
    heroku::{Coupling, Stage as PipelineStage},
};
use serde_json::json;

use crate::{
    payloads::push,
    posted::repository,
    pull::{BRANCH, commit, older_commit, workflow_of, world, world_with_review_app},
    workflow::{REPOSITORY, Workflow},
};

pub(crate) const APP: &str = "acme-production";

pub(crate) async fn workflow(world: World) -> Workflow {
    let workflow = Workflow::new(world).await.input("rules", &format!("main: {APP}"));
    workflow.event("push", &push("refs/heads/main", &sha_of("main")))
}

pub(crate) fn production() -> World {
    World::for_rehearsal(REPOSITORY, &[APP], Some("acme"))
}

pub(crate) fn seed(world: &mut World, deployment: Deployment) {
    world.github.repository_mut(REPOSITORY).unwrap().deployments.push(deployment);
}

/// Deployments of an app that are active, or not, the first of which is the oldest.
pub(crate) fn seed_states(world: &mut World, environment: &str, states: &[&str]) {
    for (index, state) in states.iter().enumerate() {
        let id = 100 + index as u64;
        let mut old = Deployment::new(id, &sha_of(&format!("old {index}")), environment).with_status(id + 5000, state);
        (old.transient, old.production) = (true, true);
        seed(world, old);
    }
}

#[tokio::test]
async fn a_deploy_has_a_deployment_as_other_tools_read_it() {
    let workflow = workflow(production()).await;
    let run = workflow.run().await;
    run.ended(0, "deployed");
    let url = run.output("url");
    let asked = workflow.sandbox.requests_like("POST", "/repos/acme/shop/deployments");
    assert_eq!(asked.len(), 1);
    assert_eq!(
        asked[0].body,
        json!({
            "ref": sha_of("main"),
            "task": "deploy",
            "auto_merge": false,
            "required_contexts": [],
            "environment": APP,
            "description": "Deployed to Heroku by Branchline",
            "transient_environment": false,
            "production_environment": true,
            "payload": { "web_url": url },
        })
    );
    let deployments = workflow.deployments(APP);
    assert_eq!(run.output("deployment-id"), deployments[0].id.to_string());
    let told: Vec<_> = deployments[0]
        .statuses
        .iter()
        .map(|status| (status.state.as_str(), status.environment_url.as_str(), status.log_url.as_str()))
        .collect();
    let log = "https://github.com/acme/shop/actions/runs/4711";
    assert_eq!(told, [("in_progress", "", log), ("success", url, log)]);
}

#[tokio::test]
async fn it_is_in_progress_while_the_build_runs() {
    let mut world = production();
    world.heroku.build_script = BuildScript::endless();
    let workflow = workflow(world).await;
    let _child = workflow.start();
    workflow
        .comes_to(|world| repository(world).deployments.first().is_some_and(|it| it.state() == "in_progress"))
        .await;
    assert_eq!(workflow.deployments(APP)[0].statuses[0].log_url, "https://github.com/acme/shop/actions/runs/4711");
}

#[tokio::test]
async fn what_ends_badly_is_a_failure_and_what_does_not_come_to_that_an_error() {
    let failed_release =
        BuildScript::default().with_release_phase(PhaseScript::new(&["rake aborted!"], Outcome::Failed));
    for script in [BuildScript::new(&["no"], Outcome::Failed), failed_release] {
        let mut world = production();
        world.heroku.build_script = script;
        seed_states(&mut world, APP, &["success"]);
        let workflow = workflow(world).await;
        workflow.run().await.ended(1, "failed");
        assert_eq!(workflow.states(APP), ["success", "failure"], "the one before is still there");
    }
    let workflow = workflow(production()).await;
    let refused = FaultKind::Status(403, json!({ "id": "forbidden", "message": "No" }));
    workflow.sandbox.fault(
        Fault::new(Service::Heroku, "POST", "/apps/*/builds", FaultKind::Delay(Duration::from_millis(300)))
            .at(Turn::Only(1)),
    );
    workflow.sandbox.fault(Fault::new(Service::Heroku, "GET", "/apps/*/builds/*", refused));
    workflow.run().await.ended(3, "failed");
    assert_eq!(workflow.states(APP), ["error"]);
}

#[tokio::test]
async fn the_stage_in_the_pipeline_says_what_is_production() {
    for (place, expected) in [
        (Some(PipelineStage::Production), json!(true)),
        (Some(PipelineStage::Staging), json!(false)),
        (None, json!(null)),
    ] {
        let mut world = production();
        let (app, pipeline) = (world.heroku.apps[0].id, world.heroku.pipelines[0].id);
        world.heroku.couplings = place.map(|place| Coupling::new(app, pipeline, place)).into_iter().collect();
        let workflow = workflow(world).await;
        workflow.run().await.ended(0, "deployed");
        let asked = workflow.sandbox.requests_like("POST", "/repos/acme/shop/deployments");
        assert_eq!(asked[0].body["production_environment"], expected);
        assert_eq!(asked[0].body["transient_environment"], false);
    }
}

#[tokio::test]
async fn a_review_app_is_transient_and_never_production() {
    let workflow = workflow_of("opened", world()).await;
    let run = workflow.run().await;
    run.ended(0, "created");
    let deployment = &workflow.deployments(run.output("app"))[0];
    assert_eq!((deployment.transient, deployment.production, deployment.state()), (true, false, "success"));
    assert_eq!(deployment.statuses.last().unwrap().environment_url, run.output("url"));
}

#[tokio::test]
async fn a_repeated_run_has_the_same_deployment() {
    let workflow = workflow(production()).await;
    let first = workflow.run().await;
    let workflow = workflow.set("GITHUB_RUN_ATTEMPT", "2");
    let second = workflow.run().await;
    assert_eq!(first.output("deployment-id"), second.output("deployment-id"));
    assert_eq!(workflow.states(APP), ["success"]);
}

#[tokio::test]
async fn a_push_and_a_pull_request_at_the_same_moment_have_one_deployment() {
    // On a busy machine one of them may begin too late to meet the other: then the scene shows nothing yet.
    for _ in 0..5 {
        let workflow = workflow_of("synchronize", world_with_review_app(&older_commit())).await;
        let late = FaultKind::Delay(Duration::from_millis(500));
        workflow.sandbox.fault(Fault::new(Service::GitHub, "GET", "/repos/*/deployments", late.clone()));
        workflow.sandbox.fault(Fault::new(Service::GitHub, "POST", "/repos/*/deployments", late));
        let mut other = workflow.beside();
        other.happens("push", &push(&format!("refs/heads/{BRANCH}"), &commit()));
        let (one, two) = tokio::join!(workflow.run(), other.run());
        assert_eq!((one.code, two.code), (0, 0));
        assert_eq!(workflow.states("acme-pr-7"), ["success"]);
        if workflow.times("POST", "/repos/acme/shop/deployments") == 2 {
            return;
        }
    }
    panic!("the two never met");
}
