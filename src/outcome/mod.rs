//! What came of a run: typed, without words for people, which `report` finds.

mod doing;
mod end;
mod target;
mod trouble;
mod waiting;
mod why;

pub use doing::{Beside, Doing};
pub use end::{Done, End, RunResult};
pub use target::{Stage, TargetReport};
pub use trouble::{Aftermath, Exit, Laptop, Mistakes, ReleaseOrigin, Trouble};
pub use waiting::{PendingCheck, Waiting};
pub use why::{Over, Removal, Why};

/// What came of a run.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// How it ended, where it did not come to working on apps.
    pub end: Option<End>,
    /// The work on each app.
    pub targets: Vec<TargetReport>,
    /// The plan in words, line by line.
    pub plan_in_words: Vec<String>,
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
    pub fn skipped(why: Why) -> Self {
        Self { end: Some(End::Skipped(why)), ..Self::default() }
    }

    /// It did not come to working on apps.
    #[must_use]
    pub fn trouble(trouble: Trouble) -> Self {
        Self { end: Some(End::Failed(Box::new(trouble))), ..Self::default() }
    }

    /// A plan was made, and is not carried out. Where it says that something cannot be done, that is a failure already, and
    /// what is done already is skipped.
    #[must_use]
    pub fn planned(mut targets: Vec<TargetReport>) -> Self {
        for target in targets.iter_mut().filter(|target| matches!(target.end, End::Running)) {
            target.end = End::Planned;
        }
        Self::of_targets(targets)
    }

    /// The work on apps.
    #[must_use]
    pub fn of_targets(targets: Vec<TargetReport>) -> Self {
        Self { targets, ..Self::default() }
    }

    /// The word in the output `result`: as bad as the worst of the targets, and else as the first that was not skipped.
    #[must_use]
    pub fn result(&self) -> RunResult {
        let results = || self.end.iter().chain(self.targets.iter().map(|target| &target.end)).map(End::result);
        let worst = [RunResult::Cancelled, RunResult::Failed].into_iter().find(|bad| results().any(|one| one == *bad));
        let done = || results().find(|result| *result != RunResult::Skipped);
        worst.or_else(done).unwrap_or(RunResult::Skipped)
    }

    /// Why nothing was done, where nothing was.
    #[must_use]
    pub fn why(&self) -> Option<&Why> {
        let ends = self.end.iter().chain(self.targets.iter().map(|target| &target.end));
        ends.into_iter().find(|end| end.result() == self.result()).and_then(End::why)
    }

    /// All troubles, the run's own first, each with the app that it is about.
    pub fn troubles(&self) -> impl Iterator<Item = (Option<&str>, &Trouble)> {
        let own = self.end.iter().filter_map(|end| Some((None, end.trouble()?)));
        let of_targets = self.targets.iter().filter_map(|target| Some((target.app.as_deref(), target.trouble()?)));
        own.chain(of_targets)
    }

    /// The process's exit code: that of the first trouble; a cancellation before all.
    #[must_use]
    pub fn exit(&self) -> Exit {
        if self.result() == RunResult::Cancelled {
            return Exit::Cancelled;
        }
        self.troubles().next().map_or(Exit::Done, |(_, trouble)| trouble.exit())
    }
}
