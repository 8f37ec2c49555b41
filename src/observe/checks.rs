//! Waiting until the commit's other checks are green.

use std::collections::BTreeSet;

use super::World;
use crate::{
    github::{Check, CheckState},
    http::{Pace, pause},
    names::CommitSha,
    outcome::Trouble,
};

/// Checks of other workflows may be registered a moment later than this run begins; so none at all is believed the second time.
const REGISTERED_WITHIN: std::time::Duration = std::time::Duration::from_secs(5);
/// Stands in the address of a check that a workflow's run made.
const RUNS: &str = "/actions/runs/";
/// The context of Branchline's own commit statuses begins so.
const OWN_STATUS: &str = "branchline (";

impl World<'_> {
    /// Waits until all other checks and statuses of a commit are green; or says, in one line, which one is not.
    /// `waiting` is told, each time that it changes, what is waited for.
    ///
    /// # Errors
    /// Where GitHub does not tell.
    pub async fn checks_are_green(
        self,
        commit: &CommitSha,
        run_id: Option<u64>,
        waiting: impl Fn(String),
    ) -> Result<Option<String>, Trouble> {
        let (mut pace, mut told) = (Pace::new(), BTreeSet::new());
        let mut checks = self.others(commit, run_id).await?;
        if checks.is_empty() {
            pause(REGISTERED_WITHIN).await;
            checks = self.others(commit, run_id).await?;
        }
        loop {
            if let Some(reason) = red(&checks) {
                return Ok(Some(reason));
            }
            let pending: BTreeSet<_> = names(&checks, &CheckState::Pending);
            if pending.is_empty() {
                return Ok(None);
            }
            if pending != told {
                let list: Vec<_> = pending.iter().map(|name| format!("`{name}`")).collect();
                waiting(format!("waiting for checks of {}: {}", commit.short(), list.join(", ")));
                told = pending;
            }
            pace.wait().await;
            checks = self.others(commit, run_id).await?;
        }
    }

    async fn others(self, commit: &CommitSha, run_id: Option<u64>) -> Result<Vec<Check>, Trouble> {
        let all = self
            .github
            .checks(self.repository, commit)
            .await
            .map_err(|error| Trouble::Api { doing: format!("looking at the checks of {}", commit.short()), error })?;
        Ok(without_own(all, run_id))
    }
}

/// All but this run's, and those of other runs that have the name of one of this run's: the same job in a run for another
/// event waits too, and the two would wait for each other.
fn without_own(all: Vec<Check>, run_id: Option<u64>) -> Vec<Check> {
    let is_own = |check: &Check| run_id.is_some_and(|id| is_of_run(&check.details, id));
    let own: BTreeSet<_> = all.iter().filter(|check| is_own(check)).map(|check| check.name.clone()).collect();
    let is_twin = |check: &Check| check.details.contains(RUNS) && own.contains(&check.name);
    all.into_iter().filter(|check| !is_twin(check) && !check.name.starts_with(OWN_STATUS)).collect()
}

/// A check of a workflow has `…/actions/runs/RUN/job/JOB` as its address.
fn is_of_run(details: &str, id: u64) -> bool {
    details
        .split_once(RUNS)
        .is_some_and(|(_, rest)| rest.split(['/', '?', '#']).next() == Some(id.to_string().as_str()))
}

fn names(checks: &[Check], state: &CheckState) -> BTreeSet<String> {
    checks.iter().filter(|check| check.state == *state).map(|check| check.name.clone()).collect()
}

fn red(checks: &[Check]) -> Option<String> {
    checks.iter().find_map(|check| match &check.state {
        CheckState::Red(word) => Some(format!("the check `{}` is `{word}`, and `wait-for-checks` is true", check.name)),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::{is_of_run, without_own};
    use crate::github::{Check, CheckState};

    fn check(name: &str, details: &str) -> Check {
        Check { name: name.to_owned(), details: details.to_owned(), state: CheckState::Pending }
    }

    #[test]
    fn a_run_is_told_by_its_whole_number() {
        assert!(is_of_run("https://github.com/o/r/actions/runs/47/job/1", 47));
        assert!(!is_of_run("https://github.com/o/r/actions/runs/4711/job/1", 47));
        assert!(!is_of_run("https://ci.example/47", 47));
    }

    #[test]
    fn neither_this_run_nor_its_twin_for_another_event_is_waited_for() {
        let all = vec![
            check("deploy", "https://github.com/o/r/actions/runs/1/job/1"),
            check("deploy", "https://github.com/o/r/actions/runs/2/job/9"),
            check("test", "https://github.com/o/r/actions/runs/3/job/4"),
            check("branchline (acme)", ""),
            check("deploy", "https://ci.example/deploy"),
        ];
        let others: Vec<_> = without_own(all, Some(1)).into_iter().map(|check| check.name).collect();
        assert_eq!(others, ["test", "deploy"]);
    }
}
