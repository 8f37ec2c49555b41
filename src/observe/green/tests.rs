use serde_json::json;

use super::{OwnRun, Verdict, Work, all_green, is_of_run, named_green};
use crate::{
    github::{Check, CheckKind, CheckState},
    inputs::{CheckName, WaitForChecks},
    outcome::PendingCheck,
};

const OWN: OwnRun<'static> = OwnRun {
    id: Some(1),
    job: Some("deploy"),
    workflow: Some("acme/shop/.github/workflows/heroku.yml@refs/heads/main"),
};

const GREEN: CheckState = CheckState::Green;
const PENDING: CheckState = CheckState::Pending;

fn red() -> CheckState {
    CheckState::Red("failure".to_owned())
}

/// A check of a job in this run, which is the suite of that number too.
fn job(run: u64, name: &str, state: CheckState) -> Check {
    check(&format!("https://github.com/acme/shop/actions/runs/{run}/job/9"), run, name, state)
}

/// A check of another app.
fn other(name: &str, state: CheckState) -> Check {
    check("https://ci.example/47", 700, name, state)
}

fn check(details: &str, suite: u64, name: &str, state: CheckState) -> Check {
    let kind = CheckKind::Run { suite: Some(suite), began: Some("2026-11-26T01:00:00Z".to_owned()), id: suite };
    Check { name: name.to_owned(), details: details.to_owned(), state, kind }
}

fn began(mut check: Check, at: Option<&str>, number: u64) -> Check {
    let CheckKind::Run { began, id, .. } = &mut check.kind else { return check };
    (*began, *id) = (at.map(str::to_owned), number);
    check
}

fn status(context: &str, state: CheckState) -> Check {
    Check { name: context.to_owned(), details: String::new(), state, kind: CheckKind::Status }
}

/// A run of the workflow of that number, whose suite has the run's number.
fn run(id: u64, workflow: u64, status: &str, conclusion: Option<&str>) -> serde_json::Value {
    json!({ "id": id, "name": format!("W{workflow}"), "workflow_id": workflow, "check_suite_id": id, "event": "push",
            "status": status, "conclusion": conclusion, "path": format!(".github/workflows/w{workflow}.yml") })
}

fn suite(id: u64, status: &str, checks: u64) -> serde_json::Value {
    json!({ "id": id, "status": status, "latest_check_runs_count": checks, "app": { "slug": "circleci" } })
}

fn work(runs: &[serde_json::Value], suites: &[serde_json::Value]) -> Work {
    Work {
        runs: runs.iter().map(|run| serde_json::from_value(run.clone()).unwrap()).collect(),
        suites: suites.iter().map(|suite| serde_json::from_value(suite.clone()).unwrap()).collect(),
    }
}

fn waiting(things: &[&str]) -> Verdict {
    let checks = things.iter().any(|thing| thing.starts_with('`'));
    Verdict::Waiting { things: things.iter().map(|&thing| pending(thing)).collect(), checks }
}

fn pending(words: &str) -> PendingCheck {
    let name = words.split('`').nth(1).unwrap().to_owned();
    let it = match words {
        _ if words.starts_with("the workflow") => PendingCheck::Workflow(name),
        _ if words.starts_with("further checks") => PendingCheck::Suite(name),
        _ if words.ends_with("(not reported yet)") => PendingCheck::Missing(name),
        _ => PendingCheck::Check(name),
    };
    assert_eq!(it.to_string(), words);
    it
}

fn is_red(what: &str, word: &str) -> Verdict {
    Verdict::Red(what.to_owned(), word.to_owned())
}

#[test]
fn what_is_under_way_is_waited_for_although_all_checks_are_green() {
    let build = [job(1, "deploy", PENDING), job(5, "build", GREEN)];
    for (runs, suites, verdict) in [
        (vec![run(5, 50, "completed", Some("success"))], vec![], Verdict::Green),
        (vec![run(5, 50, "in_progress", None)], vec![], waiting(&["the workflow `W50`"])),
        (vec![run(5, 50, "queued", None)], vec![], waiting(&["the workflow `W50`"])),
        (vec![run(5, 50, "waiting", None)], vec![], waiting(&["the workflow `W50`"])),
        (
            vec![run(5, 50, "completed", Some("success")), run(6, 60, "requested", None)],
            vec![],
            waiting(&["the workflow `W60`"]),
        ),
        (vec![], vec![suite(700, "in_progress", 2)], waiting(&["further checks of `circleci`"])),
        (vec![], vec![suite(700, "queued", 2)], waiting(&["further checks of `circleci`"])),
        (vec![], vec![suite(700, "completed", 2)], Verdict::Green),
        // An app that has nothing to say of this commit.
        (vec![], vec![suite(700, "queued", 0)], Verdict::GreenSoFar),
        // This run, its suite, and a run of the same workflow for another event.
        (vec![run(1, 10, "in_progress", None)], vec![suite(1, "in_progress", 1)], Verdict::Green),
        (
            vec![run(1, 10, "in_progress", None), run(2, 10, "queued", None)],
            vec![suite(1, "in_progress", 1), suite(2, "queued", 0)],
            Verdict::Green,
        ),
        // A run and its suite are one.
        (vec![run(5, 50, "completed", Some("success"))], vec![suite(5, "in_progress", 1)], Verdict::Green),
    ] {
        assert_eq!(all_green(&build, &work(&runs, &suites), OWN), verdict, "{runs:?} {suites:?}");
    }
}

#[test]
fn this_workflow_is_known_by_its_file_where_its_run_is_for_another_commit() {
    let mut own = run(8, 10, "in_progress", None);
    own["path"] = json!(".github/workflows/heroku.yml");
    assert_eq!(all_green(&[job(5, "build", GREEN)], &work(&[own], &[]), OWN), Verdict::Green);
}

#[test]
fn a_run_whose_check_is_waited_for_is_not_told_beside_it() {
    let checks = [job(5, "build", PENDING), other("lint", PENDING)];
    let work = work(&[run(5, 50, "in_progress", None)], &[suite(700, "in_progress", 1)]);
    assert_eq!(all_green(&checks, &work, OWN), waiting(&["`build`", "`lint`"]));
}

#[test]
fn a_run_that_came_to_no_check_counts_as_it_ended() {
    let none: [Check; 0] = [];
    let later =
        |conclusion| vec![run(5, 50, "completed", Some("cancelled")), run(6, 50, "completed", Some(conclusion))];
    let broken = is_red("the workflow `W50`", "startup_failure");
    for (runs, verdict) in [
        (vec![run(5, 50, "completed", Some("startup_failure"))], broken),
        (vec![run(5, 50, "completed", Some("action_required"))], is_red("the workflow `W50`", "action_required")),
        (later("success"), Verdict::Green),
        (later("failure"), is_red("the workflow `W50`", "failure")),
        (vec![run(5, 50, "completed", Some("skipped"))], Verdict::Green),
    ] {
        assert_eq!(all_green(&none, &work(&runs, &[]), OWN), verdict, "{runs:?}");
    }
    let mut of_a_comment = run(5, 50, "completed", Some("cancelled"));
    of_a_comment["event"] = json!("issue_comment");
    assert_eq!(all_green(&none, &work(&[of_a_comment], &[]), OWN), Verdict::Green);
    // Its checks tell more: this one was let fail.
    let checks = [job(5, "experiment", GREEN)];
    assert_eq!(all_green(&checks, &work(&[run(5, 50, "completed", Some("failure"))], &[]), OWN), Verdict::Green);
}

#[test]
fn the_later_check_of_a_name_counts() {
    let at = |state, time, number| began(other("tests", state), time, number);
    let (early, late) = (Some("2026-11-26T01:00:00Z"), Some("2026-11-26T01:00:07Z"));
    for (checks, verdict) in [
        (vec![at(red(), early, 1), at(GREEN, late, 2)], Verdict::Green),
        (vec![at(GREEN, late, 1), at(red(), early, 2)], Verdict::Green),
        (vec![at(GREEN, early, 1), at(red(), late, 2)], is_red("the check `tests`", "failure")),
        (vec![at(GREEN, early, 2), at(red(), early, 1)], Verdict::Green),
        (vec![at(red(), early, 1), at(PENDING, None, 2)], waiting(&["`tests`"])),
        (vec![at(red(), early, 1), at(PENDING, late, 2)], waiting(&["`tests`"])),
        (vec![at(GREEN, early, 1), status("tests", red())], is_red("the check `tests`", "failure")),
    ] {
        assert_eq!(all_green(&checks, &Work::default(), OWN), verdict, "{checks:?}");
        let named = [name("tests")];
        assert_eq!(named_green(&named, &checks, &[], OWN), verdict, "{checks:?}");
    }
}

#[test]
fn jobs_of_two_workflows_that_are_called_alike_are_two() {
    let checks = [job(5, "test", red()), job(6, "test", GREEN)];
    let done = |workflow| {
        work(&[run(5, 50, "completed", Some("failure")), run(6, workflow, "completed", Some("success"))], &[])
    };
    assert_eq!(all_green(&checks, &done(60), OWN), is_red("the check `test`", "failure"));
    assert_eq!(all_green(&checks, &done(50), OWN), Verdict::Green);
}

#[test]
fn neither_this_run_nor_its_twin_for_another_event_is_waited_for() {
    let checks = [
        job(1, "deploy", PENDING),
        job(2, "deploy", PENDING),
        status("branchline (acme)", PENDING),
        job(3, "test", PENDING),
        other("deploy", PENDING),
    ];
    assert_eq!(all_green(&checks[..3], &Work::default(), OWN), Verdict::GreenSoFar);
    assert_eq!(all_green(&checks, &Work::default(), OWN), waiting(&["`deploy`", "`test`"]));
}

#[test]
fn a_run_is_told_by_its_whole_number() {
    assert!(is_of_run("https://github.com/o/r/actions/runs/47/job/1", 47));
    assert!(!is_of_run("https://github.com/o/r/actions/runs/4711/job/1", 47));
    assert!(!is_of_run("https://ci.example/47", 47));
}

fn name(text: &str) -> CheckName {
    match WaitForChecks::parse(text) {
        Ok(WaitForChecks::Named(mut names)) => names.remove(0),
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_check_that_was_named_has_to_come_and_be_green() {
    let checks = [
        job(5, "build", GREEN),
        job(5, "test (18)", GREEN),
        job(5, "test (20)", PENDING),
        other("ci/legacy", red()),
        status("lint", GREEN),
    ];
    for (names, verdict) in [
        (&["build"][..], Verdict::Green),
        (&["build", "lint"], Verdict::Green),
        (&["test *"], waiting(&["`test (20)`"])),
        (&["build", "e2e"], waiting(&["`e2e` (not reported yet)"])),
        (&["e2e", "test*"], waiting(&["`e2e` (not reported yet)", "`test (20)`"])),
        (&["e2e", "ci/*"], is_red("the check `ci/legacy`", "failure")),
        (&["*"], is_red("the check `ci/legacy`", "failure")),
    ] {
        let names: Vec<_> = names.iter().map(|text| name(text)).collect();
        assert_eq!(named_green(&names, &checks, &[], OWN), verdict, "{names:?}");
    }
}

#[test]
fn the_job_that_waits_cannot_be_named() {
    let own_job = |name: &str| Verdict::OwnJob(name.to_owned());
    let job_of = |job: Option<&'static str>| OwnRun { job, ..OWN };
    for (checks, job_key, wanted, verdict) in [
        (vec![job(1, "deploy", PENDING)], Some("deploy"), "deploy", own_job("deploy")),
        (vec![job(1, "deploy (eu)", PENDING)], Some("deploy"), "deploy (eu)", own_job("deploy (eu)")),
        (vec![job(1, "call / deploy", PENDING)], Some("deploy"), "call / deploy", own_job("call / deploy")),
        // A job with a name of its own is the only one of this run that has not ended.
        (vec![job(1, "To Heroku", PENDING)], Some("deploy"), "To Heroku", own_job("To Heroku")),
        (vec![job(1, "To Heroku", PENDING), job(1, "test", GREEN)], None, "To Heroku", own_job("To Heroku")),
        // Other jobs of this run can be waited for.
        (vec![job(1, "deploy", PENDING), job(1, "test", PENDING)], Some("deploy"), "test", waiting(&["`test`"])),
        (vec![job(1, "deploy", PENDING), job(1, "test", GREEN)], Some("deploy"), "test", Verdict::Green),
        // So can what only begins like it, or is another's.
        (vec![job(1, "deploy", PENDING), job(5, "deploy-docs", GREEN)], Some("deploy"), "deploy*", Verdict::Green),
        (vec![job(1, "To Heroku", PENDING), job(5, "deploy", GREEN)], Some("deploy"), "deploy", Verdict::Green),
    ] {
        assert_eq!(named_green(&[name(wanted)], &checks, &[], job_of(job_key)), verdict, "{wanted}: {checks:?}");
    }
}
