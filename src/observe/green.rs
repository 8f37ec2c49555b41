//! Whether the checks of a commit let it be deployed: pure, over what GitHub says of them.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    github::{Check, CheckKind, CheckState, CheckSuite, WorkflowRun},
    inputs::CheckName,
    names::{OWN_STATUS, RUNS},
    outcome::PendingCheck,
};

/// Runs for these events are of the commit itself, so that one which never came to a check counts against it.
const OF_THE_COMMIT: [&str; 2] = ["push", "pull_request"];

/// Where this process runs, so that it does not wait for itself.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct OwnRun<'a> {
    /// The run.
    pub(crate) id: Option<u64>,
    /// The job's key in the workflow.
    pub(crate) job: Option<&'a str>,
    /// The workflow's file.
    pub(crate) workflow: Option<&'a str>,
}

/// What is under way for a commit, whether or not it has a check yet.
#[derive(Debug, Default)]
pub(super) struct Work {
    pub(super) suites: Vec<CheckSuite>,
    pub(super) runs: Vec<WorkflowRun>,
}

impl Work {
    /// Whether any of it ended, and not well.
    pub(super) fn went_wrong(&self) -> bool {
        self.suites.iter().any(CheckSuite::went_wrong) || self.runs.iter().any(|run| run.went_wrong().is_some())
    }
}

/// What the checks say.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Nothing against it.
    Green,
    /// The same, but more may come in a moment.
    GreenSoFar,
    /// Something against it: what, and GitHub's word for how it is.
    Red(String, String),
    /// It is not over yet.
    Waiting {
        /// What is waited for.
        things: BTreeSet<PendingCheck>,
        /// Whether a check is among them.
        checks: bool,
    },
    /// A name that was given is that of the job which waits.
    OwnJob(String),
}

/// Over all checks of a commit, and what is under way.
pub(super) fn all_green(checks: &[Check], work: &Work, own: OwnRun<'_>) -> Verdict {
    let own_workflows = own_workflows(work, own);
    let own_suites = own_suites(checks, work, own, &own_workflows);
    let is_others = |suite: Option<u64>| suite.is_none_or(|suite| !own_suites.contains(&suite));
    let checks: Vec<_> = others(checks, own).into_iter().filter(|check| is_others(check.suite())).collect();
    let latest = latest(checks, |check| check.suite().and_then(|suite| workflow_of(&work.runs, suite)));
    let runs: Vec<_> = work.runs.iter().filter(|run| !own_workflows.contains(&run.workflow_id)).collect();
    if let Some(red) = red(&latest).or_else(|| never_came_to_a_check(&runs, &latest)) {
        return red;
    }
    let pending = pending(&latest);
    if !pending.is_empty() {
        return Verdict::Waiting { things: pending, checks: true };
    }
    let running = runs.iter().filter(|run| run.is_under_way());
    let mut things: BTreeSet<_> = running.map(|run| PendingCheck::Workflow(run.workflow().to_owned())).collect();
    let is_run = |suite: u64| work.runs.iter().any(|run| run.check_suite_id == Some(suite));
    let suites = || work.suites.iter().filter(|suite| is_others(Some(suite.id)) && !is_run(suite.id));
    let under_way = suites().filter(|suite| suite.is_under_way());
    things.extend(under_way.map(|suite| PendingCheck::Suite(suite.app().to_owned())));
    let more_may_come = latest.is_empty() && runs.is_empty() || suites().any(CheckSuite::may_never_begin);
    match (things.is_empty(), more_may_come) {
        (false, _) => Verdict::Waiting { things, checks: false },
        (true, true) => Verdict::GreenSoFar,
        (true, false) => Verdict::Green,
    }
}

/// Over the checks that were named: each has to come. The runs tell jobs of two workflows apart, if they are known.
pub(super) fn named_green(wanted: &[CheckName], checks: &[Check], runs: &[WorkflowRun], own: OwnRun<'_>) -> Verdict {
    let own_jobs = own_jobs(checks, own);
    if let Some(own) = wanted.iter().find(|name| own_jobs.contains(name.as_str())) {
        return Verdict::OwnJob(own.as_str().to_owned());
    }
    let is_own = |check: &&Check| is_of_workflow(check) && own_jobs.contains(check.name.as_str());
    let others: Vec<_> = checks.iter().filter(|check| !is_own(check) && !is_own_status(check)).collect();
    let latest = latest(others, |check| check.suite().and_then(|suite| workflow_of(runs, suite)));
    let of = |name: &CheckName| -> Vec<&Check> { latest.iter().filter(|it| name.is(&it.name)).copied().collect() };
    let found: Vec<_> = wanted.iter().map(|name| (name, of(name))).collect();
    if let Some(red) = found.iter().find_map(|(_, checks)| red(checks)) {
        return red;
    }
    let mut things: BTreeSet<_> = found.iter().flat_map(|(_, checks)| pending(checks)).collect();
    let missing = found.iter().filter(|(_, checks)| checks.is_empty());
    things.extend(missing.map(|(name, _)| PendingCheck::Missing(name.as_str().to_owned())));
    if things.is_empty() { Verdict::Green } else { Verdict::Waiting { things, checks: true } }
}

/// Whether several suites have a check of one of these names, which may be jobs of several workflows.
pub(super) fn may_be_several_workflows(wanted: &[CheckName], checks: &[Check]) -> bool {
    let mut suites: BTreeMap<&str, BTreeSet<Option<u64>>> = BTreeMap::new();
    let named = checks.iter().filter(|check| is_of_workflow(check) && wanted.iter().any(|name| name.is(&check.name)));
    named.for_each(|check| {
        suites.entry(&check.name).or_default().insert(check.suite());
    });
    suites.values().any(|suites| suites.len() > 1)
}

fn workflow_of(runs: &[WorkflowRun], suite: u64) -> Option<u64> {
    runs.iter().find(|run| run.check_suite_id == Some(suite)).map(|run| run.workflow_id)
}

/// All checks but this run's, and those of other runs that have the name of one of this run's: the same job in a run for
/// another event waits too, and the two would wait for each other.
fn others<'a>(checks: &'a [Check], own: OwnRun<'_>) -> Vec<&'a Check> {
    let is_own = |check: &Check| own.id.is_some_and(|id| is_of_run(&check.details, id));
    let names: BTreeSet<_> = checks.iter().filter(|check| is_own(check)).map(|check| &check.name).collect();
    let is_twin = |check: &Check| is_of_workflow(check) && names.contains(&check.name);
    checks.iter().filter(|check| !is_own(check) && !is_twin(check) && !is_own_status(check)).collect()
}

/// The names of this job's check, as far as they can be told: a job may have a name of its own, and one for each part of a
/// matrix.
fn own_jobs<'a>(checks: &'a [Check], own: OwnRun<'_>) -> BTreeSet<&'a str> {
    let is_own = |check: &&Check| own.id.is_some_and(|id| is_of_run(&check.details, id));
    let running = || checks.iter().filter(is_own).filter(|check| check.state == CheckState::Pending);
    let is_job = |check: &&Check| own.job.is_some_and(|job| is_name_of_job(&check.name, job));
    let by_key: BTreeSet<_> = running().filter(is_job).map(|check| check.name.as_str()).collect();
    if by_key.is_empty() && running().count() == 1 {
        return running().map(|check| check.name.as_str()).collect();
    }
    by_key
}

/// A check is called `JOB`, `JOB (…)` in a matrix, and `CALLER / JOB` in a workflow that another one calls.
fn is_name_of_job(name: &str, job: &str) -> bool {
    let last = name.rsplit(" / ").next().unwrap_or(name);
    last.strip_prefix(job).is_some_and(|rest| rest.is_empty() || rest.starts_with(" ("))
}

fn own_workflows(work: &Work, own: OwnRun<'_>) -> BTreeSet<u64> {
    let is_own = |run: &&WorkflowRun| own.id == Some(run.id) || own.workflow.is_some_and(|file| run.is_of_file(file));
    work.runs.iter().filter(is_own).map(|run| run.workflow_id).collect()
}

fn own_suites(checks: &[Check], work: &Work, own: OwnRun<'_>, workflows: &BTreeSet<u64>) -> BTreeSet<u64> {
    let others: BTreeSet<_> = others(checks, own).into_iter().filter_map(Check::suite).collect();
    let of_checks = checks.iter().filter_map(Check::suite).filter(|suite| !others.contains(suite));
    let own_runs = work.runs.iter().filter(|run| workflows.contains(&run.workflow_id));
    of_checks.chain(own_runs.filter_map(|run| run.check_suite_id)).collect()
}

fn is_own_status(check: &Check) -> bool {
    check.kind == CheckKind::Status && check.name.starts_with(OWN_STATUS)
}

fn is_of_workflow(check: &Check) -> bool {
    check.details.contains(RUNS)
}

/// A check of a workflow has `…/actions/runs/RUN/job/JOB` as its address.
fn is_of_run(details: &str, id: u64) -> bool {
    details
        .split_once(RUNS)
        .is_some_and(|(_, rest)| rest.split(['/', '?', '#']).next() == Some(id.to_string().as_str()))
}

/// The later check of each name counts. Jobs of two workflows that are called alike are two checks.
fn latest(checks: Vec<&Check>, workflow: impl Fn(&Check) -> Option<u64>) -> Vec<&Check> {
    let mut latest: BTreeMap<_, &Check> = BTreeMap::new();
    for check in checks {
        let key = (&check.name, check.kind == CheckKind::Status, workflow(check));
        let there = latest.entry(key).or_insert(check);
        if check.place() >= there.place() {
            *there = check;
        }
    }
    latest.into_values().collect()
}

fn pending(checks: &[&Check]) -> BTreeSet<PendingCheck> {
    let pending = checks.iter().filter(|check| check.state == CheckState::Pending);
    pending.map(|check| PendingCheck::Check(check.name.clone())).collect()
}

fn red(checks: &[&Check]) -> Option<Verdict> {
    checks.iter().find_map(|check| match &check.state {
        CheckState::Red(word) => Some(Verdict::Red(format!("the check `{}`", check.name), word.clone())),
        _ => None,
    })
}

/// The latest run of a workflow that ended badly before any of its jobs began, as where the workflow's file is broken.
fn never_came_to_a_check(runs: &[&WorkflowRun], checks: &[&Check]) -> Option<Verdict> {
    let has_checks = |run: &WorkflowRun| checks.iter().any(|check| check.suite() == run.check_suite_id);
    let is_latest =
        |run: &WorkflowRun| runs.iter().all(|other| other.workflow_id != run.workflow_id || other.id <= run.id);
    let wrong = runs.iter().filter(|run| OF_THE_COMMIT.contains(&run.event.as_str()) && is_latest(run));
    wrong.filter(|run| !has_checks(run)).find_map(|run| {
        let word = run.went_wrong()?;
        Some(Verdict::Red(format!("the workflow `{}`", run.workflow()), word.to_owned()))
    })
}

#[cfg(test)]
mod tests;
