//! Limits are waited out until the run's own deadline, and each pause is a line in the log, but a burst is not many.

use std::time::Duration;

use branchline::sandbox::{BuildScript, Fault, FaultKind, Outcome, ReviewAppScript, Service, Turn, World};
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::{
    deploys::{built, workflow},
    messages::says,
    pull::{commit, workflow_of, world, world_with_review_app},
    ready::push_workflow,
    tool::said,
    workflow::Run,
};

const REACHED: &str = "Heroku's rate limit is reached; waiting";
const TOO_MANY: &str = "Heroku allows this account no more concurrent builds at the moment; waiting";

fn refused(status: u16, id: &str, message: &str) -> FaultKind {
    FaultKind::Status(status, json!({ "id": id, "message": message }))
}

fn build_refused(kind: FaultKind) -> Fault {
    Fault::new(Service::Heroku, "POST", "/apps/*/builds", kind).at(Turn::First(1))
}

#[tokio::test]
async fn a_rate_limit_is_waited_out_and_told_whatever_it_looks_like() {
    let limit = "Your account reached the API rate limit\nPlease wait a few minutes before making new requests";
    let kinds = [
        FaultKind::RateLimited,
        refused(422, "rate_limit", "Too many."),
        refused(422, "invalid_params", limit),
        refused(403, "", limit),
        refused(503, "rate_limit", limit),
    ];
    let runs = kinds.map(async |kind| {
        let workflow = workflow(&["acme-one"], "main: acme-one").await;
        workflow.sandbox.fault(build_refused(kind.clone()));
        let run = workflow.run().await;
        run.ended(0, "deployed");
        assert_eq!(built(&workflow, "acme-one").len(), 1, "{kind:?}");
        assert_eq!(run.shown(REACHED), 1, "{kind:?}: {}", run.output);
    });
    join_all(runs).await;
}

#[tokio::test]
async fn what_only_sounds_like_a_rate_limit_is_none() {
    let workflow = workflow(&["acme-one"], "main: acme-one").await;
    workflow.sandbox.fault(build_refused(refused(404, "not_found", "Couldn't find the add-on rate limit.")));
    let run = workflow.run().await;
    run.ended(3, "failed");
    assert_eq!(run.shown(REACHED), 0, "{}", run.output);
}

#[tokio::test]
async fn a_rate_limit_at_the_beginning_is_one_line_for_all_requests() {
    let workflow = workflow(&["acme-one", "acme-two", "acme-three"], "main: acme-one, acme-two, acme-three").await;
    workflow.sandbox.fault(Fault::on(Service::Heroku, FaultKind::RateLimited).at(Turn::First(9)));
    let run = workflow.run().await;
    run.ended(0, "deployed");
    assert_eq!(run.shown(REACHED), 1, "{}", run.output);
}

#[tokio::test]
async fn a_rate_limit_that_stays_is_borne_until_time_runs_out_and_then_named() {
    let everything = Fault::on(Service::Heroku, FaultKind::RateLimited);
    let watching = Fault::new(Service::Heroku, "GET", "/apps/*/builds/*", FaultKind::RateLimited);
    let runs = [(everything, 0, "time-ran-out-at-limit-early"), (watching, 1, "time-ran-out-at-limit")].map(
        async |(fault, builds, message)| {
            let workflow = push_workflow().await.input("timeout", "4s");
            workflow.sandbox.fault(fault);
            let run = workflow.run().await;
            run.ended(1, "failed");
            assert_eq!(built(&workflow, "acme-production").len(), builds, "{}", run.output);
            assert!(run.took > Duration::from_secs(4) && run.took < Duration::from_secs(20), "{:?}", run.took);
            assert!((1..=3).contains(&run.shown(REACHED)), "{}", run.output);
            says(&run, message);
        },
    );
    join_all(runs).await;
}

#[tokio::test]
async fn a_destruction_waits_out_a_rate_limit() {
    let workflow = workflow_of("closed", world_with_review_app(&commit())).await;
    workflow.close();
    let limited = Fault::new(Service::Heroku, "DELETE", "/review-apps/*", FaultKind::RateLimited);
    workflow.sandbox.fault(limited.at(Turn::First(2)));
    let run = workflow.run().await;
    run.ended(0, "destroyed");
    workflow.has_no_review_app();
    assert_eq!(run.shown(REACHED), 2, "{}", run.output);
}

#[tokio::test]
async fn githubs_secondary_limit_is_waited_out_and_told() {
    let workflow = workflow(&["acme-one"], "main: acme-one").await;
    let limited = Fault::new(Service::GitHub, "GET", "/repos/*/branches/main", FaultKind::RateLimited);
    workflow.sandbox.fault(limited.at(Turn::First(1)));
    let run = workflow.run().await;
    run.ended(0, "deployed");
    assert_eq!(run.shown("GitHub's rate limit is reached; waiting"), 1, "{}", run.output);
}

#[tokio::test]
async fn a_refusal_for_too_many_builds_at_once_is_asked_again() {
    let limit = "Your account has reached its concurrent builds limit.";
    let kinds = [refused(422, "invalid_params", limit), refused(429, "rate_limit", limit), refused(403, "", limit)];
    let runs = kinds.map(async |kind| {
        let workflow = workflow(&["acme-one"], "main: acme-one").await;
        workflow.sandbox.fault(build_refused(kind.clone()));
        let run = workflow.run().await;
        run.ended(0, "deployed");
        assert_eq!((built(&workflow, "acme-one").len(), run.shown(TOO_MANY)), (1, 1), "{kind:?}: {}", run.output);
    });
    join_all(runs).await;
}

#[tokio::test]
async fn too_many_builds_at_once_until_time_runs_out_is_named() {
    let workflow = push_workflow().await.input("timeout", "4s");
    let limit = refused(422, "invalid_params", "Your account has reached its concurrent builds limit.");
    workflow.sandbox.fault(Fault::new(Service::Heroku, "POST", "/apps/*/builds", limit));
    let run = workflow.run().await;
    run.ended(1, "failed");
    says(&run, "time-ran-out-at-build-limit");
}

#[tokio::test]
async fn a_build_that_failed_for_being_one_too_many_is_asked_again() {
    let limit = " !     Your account has reached its concurrent builds limit";
    let too_many = || BuildScript::new(&[limit], Outcome::Failed);
    let push = workflow(&["acme-one"], "main: acme-one").await;
    push.sandbox.world().heroku.app_mut("acme-one").unwrap().next_builds.push_back(too_many());
    let mut world = world();
    world.heroku.review_app_script = ReviewAppScript { build: Some(too_many()), ..Default::default() };
    let opened = workflow_of("opened", world).await;
    let (pushed, created) = tokio::join!(push.run(), opened.run());
    for (run, result) in [(&pushed, "deployed"), (&created, "created")] {
        run.ended(0, result);
        assert_eq!((run.shown(TOO_MANY), run.output("build-status")), (1, "succeeded"), "{}", run.output);
    }
    assert_eq!(built(&push, "acme-one").len(), 2);
    assert_eq!((opened.times("POST", "/review-apps"), opened.times("POST", "/apps/*/builds")), (1, 1));
}

fn pauses<'a>(run: &'a Run, of: &str) -> Vec<&'a str> {
    let lines = run.log.lines.iter().map(String::as_str);
    lines.filter(|line| line.starts_with(of) && line.contains("; asking again in ")).collect()
}

#[tokio::test]
async fn every_retry_is_a_line() {
    let busy = || refused(503, "service_unavailable", "Service Unavailable");
    let after_another = Fault::new(Service::Heroku, "GET", "/apps/acme-one", busy()).at(Turn::First(2));
    let lost = Fault::new(Service::Heroku, "GET", "/apps/acme-one", FaultKind::ResetBefore).at(Turn::First(1));
    let unreadable = Fault::new(Service::GitHub, "GET", "*/branches/*", FaultKind::GarbledJson).at(Turn::First(1));
    let runs = [
        (after_another, 2, "Heroku answered 503"),
        (lost, 1, "Heroku did not answer"),
        (unreadable, 1, "GitHub answered with something unreadable"),
    ]
    .map(async |(fault, times, words)| {
        let workflow = workflow(&["acme-one", "acme-two", "acme-three"], "main: acme-one, acme-two, acme-three").await;
        workflow.sandbox.fault(fault);
        let run = workflow.run().await;
        run.ended(0, "deployed");
        assert_eq!(pauses(&run, words).len(), times, "{words}: {}", run.output);
    });
    join_all(runs).await;
}

/// Whether the requests meet in one burst is up to the machine, so they are sent until they do.
#[tokio::test]
async fn a_burst_of_retries_is_one_line() {
    for _ in 0..10 {
        let workflow = workflow(&["acme-one", "acme-two", "acme-three"], "main: acme-one, acme-two, acme-three").await;
        let busy = refused(503, "service_unavailable", "Service Unavailable");
        workflow.sandbox.fault(Fault::on(Service::Heroku, busy).at(Turn::First(9)));
        let run = workflow.run().await;
        run.ended(0, "deployed");
        match pauses(&run, "Heroku answered 503").len() {
            1 => return,
            0 => panic!("{}", run.output),
            _ => {}
        }
    }
    panic!("every run told of its burst line by line");
}

#[tokio::test]
async fn a_quiet_run_tells_of_no_pause() {
    let run = workflow(&["acme-one"], "main: acme-one").await.run().await;
    assert_eq!((pauses(&run, "").len(), run.shown("waiting")), (0, 0), "{}", run.output);
}

#[tokio::test]
async fn what_a_rehearsed_fault_does_is_seen_in_its_log() {
    let faults = [
        ("heroku-unavailable", "Heroku answered 503; asking again in"),
        ("rate-limited", REACHED),
        ("lost-reply", "Heroku did not answer; checking whether the build exists"),
        ("stream-breaks", "The connection to the output broke and was restored."),
    ];
    let rehearsed = faults.map(async |(fault, words)| {
        let said = said(&["rehearse", "--fault", fault]).await;
        assert_eq!(said.code, 0, "{fault}: {}", said.output);
        assert!(said.output.contains(words), "{fault}: {}", said.output);
    });
    join_all(rehearsed).await;
}

#[tokio::test]
async fn a_wait_of_more_than_a_few_seconds_is_a_line() {
    let mut world: World = world();
    world.heroku.review_app_script.pending = Duration::from_secs(7);
    let run = workflow_of("opened", world).await.run().await;
    run.ended(0, "created");
    assert_eq!(run.shown("Waiting for the review app, which is pending"), 1, "{}", run.output);
}

#[tokio::test]
async fn a_refused_review_app_is_told_with_what_heroku_says_of_it() {
    let runs = [
        (422, "invalid_params", "You've reached your app limit of 100 apps.", "app-limit"),
        (
            402,
            "payment_required",
            "To create a review app, the pipeline owner must first authorize additional charges.",
            "unapproved-charges",
        ),
        (402, "verification_required", "To create an app, verify your account.", "verification-required"),
    ]
    .map(async |(status, id, words, message)| {
        let workflow = workflow_of("opened", world()).await;
        workflow.sandbox.fault(Fault::new(Service::Heroku, "POST", "/review-apps", refused(status, id, words)));
        let run = workflow.run().await;
        run.ended(3, "failed");
        assert!(run.output("reason").contains(words), "{}", run.output("reason"));
        says(&run, message);
    });
    join_all(runs).await;
}

#[tokio::test]
async fn a_review_app_that_failed_is_told_once_and_by_heroku_s_sentence() {
    let refusal = Some("The review app could not be created: you've reached your app limit of 100 apps.".to_owned());
    let script = ReviewAppScript { refusal, app_after: Duration::from_hours(1), ..Default::default() };
    let mut world = world();
    world.heroku.review_app_script = script;
    let run = workflow_of("opened", world).await.run().await;
    run.ended(1, "failed");
    let reason = "the review app could not be created: you've reached your app limit of 100 apps.";
    assert_eq!(run.output("reason"), reason);
    assert!(run.summary.contains("### ❌ Review app: not created"), "{}", run.summary);
    says(&run, "review-app-errored");
    let targets: Value = serde_json::from_str(run.output("targets")).unwrap();
    assert_eq!(targets[0]["reason"], reason);
}
