//! Heroku does not tell what an app is called and where it is, though all else is well.

use std::time::Duration;

use branchline::sandbox::{Fault, FaultKind, Service, World};
use serde_json::json;

use crate::{
    pull::{older_commit, workflow_of, world, world_with_review_app},
    workflow::{Run, Workflow},
};

fn withhold(workflow: &Workflow, app: &str) {
    let id = workflow.sandbox.world().heroku.app(app).unwrap().id;
    let refused = FaultKind::Status(403, json!({ "id": "forbidden", "message": "You do not have access to it." }));
    workflow.sandbox.fault(Fault::new(Service::Heroku, "GET", &format!("/apps/{id}"), refused));
}

#[track_caller]
fn warns_of_what_is_missing(run: &Run) {
    let warnings = run.annotations("warning");
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    for part in ["`app`", "`url`", "deployment", "comment", "You do not have access to it.", run.output("app-id")] {
        assert!(warnings[0].contains(part), "{part}: {warnings:?}");
    }
    assert_eq!((run.output("app"), run.output("deployment-id")), ("", ""));
}

#[tokio::test]
async fn a_new_review_app_without_a_name_is_warned_of() {
    let mut world = world();
    world.heroku.review_app_script.setup_after = Duration::from_millis(600);
    let workflow = workflow_of("opened", world).await;
    let (run, ()) = tokio::join!(workflow.run(), async {
        let new = |world: &World| world.heroku.review_apps.iter().any(|review_app| review_app.app.is_some());
        workflow.comes_to(new).await;
        let name = workflow.sandbox.world().heroku.apps.last().unwrap().name.clone();
        withhold(&workflow, &name);
    });
    run.ended(0, "created");
    warns_of_what_is_missing(&run);
}

#[tokio::test]
async fn one_that_is_updated_without_a_name_is_warned_of() {
    let workflow = workflow_of("synchronize", world_with_review_app(&older_commit())).await;
    withhold(&workflow, "acme-pr-7");
    let run = workflow.run().await;
    run.ended(0, "updated");
    warns_of_what_is_missing(&run);
}

#[tokio::test]
async fn one_that_was_gone_before_and_is_made_anew_is_not() {
    let mut world = world_with_review_app(&older_commit());
    world.heroku.apps.retain(|app| app.name != "acme-pr-7");
    let run = workflow_of("synchronize", world).await.run().await;
    run.ended(0, "created");
    assert_eq!(run.annotations("warning"), Vec::<String>::new());
}
