//! `wait-for-checks`: nothing is deployed before all that checks the commit is green.

use std::time::Duration;

use branchline::sandbox::{
    World,
    github::{Access, CheckRun, CheckSuite, CommitStatus, Repository, Scope, WorkflowRun, sha_of},
};

use crate::{
    payloads::push,
    stage::{REPOSITORY, Stage},
    told::repository,
};

const OWN: &str = "https://github.com/acme/shop/actions/runs/4711/job/1";

fn check(name: &str, conclusion: Option<&str>, details: &str) -> CheckRun {
    let mut check = CheckRun::new(1, &sha_of("main"), name, conclusion);
    check.more.insert("details_url".to_owned(), details.into());
    check
}

fn ci(name: &str, conclusion: Option<&str>) -> CheckRun {
    check(name, conclusion, "https://github.com/acme/shop/actions/runs/99/job/7")
}

async fn stage(checks: Vec<CheckRun>) -> Stage {
    let mut world = World::for_rehearsal(REPOSITORY, &["acme-production"], None);
    world.github.repository_mut(REPOSITORY).unwrap().check_runs = checks;
    Stage::new(world)
        .await
        .input("rules", "main: acme-production")
        .input("wait-for-checks", "true")
        .event("push", &push("refs/heads/main", &sha_of("main")))
}

/// Waits until the checks were looked at so often.
async fn looked(stage: &Stage, times: usize) {
    while stage.times("GET", "/repos/*/check-runs") < times {
        crate::pull::pause(5).await;
    }
}

fn change(stage: &Stage, change: impl FnOnce(&mut Repository)) {
    change(stage.sandbox.world().github.repository_mut(REPOSITORY).unwrap());
}

fn nothing_was_built(stage: &Stage) {
    assert_eq!(stage.times("POST", "/apps/*/builds"), 0);
}

#[tokio::test]
async fn it_waits_until_all_are_green_and_says_for_which() {
    let stage = stage(vec![ci("tests", None), ci("lint", Some("success"))]).await;
    stage.sandbox.world().github.repository_mut(REPOSITORY).unwrap().statuses.push(CommitStatus::new(
        2,
        &sha_of("main"),
        "ci/other",
        "pending",
    ));
    let (run, ()) = tokio::join!(stage.run(), async {
        while stage.times("GET", "/repos/*/check-runs") < 2 {
            crate::pull::pause(5).await;
        }
        nothing_was_built(&stage);
        let mut world = stage.sandbox.world();
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
        let stage = stage(vec![ci("lint", None), ci("tests", Some(conclusion))]).await;
        let run = stage.run().await;
        run.ended(0, "skipped");
        assert!(run.output("reason").contains("`tests`") && run.output("reason").contains(conclusion));
        let warnings = run.annotations("warning");
        assert!(matches!(&warnings[..], [one] if one.contains("`tests`") && one.contains(conclusion)), "{warnings:?}");
        assert_eq!(run.annotations("notice"), Vec::<String>::new());
        nothing_was_built(&stage);
    }
    let stage = stage(vec![]).await;
    stage.sandbox.world().github.repository_mut(REPOSITORY).unwrap().statuses.push(CommitStatus::new(
        2,
        &sha_of("main"),
        "ci/other",
        "error",
    ));
    let run = stage.run().await;
    run.ended(0, "skipped");
    assert!(run.output("reason").contains("`ci/other`"));
}

#[tokio::test]
async fn this_runs_own_checks_are_not_waited_for() {
    let twin = "https://github.com/acme/shop/actions/runs/4712/job/2";
    let stage =
        stage(vec![check("deploy", None, OWN), check("deploy", None, twin), ci("tests", Some("success"))]).await;
    stage.run().await.ended(0, "deployed");
}

#[tokio::test]
async fn a_run_whose_number_only_begins_alike_is_waited_for() {
    let other = "https://github.com/acme/shop/actions/runs/47110/job/2";
    let stage = stage(vec![check("tests", None, other)]).await.input("timeout", "3s");
    stage.run().await.ended(1, "failed");
}

#[tokio::test]
async fn where_there_are_none_it_deploys_after_a_second_look() {
    let stage = stage(vec![check("deploy", None, OWN)]).await;
    stage.run().await.ended(0, "deployed");
    assert_eq!(stage.times("GET", "/repos/*/check-runs"), 2);
}

#[tokio::test]
async fn a_check_that_is_registered_a_moment_later_counts() {
    let stage = stage(vec![]).await;
    let (run, ()) = tokio::join!(stage.run(), async {
        while stage.times("GET", "/repos/*/check-runs") < 1 {
            crate::pull::pause(5).await;
        }
        let late = ci("tests", Some("failure"));
        stage.sandbox.world().github.repository_mut(REPOSITORY).unwrap().check_runs.push(late);
    });
    run.ended(0, "skipped");
}

#[tokio::test]
async fn all_pages_are_read() {
    let mut checks: Vec<_> = (0..110).map(|number| ci(&format!("matrix {number}"), Some("success"))).collect();
    checks.push(ci("the last", Some("failure")));
    let of_checks = stage(checks).await;
    let run = of_checks.run().await;
    run.ended(0, "skipped");
    assert!(run.output("reason").contains("`the last`"));

    let of_statuses = stage(vec![ci("tests", Some("success"))]).await;
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
    let stage = stage(vec![ci("slow tests", None)]).await.input("timeout", "3s");
    let run = stage.run().await;
    run.ended(1, "failed");
    assert!(run.output("reason").contains("`slow tests`"), "{}", run.output("reason"));
    assert!(run.took < Duration::from_secs(20), "{:?}", run.took);
    nothing_was_built(&stage);
    insta::assert_snapshot!("summary_deadline_of_checks", crate::told::redacted(&run.summary));
}

#[tokio::test]
async fn without_the_permission_nothing_is_deployed_and_the_lines_are_named() {
    for scope in [Scope::Actions, Scope::Checks, Scope::Statuses] {
        let stage = stage(vec![ci("tests", Some("success"))]).await;
        stage.sandbox.world().github.permissions.set(scope, Access::None);
        let run = stage.run().await;
        run.ended(3, "failed");
        let error = run.annotations("error").join("\n");
        assert!(error.contains("`checks: read`") && error.contains("`statuses: read`"), "{error}");
        assert!(scope != Scope::Actions || error.contains("`actions: read`"), "{error}");
        nothing_was_built(&stage);
        assert!(repository(&stage.sandbox.world()).deployments.is_empty());
    }
}

// What is under way has no check yet

#[tokio::test]
async fn a_job_that_needs_another_is_waited_for_though_all_is_green_so_far() {
    for (conclusion, code, result) in [("failure", 0, "skipped"), ("success", 0, "deployed")] {
        let stage = stage(vec![ci("build", Some("success"))]).await;
        change(&stage, |repository| repository.workflow_runs.push(WorkflowRun::new(99, &sha_of("main"), "CI", None)));
        let (run, ()) = tokio::join!(stage.run(), async {
            looked(&stage, 3).await;
            nothing_was_built(&stage);
            change(&stage, |repository| repository.check_runs.push(ci("e2e", None)));
            looked(&stage, 5).await;
            nothing_was_built(&stage);
            change(&stage, |repository| {
                repository.check_runs[1] = ci("e2e", Some(conclusion));
                repository.workflow_runs[0] = WorkflowRun::new(99, &sha_of("main"), "CI", Some(conclusion));
            });
        });
        run.ended(code, result);
        assert_eq!(run.shown("waiting for checks of"), 2, "{}", run.output);
        assert_eq!(run.shown("the workflow `CI`"), 1, "{}", run.output);
        assert!(conclusion == "success" || run.output("reason").contains("`e2e`"));
    }
}

#[tokio::test]
async fn another_apps_suite_that_has_begun_is_waited_for() {
    let stage = stage(vec![ci("build", Some("success"))]).await.input("timeout", "2s");
    let begun = CheckSuite::in_progress(7, &sha_of("main"), "circleci-checks", 1);
    change(&stage, |repository| repository.check_suites.push(begun));
    let run = stage.run().await;
    run.ended(1, "failed");
    assert!(run.output("reason").contains("more checks of `circleci-checks`"), "{}", run.output("reason"));
    nothing_was_built(&stage);
}

#[tokio::test]
async fn an_app_that_never_begins_holds_nothing_up() {
    let stage = stage(vec![ci("build", Some("success"))]).await;
    change(&stage, |repository| {
        repository.check_suites.push(CheckSuite::queued(7, &sha_of("main"), "dependabot"));
        repository.check_suites.push(CheckSuite::queued(8, &sha_of("main"), "renovate"));
    });
    let run = stage.run().await;
    run.ended(0, "deployed");
    assert!(run.took < Duration::from_secs(40), "{:?}", run.took);
}

#[tokio::test]
async fn an_app_that_begins_a_moment_later_counts() {
    let stage = stage(vec![ci("build", Some("success"))]).await;
    change(&stage, |repository| repository.check_suites.push(CheckSuite::queued(7, &sha_of("main"), "circleci")));
    let (run, ()) = tokio::join!(stage.run(), async {
        looked(&stage, 1).await;
        change(&stage, |repository| {
            repository.check_suites[0].check_runs = 1;
            repository.check_runs.push(check("circle", Some("failure"), "https://circleci.com/47"));
        });
    });
    run.ended(0, "skipped");
    assert!(run.output("reason").contains("`circle`"));
}

#[tokio::test]
async fn neither_this_run_nor_another_of_this_workflow_is_waited_for() {
    let stage = stage(vec![check("deploy", None, OWN), ci("tests", Some("success"))]).await;
    change(&stage, |repository| {
        let own = |id| WorkflowRun { workflow: 10, ..WorkflowRun::new(id, &sha_of("main"), "Heroku", None) };
        repository.workflow_runs.extend([own(4711), own(4712)]);
        for run in repository.workflow_runs.clone() {
            let suite = CheckSuite::in_progress(run.check_suite, &run.sha, "github-actions", 1);
            repository.check_suites.push(suite);
        }
    });
    stage.run().await.ended(0, "deployed");
}

#[tokio::test]
async fn this_workflows_jobs_for_another_event_are_not_waited_for() {
    let twin = "https://github.com/acme/shop/actions/runs/4712/job/2";
    let mut review = check("review", None, twin);
    review.more.insert("check_suite".to_owned(), serde_json::json!({ "id": 2_004_712 }));
    let stage = stage(vec![check("deploy", None, OWN), review, ci("tests", None)]).await;
    change(&stage, |repository| {
        let own = |id| WorkflowRun { workflow: 10, ..WorkflowRun::new(id, &sha_of("main"), "Heroku", None) };
        repository.workflow_runs.extend([own(4711), own(4712)]);
    });
    let (run, ()) = tokio::join!(stage.run(), async {
        looked(&stage, 4).await;
        nothing_was_built(&stage);
        change(&stage, |repository| repository.check_runs[2] = ci("tests", Some("success")));
    });
    run.ended(0, "deployed");
    assert!(run.shown("waiting for checks of") == 1 && run.shown("`review`") == 0, "{}", run.output);
}

#[tokio::test]
async fn a_workflow_that_could_not_begin_is_a_red_one() {
    let stage = stage(vec![]).await;
    let broken = WorkflowRun::new(99, &sha_of("main"), "CI", Some("startup_failure"));
    change(&stage, |repository| repository.workflow_runs.push(broken));
    let run = stage.run().await;
    run.ended(0, "skipped");
    assert!(run.output("reason").contains("the workflow `CI`") && run.output("reason").contains("startup_failure"));
    nothing_was_built(&stage);
}

#[tokio::test]
async fn the_later_check_of_a_name_counts() {
    let at = |id, conclusion| {
        let mut check = ci("tests", Some(conclusion));
        check.id = id;
        check
    };
    let of_green = stage(vec![at(20, "success"), at(10, "failure")]).await;
    of_green.run().await.ended(0, "deployed");
    let of_red = stage(vec![at(10, "success"), at(20, "failure")]).await;
    of_red.run().await.ended(0, "skipped");
}

// Checks that are named

#[tokio::test]
async fn those_that_are_named_have_to_come_and_no_other_counts() {
    let checks = vec![ci("build", Some("success")), ci("flaky", Some("failure")), ci("nightly", None)];
    let stage = stage(checks).await.input("wait-for-checks", "build\ne2e (*)\nci/legacy");
    let (run, ()) = tokio::join!(stage.run(), async {
        looked(&stage, 2).await;
        change(&stage, |repository| repository.check_runs.push(ci("e2e (chrome)", None)));
        looked(&stage, 4).await;
        nothing_was_built(&stage);
        change(&stage, |repository| {
            repository.check_runs[3] = ci("e2e (chrome)", Some("skipped"));
            repository.statuses.push(CommitStatus::new(2, &sha_of("main"), "ci/legacy", "success"));
        });
    });
    run.ended(0, "deployed");
    assert!(run.shown("`e2e (*)`, which has not come") == 1 && run.shown("`e2e (chrome)`") == 1, "{}", run.output);
    assert_eq!(stage.times("GET", "/repos/*/actions/runs") + stage.times("GET", "/repos/*/check-suites"), 0);
}

#[tokio::test]
async fn a_named_one_that_is_red_skips_with_a_warning() {
    let stage =
        stage(vec![ci("build", None), ci("e2e", Some("timed_out"))]).await.input("wait-for-checks", "build\ne2e");
    let run = stage.run().await;
    run.ended(0, "skipped");
    let warnings = run.annotations("warning");
    assert!(matches!(&warnings[..], [one] if one.contains("`e2e`") && one.contains("timed_out")), "{warnings:?}");
    nothing_was_built(&stage);
}

#[tokio::test]
async fn a_named_one_that_never_comes_is_named_when_time_runs_out() {
    let stage = stage(vec![ci("build", Some("success"))]).await;
    let stage = stage.input("wait-for-checks", "build\ne2e").input("timeout", "2s");
    let run = stage.run().await;
    run.ended(1, "failed");
    let reason = run.output("reason");
    assert!(reason.contains("`e2e`, which has not come") && !reason.contains("`build`"), "{reason}");
    nothing_was_built(&stage);
}

#[tokio::test]
async fn the_job_that_waits_must_not_be_named() {
    for (name, job) in [("deploy", "deploy"), ("To Heroku", "deploy")] {
        let stage = stage(vec![check(name, None, OWN), ci("tests", Some("success"))]).await;
        let stage = stage.input("wait-for-checks", &format!("tests\n{name}")).set("GITHUB_JOB", job);
        let run = stage.run().await;
        run.ended(2, "failed");
        let error = run.annotations("error").join("\n");
        assert!(error.contains("wait-for-checks") && error.contains(&format!("`{name}`")), "{error}");
        nothing_was_built(&stage);
    }
}

#[tokio::test]
async fn names_need_no_permission_to_see_workflow_runs() {
    let stage = stage(vec![ci("tests", Some("success"))]).await.input("wait-for-checks", "tests");
    stage.sandbox.world().github.permissions.set(Scope::Actions, Access::None);
    stage.run().await.ended(0, "deployed");
}
