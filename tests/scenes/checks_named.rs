//! Checks that are waited for by their names.

use branchline::sandbox::github::{Access, CheckRun, CommitStatus, Scope, WorkflowRun, sha_of};

use serde_json::json;

use super::checks::{OWN, change, check, ci, looked, nothing_was_built, workflow};
use crate::workflow::Workflow;

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

/// A check of the job `build` in a run of the workflow of this number.
fn of_run(run: u64, conclusion: Option<&str>) -> CheckRun {
    let details = format!("https://github.com/acme/shop/actions/runs/{run}/job/7");
    let mut check = CheckRun { id: run, ..check("build", conclusion, &details) };
    check.more.insert("check_suite".to_owned(), json!({ "id": run + 2_000_000 }));
    check
}

#[tokio::test]
async fn jobs_of_two_workflows_that_are_called_alike_both_have_to_be_green() {
    let workflow_runs = |workflows: [u64; 2], workflow: &Workflow| {
        change(workflow, |repository| {
            for (run, of) in [50, 51].into_iter().zip(workflows) {
                let run = WorkflowRun::new(run, &sha_of("main"), "CI", Some("success"));
                repository.workflow_runs.push(WorkflowRun { workflow: of, ..run });
            }
        });
    };
    for (workflows, first, result) in [
        ([8, 9], Some("failure"), "skipped"),
        ([8, 9], Some("success"), "deployed"),
        // A later run of the same workflow.
        ([8, 8], Some("failure"), "deployed"),
    ] {
        let workflow = workflow(vec![of_run(50, first), of_run(51, Some("success"))]).await;
        workflow_runs(workflows, &workflow);
        let run = workflow.input("wait-for-checks", "build").run().await;
        run.ended(0, result);
    }
    let workflow = workflow(vec![of_run(50, None), of_run(51, Some("success"))]).await.input("timeout", "2s");
    workflow_runs([8, 9], &workflow);
    let workflow = workflow.input("wait-for-checks", "build");
    workflow.run().await.ended(1, "failed");
    nothing_was_built(&workflow);
}

#[tokio::test]
async fn without_the_permission_the_later_check_of_a_name_counts() {
    let workflow = workflow(vec![of_run(50, Some("failure")), of_run(51, Some("success"))]).await;
    workflow.sandbox.world().github.permissions.set(Scope::Actions, Access::None);
    workflow.input("wait-for-checks", "build").run().await.ended(0, "deployed");
}
