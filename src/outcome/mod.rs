//! What came of a run: typed, without words for people, which `report` finds.

mod doing;
mod target;
mod trouble;
mod waiting;

pub use doing::{Beside, Doing};
pub use target::{RunResult, Stage, TargetReport};
pub use trouble::{Exit, Mistakes, Trouble};
pub use waiting::{PendingCheck, Waiting};

/// What came of a run.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The output `result`.
    pub result: RunResult,
    /// Why skipped, in one line; for failures it is found in the trouble.
    pub reason: String,
    /// What went wrong before or apart from the work on an app.
    pub trouble: Option<Trouble>,
    /// The work on each app.
    pub targets: Vec<TargetReport>,
    /// The plan as JSON.
    pub plan: Option<serde_json::Value>,
    /// Whether nothing of it was real.
    pub rehearsal: bool,
    /// Whether it was skipped although it was wanted, so that somebody has to see to it.
    pub is_held_back: bool,
}

impl Outcome {
    /// Nothing was to be done.
    #[must_use]
    pub fn skipped(reason: String) -> Self {
        Self { reason, ..Self::of(RunResult::Skipped) }
    }

    /// It did not come to working on apps.
    #[must_use]
    pub fn trouble(trouble: Trouble) -> Self {
        let result =
            if matches!(trouble, Trouble::Cancelled { .. }) { RunResult::Cancelled } else { RunResult::Failed };
        Self { trouble: Some(trouble), ..Self::of(result) }
    }

    /// A plan was made, and is not carried out. Where it says that something cannot be done, that is a failure already, and
    /// what is done already is skipped.
    #[must_use]
    pub fn planned(mut targets: Vec<TargetReport>) -> Self {
        let is_open = |target: &&mut TargetReport| target.trouble.is_none() && target.result != RunResult::Skipped;
        for target in targets.iter_mut().filter(is_open) {
            target.result = RunResult::Planned;
        }
        Self::of_targets(targets)
    }

    /// What the work on the apps makes in all: as bad as the worst of them, and else as the first that was not skipped.
    #[must_use]
    pub fn of_targets(targets: Vec<TargetReport>) -> Self {
        let worst = [RunResult::Cancelled, RunResult::Failed]
            .into_iter()
            .find(|bad| targets.iter().any(|target| target.result == *bad));
        let done = targets.iter().map(|target| target.result).find(|result| *result != RunResult::Skipped);
        let result = worst.or(done).unwrap_or(RunResult::Skipped);
        let reason = targets.iter().find(|target| target.result == result).map(|target| target.reason.clone());
        Self { reason: reason.unwrap_or_default(), targets, ..Self::of(result) }
    }

    fn of(result: RunResult) -> Self {
        Self {
            result,
            reason: String::new(),
            trouble: None,
            targets: Vec::new(),
            plan: None,
            rehearsal: false,
            is_held_back: false,
        }
    }

    /// All troubles, the run's own first, each with the app that it is about.
    pub fn troubles(&self) -> impl Iterator<Item = (Option<&str>, &Trouble)> {
        let own = self.trouble.iter().map(|trouble| (None, trouble));
        let of_targets =
            self.targets.iter().filter_map(|target| Some((target.app.as_deref(), target.trouble.as_ref()?)));
        own.chain(of_targets)
    }

    /// The process's exit code: that of the first trouble; a cancellation before all.
    #[must_use]
    pub fn exit(&self) -> Exit {
        if self.result == RunResult::Cancelled {
            return Exit::Cancelled;
        }
        self.troubles().next().map_or(Exit::Done, |(_, trouble)| trouble.exit())
    }
}
