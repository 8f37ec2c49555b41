//! Checks that are waited for by their names.

use branchline::sandbox::github::{Access, CommitStatus, Scope, sha_of};

use super::checks::{OWN, change, check, ci, looked, nothing_was_built, workflow};

#[tokio::test]
async fn those_that_are_named_have_to_come_and_no_other_counts() {
    let checks = vec![ci("build", Some("success")), ci("flaky", Some("failure")), ci("nightly", None)];
    let workflow = workflow(checks).await.input("wait-for-checks", "build\ne2e (*)\nci/legacy");
    let (run, ()) = tokio::join!(workflow.run(), async {
        looked(&workflow, 2).await;
        change(&workflow, |repository| repository.check_runs.push(ci("e2e (chrome)", None)));
        looked(&workflow, 4).await;
        nothing_was_built(&workflow);
        change(&workflow, |repository| {
            repository.check_runs[3] = ci("e2e (chrome)", Some("skipped"));
            repository.statuses.push(CommitStatus::new(2, &sha_of("main"), "ci/legacy", "success"));
        });
    });
    run.ended(0, "deployed");
    assert!(run.shown("`e2e (*)` (not reported yet)") == 1 && run.shown("`e2e (chrome)`") == 1, "{}", run.output);
    assert_eq!(workflow.times("GET", "/repos/*/actions/runs") + workflow.times("GET", "/repos/*/check-suites"), 0);
}

#[tokio::test]
async fn a_named_one_that_is_red_skips_with_a_warning() {
    let workflow =
        workflow(vec![ci("build", None), ci("e2e", Some("timed_out"))]).await.input("wait-for-checks", "build\ne2e");
    let run = workflow.run().await;
    run.ended(0, "skipped");
    let warnings = run.annotations("warning");
    assert!(matches!(&warnings[..], [one] if one.contains("`e2e`") && one.contains("timed_out")), "{warnings:?}");
    nothing_was_built(&workflow);
}

#[tokio::test]
async fn a_named_one_that_never_comes_is_named_when_time_runs_out() {
    let workflow = workflow(vec![ci("build", Some("success"))]).await;
    let workflow = workflow.input("wait-for-checks", "build\ne2e").input("timeout", "2s");
    let run = workflow.run().await;
    run.ended(1, "failed");
    let reason = run.output("reason");
    assert!(reason.contains("`e2e` (not reported yet)") && !reason.contains("`build`"), "{reason}");
    nothing_was_built(&workflow);
}

#[tokio::test]
async fn the_job_that_waits_must_not_be_named() {
    for (name, job) in [("deploy", "deploy"), ("To Heroku", "deploy")] {
        let workflow = workflow(vec![check(name, None, OWN), ci("tests", Some("success"))]).await;
        let workflow = workflow.input("wait-for-checks", &format!("tests\n{name}")).set("GITHUB_JOB", job);
        let run = workflow.run().await;
        run.ended(2, "failed");
        let error = run.annotations("error").join("\n");
        assert!(error.contains("wait-for-checks") && error.contains(&format!("`{name}`")), "{error}");
        nothing_was_built(&workflow);
    }
}

#[tokio::test]
async fn names_need_no_permission_to_see_workflow_runs() {
    let workflow = workflow(vec![ci("tests", Some("success"))]).await.input("wait-for-checks", "tests");
    workflow.sandbox.world().github.permissions.set(Scope::Actions, Access::None);
    workflow.run().await.ended(0, "deployed");
}
