//! What does not pass: a key that is no good, a creation that Heroku does not take, time that runs out.

use std::time::Duration;

use branchline::sandbox::{Fault, FaultKind, Service, World, heroku::ReviewAppStatus};
use serde_json::json;

use crate::{
    pull::{commit, older_commit, workflow_of, world, world_with_review_app},
    workflow::{Run, Workflow},
};

#[derive(Clone, Copy)]
struct Play {
    action: &'static str,
    world: fn() -> World,
}

const OPENED: Play = Play { action: "opened", world };
const PUSHED_TO: Play = Play { action: "synchronize", world: || world_with_review_app(&older_commit()) };
const CLOSED: Play = Play { action: "closed", world: || world_with_review_app(&commit()) };

impl Play {
    async fn workflow(self) -> Workflow {
        let workflow = workflow_of(self.action, (self.world)()).await;
        if self.action == "closed" {
            workflow.close();
        }
        workflow
    }

    async fn with(self, fault: Fault) -> (Workflow, Run) {
        let workflow = self.workflow().await;
        workflow.sandbox.fault(fault);
        let run = workflow.run().await;
        (workflow, run)
    }
}

#[tokio::test]
async fn a_key_that_is_no_good_is_refused_before_anything_is_written() {
    let refused = FaultKind::Status(401, json!({ "id": "unauthorized", "message": "Invalid credentials provided." }));
    for play in [OPENED, PUSHED_TO, CLOSED] {
        let (workflow, run) = play.with(Fault::on(Service::Heroku, refused.clone())).await;
        run.ended(3, "failed");
        assert!(run.output("reason").contains("Invalid credentials provided."), "{}", run.output("reason"));
        assert!(workflow.sandbox.requests().iter().all(|request| request.method == "GET"));
    }
}

#[tokio::test]
async fn a_creation_that_heroku_does_not_take_is_refused_in_its_words() {
    let refused = FaultKind::Status(422, json!({ "id": "invalid_params", "message": "Review apps are not enabled." }));
    let (workflow, run) = OPENED.with(Fault::new(Service::Heroku, "POST", "/review-apps", refused)).await;
    run.ended(3, "failed");
    assert!(run.output("reason").contains("Review apps are not enabled."), "{}", run.output("reason"));
    assert!(run.log.of("error")[0].contains("heroku reviewapps:enable"));
    assert_eq!(workflow.times("POST", "/review-apps"), 1);
}

#[tokio::test]
async fn time_that_runs_out_during_a_creation_says_what_was_seen_last() {
    let mut world = world();
    world.heroku.review_app_script.pending = Duration::from_hours(1);
    let workflow = workflow_of("opened", world).await.input("timeout", "3s");
    let run = workflow.run().await;
    run.ended(1, "failed");
    assert!(run.output("reason").contains("is pending"), "{}", run.output("reason"));
    let world = workflow.sandbox.world();
    assert_eq!(run.output("review-app-id"), world.heroku.review_apps[0].id.to_string());
    assert_eq!(world.heroku.review_apps[0].status, ReviewAppStatus::Pending);
}
