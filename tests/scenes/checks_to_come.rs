//! What is under way and has no check yet: jobs, suites and runs.

use std::time::Duration;

use branchline::sandbox::github::{CheckSuite, WorkflowRun, sha_of};

use super::checks::{OWN, change, check, ci, looked, nothing_was_built, workflow};

#[tokio::test]
async fn a_job_that_needs_another_is_waited_for_though_all_is_green_so_far() {
    for (conclusion, code, result) in [("failure", 0, "skipped"), ("success", 0, "deployed")] {
        let workflow = workflow(vec![ci("build", Some("success"))]).await;
        change(&workflow, |repository| {
            repository.workflow_runs.push(WorkflowRun::new(99, &sha_of("main"), "CI", None));
        });
        let (run, ()) = tokio::join!(workflow.run(), async {
            looked(&workflow, 3).await;
            nothing_was_built(&workflow);
            change(&workflow, |repository| repository.check_runs.push(ci("e2e", None)));
            looked(&workflow, 5).await;
            nothing_was_built(&workflow);
            change(&workflow, |repository| {
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
    let workflow = workflow(vec![ci("build", Some("success"))]).await.input("timeout", "2s");
    let begun = CheckSuite::in_progress(7, &sha_of("main"), "circleci-checks", 1);
    change(&workflow, |repository| repository.check_suites.push(begun));
    let run = workflow.run().await;
    run.ended(1, "failed");
    assert!(run.output("reason").contains("further checks of `circleci-checks`"), "{}", run.output("reason"));
    nothing_was_built(&workflow);
}

#[tokio::test]
async fn an_app_that_never_begins_holds_nothing_up() {
    let workflow = workflow(vec![ci("build", Some("success"))]).await;
    change(&workflow, |repository| {
        repository.check_suites.push(CheckSuite::queued(7, &sha_of("main"), "dependabot"));
        repository.check_suites.push(CheckSuite::queued(8, &sha_of("main"), "renovate"));
    });
    let run = workflow.run().await;
    run.ended(0, "deployed");
    assert!(run.took < Duration::from_secs(40), "{:?}", run.took);
}

#[tokio::test]
async fn an_app_that_begins_a_moment_later_counts() {
    let workflow = workflow(vec![ci("build", Some("success"))]).await;
    change(&workflow, |repository| repository.check_suites.push(CheckSuite::queued(7, &sha_of("main"), "circleci")));
    let (run, ()) = tokio::join!(workflow.run(), async {
        looked(&workflow, 1).await;
        change(&workflow, |repository| {
            repository.check_suites[0].check_runs = 1;
            repository.check_runs.push(check("circle", Some("failure"), "https://circleci.com/47"));
        });
    });
    run.ended(0, "skipped");
    assert!(run.output("reason").contains("`circle`"));
}

#[tokio::test]
async fn neither_this_run_nor_another_of_this_workflow_is_waited_for() {
    let workflow = workflow(vec![check("deploy", None, OWN), ci("tests", Some("success"))]).await;
    change(&workflow, |repository| {
        let own = |id| WorkflowRun { workflow: 10, ..WorkflowRun::new(id, &sha_of("main"), "Heroku", None) };
        repository.workflow_runs.extend([own(4711), own(4712)]);
        for run in repository.workflow_runs.clone() {
            let suite = CheckSuite::in_progress(run.check_suite, &run.sha, "github-actions", 1);
            repository.check_suites.push(suite);
        }
    });
    workflow.run().await.ended(0, "deployed");
}

#[tokio::test]
async fn this_workflows_jobs_for_another_event_are_not_waited_for() {
    let twin = "https://github.com/acme/shop/actions/runs/4712/job/2";
    let mut review = check("review", None, twin);
    review.more.insert("check_suite".to_owned(), serde_json::json!({ "id": 2_004_712 }));
    let workflow = workflow(vec![check("deploy", None, OWN), review, ci("tests", None)]).await;
    change(&workflow, |repository| {
        let own = |id| WorkflowRun { workflow: 10, ..WorkflowRun::new(id, &sha_of("main"), "Heroku", None) };
        repository.workflow_runs.extend([own(4711), own(4712)]);
    });
    let (run, ()) = tokio::join!(workflow.run(), async {
        looked(&workflow, 4).await;
        nothing_was_built(&workflow);
        change(&workflow, |repository| repository.check_runs[2] = ci("tests", Some("success")));
    });
    run.ended(0, "deployed");
    assert!(run.shown("waiting for checks of") == 1 && run.shown("`review`") == 0, "{}", run.output);
}

#[tokio::test]
async fn a_workflow_that_could_not_begin_is_a_red_one() {
    let workflow = workflow(vec![]).await;
    let broken = WorkflowRun::new(99, &sha_of("main"), "CI", Some("startup_failure"));
    change(&workflow, |repository| repository.workflow_runs.push(broken));
    let run = workflow.run().await;
    run.ended(0, "skipped");
    assert!(run.output("reason").contains("the workflow `CI`") && run.output("reason").contains("startup_failure"));
    nothing_was_built(&workflow);
}

#[tokio::test]
async fn the_later_check_of_a_name_counts() {
    let at = |id, conclusion| {
        let mut check = ci("tests", Some(conclusion));
        check.id = id;
        check
    };
    let of_green = workflow(vec![at(20, "success"), at(10, "failure")]).await;
    of_green.run().await.ended(0, "deployed");
    let of_red = workflow(vec![at(10, "success"), at(20, "failure")]).await;
    of_red.run().await.ended(0, "skipped");
}
