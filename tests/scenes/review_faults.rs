//! One fault at each request in turn: what can pass passes, nothing is done twice, and nothing is forgotten.

use std::time::Duration;

use branchline::sandbox::{Fault, FaultKind, Service, Turn, World, heroku::ReviewAppStatus};
use futures_util::future::join_all;
use serde_json::json;
use tokio::sync::Semaphore;

use crate::{
    pull::{
        add_errored_review_app, add_young_review_app, commit, older_commit, stage_of, world, world_with_review_app,
    },
    stage::{Run, Stage},
};

/// So many runs at a time, all scenes together: they mostly wait, but others are about how long something takes.
static AT_ONCE: Semaphore = Semaphore::const_new(6);

fn outage(status: u16) -> FaultKind {
    FaultKind::Status(status, json!({ "id": "unavailable", "message": "Please try again later" }))
}

fn passing() -> [FaultKind; 6] {
    let (internal, unavailable) = (outage(500), outage(503));
    let (before, after) = (FaultKind::ResetBefore, FaultKind::ResetAfter);
    [before, after, internal, unavailable, FaultKind::RateLimited, FaultKind::TruncatedJson]
}

/// Heroku or GitHub does what it is asked, and then says that it could not.
fn after_the_deed() -> FaultKind {
    FaultKind::StatusAfter(502, json!({ "id": "bad_gateway", "message": "Bad gateway" }))
}

#[derive(Clone, Copy)]
struct Play {
    action: &'static str,
    world: fn() -> World,
}

const OPENED: Play = Play { action: "opened", world };
const PUSHED_TO: Play = Play { action: "synchronize", world: || world_with_review_app(&older_commit()) };
const CLOSED: Play = Play { action: "closed", world: || world_with_review_app(&commit()) };

/// One that another run is creating for an older commit.
const IN_CREATION: Play = Play {
    action: "synchronize",
    world: || {
        let mut world = world();
        world.heroku.review_app_script.pending = Duration::from_millis(300);
        add_young_review_app(&mut world, &older_commit());
        world
    },
};
const ERRORED: Play = Play {
    action: "reopened",
    world: || {
        let mut world = world();
        add_errored_review_app(&mut world);
        world
    },
};

impl Play {
    async fn stage(self) -> Stage {
        let stage = stage_of(self.action, (self.world)()).await;
        if self.action == "closed" {
            stage.close();
        }
        stage
    }

    async fn with(self, fault: Fault) -> (Stage, Run) {
        let stage = self.stage().await;
        stage.sandbox.fault(fault);
        let run = stage.run().await;
        (stage, run)
    }

    /// How many requests there are where nothing goes wrong.
    async fn requests(self) -> u32 {
        let stage = self.stage().await;
        assert_eq!(stage.run().await.code, 0);
        stage.sandbox.requests().len().try_into().unwrap()
    }

    /// Plays it once for each fault at each request.
    async fn at_each_request(self, kinds: &[FaultKind], turn: fn(u32) -> Turn, check: impl Fn(&str, &Stage, &Run)) {
        let requests = self.requests().await;
        let cases = (1..=requests).flat_map(|nth| kinds.iter().map(move |kind| (nth, kind.clone())));
        let runs = cases.map(async |(nth, kind)| {
            let _turn = AT_ONCE.acquire().await.unwrap();
            let case = format!("{} with {kind:?} at request {nth}", self.action);
            let (stage, run) = self.with(Fault::on_anything(kind).at(turn(nth))).await;
            check(&case, &stage, &run);
        });
        join_all(runs).await;
    }
}

#[track_caller]
fn ended_well(case: &str, result: &str, stage: &Stage, run: &Run) {
    let ended = (run.code, run.output("result"));
    let requests: Vec<_> = stage.sandbox.requests().iter().map(ToString::to_string).collect();
    assert_eq!(ended, (0, result), "{case}: {}\n{}\n{}", run.output("reason"), run.output, requests.join("\n"));
    assert_eq!(run.output("reason"), "", "{case}");
}

#[track_caller]
fn failed_with_a_reason(case: &str, run: &Run) {
    assert!([1, 3].contains(&run.code), "{case}: {}\n{}", run.code, run.output);
    assert_eq!(run.output("result"), "failed", "{case}");
    assert_ne!(run.output("reason"), "", "{case}");
    assert_eq!(run.log.of("error").len(), 1, "{case}: {}", run.output);
}

#[tokio::test]
async fn a_creation_gets_over_any_single_fault() {
    let check = |case: &str, stage: &Stage, run: &Run| {
        ended_well(case, "created", stage, run);
        stage.has_one_review_app_at_the_commit();
    };
    OPENED.at_each_request(&passing(), Turn::Only, check).await;
    OPENED.at_each_request(&[after_the_deed()], Turn::Only, check).await;
}

#[tokio::test]
async fn an_update_gets_over_any_single_fault() {
    let check = |case: &str, stage: &Stage, run: &Run| {
        ended_well(case, "updated", stage, run);
        stage.has_one_review_app_at_the_commit();
        assert_eq!(stage.times("POST", "/review-apps"), 0, "{case}");
    };
    PUSHED_TO.at_each_request(&passing(), Turn::Only, check).await;
    PUSHED_TO.at_each_request(&[after_the_deed()], Turn::Only, check).await;
}

#[tokio::test]
async fn taking_over_and_replacing_get_over_an_outage_or_a_lost_reply() {
    let kinds = [FaultKind::ResetAfter, after_the_deed()];
    for (play, result) in [(IN_CREATION, "updated"), (ERRORED, "created")] {
        let check = |case: &str, stage: &Stage, run: &Run| {
            ended_well(case, result, stage, run);
            stage.has_one_review_app_at_the_commit();
        };
        play.at_each_request(&kinds, Turn::Only, check).await;
    }
}

#[tokio::test]
async fn a_destruction_gets_over_any_single_fault() {
    let check = |case: &str, stage: &Stage, run: &Run| {
        ended_well(case, "destroyed", stage, run);
        stage.has_no_review_app();
    };
    CLOSED.at_each_request(&passing(), Turn::Only, check).await;
    CLOSED.at_each_request(&[after_the_deed()], Turn::Only, check).await;
}

/// From some request on, all are refused: what is said to be done is done, and what is not is said to have failed.
#[tokio::test]
async fn no_refusal_makes_an_untrue_success_or_a_second_review_app() {
    let refused = FaultKind::Status(403, json!({ "id": "forbidden", "message": "You may not do that" }));
    let check = |case: &str, stage: &Stage, run: &Run| {
        if run.code == 0 && run.output("result") != "destroyed" {
            stage.has_one_review_app_at_the_commit();
        } else if run.code == 0 {
            stage.has_no_review_app();
        } else {
            failed_with_a_reason(case, run);
            assert!(run.output("reason").contains("You may not do that"), "{case}: {}", run.output("reason"));
        }
        assert!(stage.sandbox.world().heroku.review_apps.len() <= 1, "{case}");
        assert!(stage.times("POST", "/review-apps") + stage.times("POST", "/apps/*/builds") <= 1, "{case}");
    };
    for play in [OPENED, PUSHED_TO, CLOSED] {
        play.at_each_request(std::slice::from_ref(&refused), |nth| Turn::After(nth - 1), check).await;
    }
}

#[tokio::test]
async fn a_key_that_is_no_good_is_refused_before_anything_is_written() {
    let refused = FaultKind::Status(401, json!({ "id": "unauthorized", "message": "Invalid credentials provided." }));
    for play in [OPENED, PUSHED_TO, CLOSED] {
        let (stage, run) = play.with(Fault::on(Service::Heroku, refused.clone())).await;
        run.ended(3, "failed");
        assert!(run.output("reason").contains("Invalid credentials provided."), "{}", run.output("reason"));
        assert!(stage.sandbox.requests().iter().all(|request| request.method == "GET"));
    }
}

#[tokio::test]
async fn a_creation_that_heroku_does_not_take_is_refused_in_its_words() {
    let refused = FaultKind::Status(422, json!({ "id": "invalid_params", "message": "Review apps are not enabled." }));
    let (stage, run) = OPENED.with(Fault::new(Service::Heroku, "POST", "/review-apps", refused)).await;
    run.ended(3, "failed");
    assert!(run.output("reason").contains("Review apps are not enabled."), "{}", run.output("reason"));
    assert!(run.log.of("error")[0].contains("heroku reviewapps:enable"));
    assert_eq!(stage.times("POST", "/review-apps"), 1);
}

#[tokio::test]
async fn time_that_runs_out_during_a_creation_says_what_was_seen_last() {
    let mut world = world();
    world.heroku.review_app_script.pending = Duration::from_hours(1);
    let stage = stage_of("opened", world).await.input("timeout", "3s");
    let run = stage.run().await;
    run.ended(1, "failed");
    assert!(run.output("reason").contains("is pending"), "{}", run.output("reason"));
    let world = stage.sandbox.world();
    assert_eq!(run.output("review-app-id"), world.heroku.review_apps[0].id.to_string());
    assert_eq!(world.heroku.review_apps[0].status, ReviewAppStatus::Pending);
}
