//! Which of two runs is later: the earlier one must not overwrite what the later one says.

use std::fmt;

use crate::{event::Runner, names::RUNS};

/// A run's number and attempt. Both count upwards.
/// <https://docs.github.com/en/actions/reference/workflows-and-actions/variables>
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RunNumber {
    id: u64,
    attempt: u64,
}

impl RunNumber {
    /// This run, if it has a number.
    pub(super) fn of(runner: &Runner) -> Option<Self> {
        Some(Self { id: runner.run_id?, attempt: runner.run_attempt })
    }

    /// The run that a mark names.
    pub(super) fn in_mark(text: &str) -> Option<Self> {
        let (id, attempt) = text.split_once('/')?;
        Some(Self { id: id.parse().ok()?, attempt: attempt.parse().ok()? })
    }

    /// The run whose page an address leads to.
    pub(super) fn in_address(address: &str) -> Option<Self> {
        let (_, run) = address.rsplit_once(RUNS)?;
        let (id, attempt) = run.split_once("/attempts/").unwrap_or((run, "1"));
        Some(Self { id: id.parse().ok()?, attempt: attempt.parse().ok()? })
    }

    /// Whether somebody has started the run again.
    pub(super) fn is_repeated(self) -> bool {
        self.attempt > 1
    }
}

impl fmt::Display for RunNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.id, self.attempt)
    }
}

/// Whether one run is later than another, if both are known.
pub(super) fn is_later(one: Option<RunNumber>, than: Option<RunNumber>) -> bool {
    matches!((one, than), (Some(one), Some(than)) if one > than)
}

#[cfg(test)]
mod tests {
    use super::{RunNumber, is_later};

    #[test]
    fn a_run_is_read_from_a_mark_and_from_the_address_of_its_page() {
        let run = |id, attempt| Some(RunNumber { id, attempt });
        let page = "https://github.com/acme/shop/actions/runs/47";
        assert_eq!(RunNumber::in_address(page), run(47, 1));
        assert_eq!(RunNumber::in_address(&format!("{page}/attempts/12")), run(47, 12));
        assert_eq!(RunNumber::in_mark(&RunNumber { id: 47, attempt: 12 }.to_string()), run(47, 12));
        for other in ["", "https://ci.example.com/47", &format!("{page}/job/3"), "https://x/actions/runs/"] {
            assert_eq!(RunNumber::in_address(other), None, "{other}");
        }
    }

    #[test]
    fn the_number_comes_first_and_what_is_unknown_is_never_later() {
        let run = RunNumber::in_mark;
        assert!(is_later(run("10/1"), run("9/7")) && is_later(run("9/10"), run("9/9")));
        assert!(!is_later(run("9/9"), run("9/9")) && !is_later(None, run("1/1")) && !is_later(run("1/1"), None));
    }
}
