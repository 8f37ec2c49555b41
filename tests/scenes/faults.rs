//! What goes wrong on the wire and stays so: never two builds, never a success that is none, never a failure without a
//! reason.

use std::time::Duration;

use branchline::sandbox::{Fault, FaultKind, Service, Turn, heroku::Status};
use futures_util::future::join_all;
use serde_json::json;

use crate::{
    deploys::{built, workflow},
    workflow::{Run, Workflow},
};

/// A push to an app under faults, and what must hold whatever comes of it.
async fn run_under(faults: impl IntoIterator<Item = Fault>) -> (Workflow, Run) {
    run_under_at(1, faults).await
}

/// The same at a higher speed.
async fn run_under_at(speed: u32, faults: impl IntoIterator<Item = Fault>) -> (Workflow, Run) {
    let workflow = workflow(&["acme-one"], "main: acme-one").await.at_speed(speed);
    faults.into_iter().for_each(|fault| workflow.sandbox.fault(fault));
    let run = workflow.run().await;
    {
        let world = workflow.sandbox.world();
        let app = world.heroku.app("acme-one").unwrap();
        assert!(app.builds.len() <= 1, "built twice:\n{}", run.output);
        let runs_it = app.builds.iter().any(|build| build.status == Status::Succeeded)
            && app.releases.last().unwrap().version == 3
            && app.releases.last().unwrap().status == Status::Succeeded;
        assert!(runs_it || run.code != 0, "no success:\n{}", run.output);
    }
    assert_eq!(run.code != 0, !run.output("reason").is_empty(), "{}", run.output);
    assert_eq!(run.errors, "");
    (workflow, run)
}

#[tokio::test]
async fn a_refused_connection_is_tried_again() {
    let services = [Service::GitHub, Service::Heroku, Service::Streams];
    let runs = services.map(|service| async move {
        let (_, run) = run_under([Fault::on(service, FaultKind::RefuseConnection).at(Turn::First(2))]).await;
        assert_eq!((run.code, run.output("result")), (0, "deployed"), "{service:?}:\n{}", run.output);
    });
    join_all(runs).await;
}

#[tokio::test]
async fn a_token_whose_requests_are_used_up_is_told_so_at_once() {
    for path in ["/repos/acme/shop/branches/main", "/repos/acme/shop/tarball/*"] {
        let (workflow, run) =
            run_under([Fault::new(Service::GitHub, "GET", path, FaultKind::ForbiddenRateLimit)]).await;
        run.ended(3, "failed");
        assert!(run.output("reason").contains("rate limit exceeded"), "{}", run.output("reason"));
        assert!(run.log.of("error")[0].contains("used up its rate limit"), "{}", run.output);
        assert!(built(&workflow, "acme-one").is_empty());
        assert_eq!(workflow.times("GET", path), 1, "{path}");
    }
}

#[tokio::test]
async fn a_fault_that_stays_ends_the_run_within_a_minute_and_says_what_failed() {
    let busy = || FaultKind::Status(503, json!({ "id": "service_unavailable", "message": "Service Unavailable" }));
    let scenes = [
        (Fault::on(Service::GitHub, FaultKind::RefuseConnection), "GitHub", 0),
        (Fault::on(Service::GitHub, busy()), "GitHub answered 503", 0),
        (Fault::new(Service::GitHub, "GET", "*/branches/*", FaultKind::ResetBefore), "the head commit of `main`", 0),
        (Fault::on(Service::Heroku, FaultKind::RefuseConnection), "Heroku", 0),
        (Fault::on(Service::Heroku, FaultKind::GarbledJson), "cannot be read", 0),
        (Fault::new(Service::Heroku, "POST", "*", busy()), "request a build", 0),
        (Fault::new(Service::Heroku, "POST", "*", FaultKind::ResetBefore), "request a build", 0),
        (Fault::new(Service::Heroku, "GET", "/apps/*/builds/*", busy()), "follow the work on `acme-one`", 1),
        (Fault::new(Service::Heroku, "GET", "*/releases/*", FaultKind::TruncatedJson), "follow the work", 1),
    ];
    let runs = scenes.map(|(fault, reason, builds)| async move {
        let (workflow, run) = run_under_at(3, [fault]).await;
        assert_eq!((run.code, run.output("result")), (3, "failed"), "{}", run.output);
        assert!(run.output("reason").contains(reason), "{reason} is not in {}", run.output("reason"));
        assert_eq!(built(&workflow, "acme-one").len(), builds, "{reason}");
        assert!(run.took < Duration::from_mins(1), "{:?}: {}", run.took, run.output);
        assert_eq!(run.log.of("error").len(), 1, "{}", run.output);
    });
    join_all(runs).await;
}

#[tokio::test]
async fn a_build_request_whose_every_answer_is_lost_ends_in_one_build() {
    join_all([FaultKind::ResetAfter, FaultKind::StatusAfter(500, json!({})), FaultKind::GarbledJson].map(
        async |kind| {
            let (workflow, run) = run_under([Fault::new(Service::Heroku, "POST", "*", kind)]).await;
            run.ended(0, "deployed");
            assert_eq!(built(&workflow, "acme-one").len(), 1);
        },
    ))
    .await;
}

#[tokio::test]
async fn streams_that_never_work_hide_no_success() {
    let runs = [FaultKind::RefuseConnection, FaultKind::Status(500, json!({}))].map(|kind| async move {
        let (_, run) = run_under_at(5, [Fault::on(Service::Streams, kind)]).await;
        run.ended(0, "deployed");
    });
    join_all(runs).await;
}
