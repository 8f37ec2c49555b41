//! `wait-for-checks`: nothing is deployed before all that checks the commit is green.

use std::time::Duration;

use branchline::sandbox::{
    World,
    github::{Access, CheckRun, CommitStatus, Repository, Scope, sha_of},
};

use crate::{
    payloads::push,
    posted::repository,
    workflow::{REPOSITORY, Workflow},
};

pub(crate) const OWN: &str = "https://github.com/acme/shop/actions/runs/4711/job/1";

pub(crate) fn check(name: &str, conclusion: Option<&str>, details: &str) -> CheckRun {
    let mut check = CheckRun::new(1, &sha_of("main"), name, conclusion);
    check.more.insert("details_url".to_owned(), details.into());
    check
}

pub(crate) fn ci(name: &str, conclusion: Option<&str>) -> CheckRun {
    check(name, conclusion, "https://github.com/acme/shop/actions/runs/99/job/7")
}

pub(crate) async fn workflow(checks: Vec<CheckRun>) -> Workflow {
    let mut world = World::for_rehearsal(REPOSITORY, &["acme-production"], None);
    world.github.repository_mut(REPOSITORY).unwrap().check_runs = checks;
    Workflow::new(world)
        .await
        .input("rules", "main: acme-production")
        .input("wait-for-checks", "true")
        .event("push", &push("refs/heads/main", &sha_of("main")))
}

/// Waits until the checks were looked at so often.
pub(crate) async fn looked(workflow: &Workflow, times: usize) {
    while workflow.times("GET", "/repos/*/check-runs") < times {
        crate::pull::pause(5).await;
    }
}

pub(crate) fn change(workflow: &Workflow, change: impl FnOnce(&mut Repository)) {
    change(workflow.sandbox.world().github.repository_mut(REPOSITORY).unwrap());
}

pub(crate) fn nothing_was_built(workflow: &Workflow) {
    assert_eq!(workflow.times("POST", "/apps/*/builds"), 0);
}

#[tokio::test]
async fn it_waits_until_all_are_green_and_says_for_which() {
    let workflow = workflow(vec![ci("tests", None), ci("lint", Some("success"))]).await;
    workflow.sandbox.world().github.repository_mut(REPOSITORY).unwrap().statuses.push(CommitStatus::new(
        2,
        &sha_of("main"),
        "ci/other",
        "pending",
    ));
    let (run, ()) = tokio::join!(workflow.run(), async {
        // Between two looks, not within one.
        let seen = |what: &str| workflow.times("GET", &format!("/repos/acme/shop/commits/*/{what}"));
        while seen("check-runs").min(seen("status*")) < 2 {
            crate::pull::pause(5).await;
        }
        nothing_was_built(&workflow);
        let mut world = workflow.sandbox.world();
        let repository = world.github.repository_mut(REPOSITORY).unwrap();
        repository.check_runs[0] = ci("tests", Some("neutral"));
        repository.statuses.push(CommitStatus::new(3, &sha_of("main"), "ci/other", "success"));
    });
    run.ended(0, "deployed");
    assert_eq!(run.shown("waiting for checks of"), 1, "{}", run.output);
    assert_eq!(run.shown("`ci/other`, `tests`"), 1, "{}", run.output);
}

#[tokio::test]
async fn a_red_one_skips_and_is_named() {
    for conclusion in ["failure", "cancelled", "timed_out", "action_required", "stale"] {
        let workflow = workflow(vec![ci("lint", None), ci("tests", Some(conclusion))]).await;
        let run = workflow.run().await;
        run.ended(0, "skipped");
        assert!(run.output("reason").contains("`tests`") && run.output("reason").contains(conclusion));
        let warnings = run.annotations("warning");
        assert!(matches!(&warnings[..], [one] if one.contains("`tests`") && one.contains(conclusion)), "{warnings:?}");
        assert_eq!(run.annotations("notice"), Vec::<String>::new());
        nothing_was_built(&workflow);
    }
    let workflow = workflow(vec![]).await;
    workflow.sandbox.world().github.repository_mut(REPOSITORY).unwrap().statuses.push(CommitStatus::new(
        2,
        &sha_of("main"),
        "ci/other",
        "error",
    ));
    let run = workflow.run().await;
    run.ended(0, "skipped");
    assert!(run.output("reason").contains("`ci/other`"));
}

#[tokio::test]
async fn this_runs_own_checks_are_not_waited_for() {
    let twin = "https://github.com/acme/shop/actions/runs/4712/job/2";
    let workflow =
        workflow(vec![check("deploy", None, OWN), check("deploy", None, twin), ci("tests", Some("success"))]).await;
    workflow.run().await.ended(0, "deployed");
}

#[tokio::test]
async fn a_run_whose_number_only_begins_alike_is_waited_for() {
    let other = "https://github.com/acme/shop/actions/runs/47110/job/2";
    let workflow = workflow(vec![check("tests", None, other)]).await.input("timeout", "3s");
    workflow.run().await.ended(1, "failed");
}

#[tokio::test]
async fn where_there_are_none_it_deploys_after_a_second_look() {
    let workflow = workflow(vec![check("deploy", None, OWN)]).await;
    workflow.run().await.ended(0, "deployed");
    assert_eq!(workflow.times("GET", "/repos/*/check-runs"), 2);
}

#[tokio::test]
async fn a_check_that_is_registered_a_moment_later_counts() {
    let workflow = workflow(vec![]).await;
    let (run, ()) = tokio::join!(workflow.run(), async {
        while workflow.times("GET", "/repos/*/check-runs") < 1 {
            crate::pull::pause(5).await;
        }
        let late = ci("tests", Some("failure"));
        workflow.sandbox.world().github.repository_mut(REPOSITORY).unwrap().check_runs.push(late);
    });
    run.ended(0, "skipped");
}

#[tokio::test]
async fn all_pages_are_read() {
    let mut checks: Vec<_> = (0..110).map(|number| ci(&format!("matrix {number}"), Some("success"))).collect();
    checks.push(ci("the last", Some("failure")));
    let of_checks = workflow(checks).await;
    let run = of_checks.run().await;
    run.ended(0, "skipped");
    assert!(run.output("reason").contains("`the last`"));

    let of_statuses = workflow(vec![ci("tests", Some("success"))]).await;
    for number in 0..110 {
        let state = if number == 0 { "failure" } else { "success" };
        let status = CommitStatus::new(number, &sha_of("main"), &format!("ci/{number}"), state);
        of_statuses.sandbox.world().github.repository_mut(REPOSITORY).unwrap().statuses.push(status);
    }
    let run = of_statuses.run().await;
    run.ended(0, "skipped");
    assert!(run.output("reason").contains("`ci/0`"));
}

#[tokio::test]
async fn the_deadline_says_which_one_it_waited_for() {
    let workflow = workflow(vec![ci("slow tests", None)]).await.input("timeout", "3s");
    let run = workflow.run().await;
    run.ended(1, "failed");
    assert!(run.output("reason").contains("`slow tests`"), "{}", run.output("reason"));
    assert!(run.took < Duration::from_secs(20), "{:?}", run.took);
    nothing_was_built(&workflow);
    insta::assert_snapshot!("summary_deadline_of_checks", crate::posted::redacted(&run.summary));
}

#[tokio::test]
async fn without_the_permission_nothing_is_deployed_and_the_lines_are_named() {
    for scope in [Scope::Actions, Scope::Checks, Scope::Statuses] {
        let workflow = workflow(vec![ci("tests", Some("success"))]).await;
        workflow.sandbox.world().github.permissions.set(scope, Access::None);
        let run = workflow.run().await;
        run.ended(3, "failed");
        let error = run.annotations("error").join("\n");
        assert!(error.contains("`checks: read`") && error.contains("`statuses: read`"), "{error}");
        assert!(scope != Scope::Actions || error.contains("`actions: read`"), "{error}");
        nothing_was_built(&workflow);
        assert!(repository(&workflow.sandbox.world()).deployments.is_empty());
    }
}
