//! What the action's post step needs if this process is killed: ids, saved as soon as they are known.
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#sending-values-to-the-pre-and-post-actions>
//!
//! The post step reads them from its environment, where every earlier step of the job can write too. So each entry is
//! sealed for its run and its place.

use std::{path::PathBuf, rc::Rc};

use super::{ledger::Ledger, obligations::Obligation};
use crate::{
    event::Runner, inputs::Environment, outcome::RunResult, report::write_outputs, seal::Seal, secret::Secret,
};

/// The beginning of an entry's name; the app's number follows.
const ENTRY: &str = "target-";
/// The prefix of an entry's name in the post step's environment.
const STATE: &str = "STATE_";

/// One run's seal.
#[derive(Clone)]
struct RunSeal {
    seal: Seal,
    repository: String,
    run: String,
}

impl RunSeal {
    fn of(key: &Secret, runner: &Runner) -> Self {
        let run = format!("{}/{}", runner.run_id.unwrap_or_default(), runner.run_attempt);
        Self { seal: Seal::of(key), repository: runner.repository.to_string(), run }
    }

    fn place<'a>(&'a self, entry: &'a str) -> [&'a str; 4] {
        ["state", &self.repository, &self.run, entry]
    }

    fn sealed(&self, entry: &str, text: &str) -> String {
        format!("{} {text}", self.seal.code(&self.place(entry), text))
    }

    /// An entry's text; `None` if somebody else wrote it, or if it is another run's or entry's.
    fn opened<'a>(&self, entry: &str, sealed: &'a str) -> Option<&'a str> {
        let (code, text) = sealed.split_once(' ')?;
        self.seal.is_code(code, &self.place(entry), text).then_some(text)
    }
}

/// The file in which the runner keeps an action's state.
#[derive(Clone)]
pub(crate) struct StateFile(Option<(PathBuf, RunSeal)>);

impl StateFile {
    /// The runner's file, if there is one. A run without a key requests nothing that could be left open.
    pub(crate) fn new(environment: &Environment, key: Option<&Secret>, runner: &Runner) -> Self {
        let path = environment.get("GITHUB_STATE").map(PathBuf::from);
        Self(path.zip(key.map(|key| RunSeal::of(key, runner))))
    }

    /// No file: a rehearsal leaves nothing open.
    pub(crate) fn none() -> Self {
        Self(None)
    }

    /// A function that saves the open obligations of the app with this number.
    pub(crate) fn saver(&self, index: usize) -> impl Fn(&[Obligation]) + use<> {
        let file = self.clone();
        move |open| file.save(index, open)
    }

    /// Leaves to the post step what could not be closed in time. It gets builds only if the run was cancelled.
    pub(crate) fn leave(&self, ledgers: &[Rc<Ledger>]) {
        for (index, ledger) in ledgers.iter().enumerate() {
            let is_cancelled = ledger.report().result() == RunResult::Cancelled;
            let mut left: Vec<_> = ledger.obligations().into_iter().map(|(_, what)| what).collect();
            left.retain(|what| is_cancelled || !what.may_outlive_the_run());
            self.save(index, &left);
        }
    }

    /// Ignores errors: a runner without the file runs no post step either.
    fn save(&self, index: usize, open: &[Obligation]) {
        let Some((path, seal)) = &self.0 else { return };
        let entry = name(index);
        let text = if open.is_empty() { String::new() } else { serde_json::to_string(open).unwrap_or_default() };
        let value = if text.is_empty() { text } else { seal.sealed(&entry, &text) };
        let _ = write_outputs(path, &[(&entry, value)]);
    }
}

fn name(index: usize) -> String {
    format!("{ENTRY}{index}")
}

fn is_name(entry: &str) -> bool {
    entry.strip_prefix(ENTRY).is_some_and(|index| index.parse::<usize>().is_ok())
}

/// What a step left open, according to the environment.
#[derive(Debug, Default)]
pub(crate) struct LeftOpen {
    /// The obligations that this run's step saved.
    pub(crate) own: Vec<Obligation>,
    /// Variables that this run's step did not write.
    pub(crate) foreign: Vec<String>,
}

/// What a killed or cancelled step left open.
pub(crate) fn left_open(environment: &Environment, key: &Secret, runner: &Runner) -> LeftOpen {
    let seal = RunSeal::of(key, runner);
    let mut left = LeftOpen::default();
    for (entry, sealed) in environment.beginning_with(STATE).filter(|(entry, _)| is_name(entry)) {
        match seal.opened(entry, sealed).and_then(|text| serde_json::from_str::<Vec<_>>(text).ok()) {
            Some(open) => left.own.extend(open),
            None => left.foreign.push(format!("{STATE}{entry}")),
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::{Environment, LeftOpen, Runner, StateFile, left_open};
    use crate::progress::obligations::{Obligation, status::OpenStatus};

    fn runner(repository: &str, run: &str, attempt: &str) -> Runner {
        let facts = [
            ("GITHUB_REPOSITORY", repository),
            ("GITHUB_EVENT_NAME", "push"),
            ("GITHUB_RUN_ID", run),
            ("GITHUB_RUN_ATTEMPT", attempt),
        ];
        Runner::from_environment(&Environment::from_pairs(facts)).unwrap()
    }

    fn open() -> Obligation {
        let commit = "0123456789012345678901234567890123456789".parse().unwrap();
        Obligation::Status(OpenStatus::begun("branchline (acme)", &commit))
    }

    /// The entry that the step of run 7, attempt 2 of acme/shop saves for its second app.
    fn saved() -> String {
        saved_of(1)
    }

    /// The entry that it saves for the app with this number.
    fn saved_of(index: usize) -> String {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("state");
        let environment = Environment::from_pairs([("GITHUB_STATE", path.to_str().unwrap())]);
        let file = StateFile::new(&environment, Some(&"HRKU-key".into()), &runner("acme/shop", "7", "2"));
        file.saver(index)(&[open()]);
        let text = std::fs::read_to_string(path).unwrap();
        text.lines().nth(1).unwrap().to_owned()
    }

    fn read(variable: &str, value: &str, key: &str, runner: &Runner) -> LeftOpen {
        left_open(&Environment::from_pairs([(variable, value)]), &key.into(), runner)
    }

    #[test]
    fn what_this_run_saved_is_read_again() {
        let left = read("STATE_target-1", &saved(), "HRKU-key", &runner("acme/shop", "7", "2"));
        assert_eq!((left.own, left.foreign), (vec![open()], Vec::<String>::new()));
    }

    #[test]
    fn no_app_is_left_out_however_many_there_are() {
        let left = read("STATE_target-1000", &saved_of(1000), "HRKU-key", &runner("acme/shop", "7", "2"));
        assert_eq!((left.own, left.foreign), (vec![open()], Vec::<String>::new()));
        let left = read("STATE_target-x", "x", "HRKU-key", &runner("acme/shop", "7", "2"));
        assert!(left.own.is_empty() && left.foreign.is_empty(), "not one of ours");
    }

    #[test]
    fn what_another_wrote_or_another_run_or_of_another_app_is_told_apart() {
        let (saved, own) = (saved(), runner("acme/shop", "7", "2"));
        let (_, text) = saved.split_once(' ').unwrap();
        let changed = saved.replace("acme", "evil");
        for (variable, value, key, runner) in [
            ("STATE_target-1", text, "HRKU-key", &own),
            ("STATE_target-1", &format!("{} {text}", "A".repeat(43)), "HRKU-key", &own),
            ("STATE_target-1", &changed, "HRKU-key", &own),
            ("STATE_target-0", &saved, "HRKU-key", &own),
            ("STATE_target-1", &saved, "HRKU-other", &own),
            ("STATE_target-1", &saved, "HRKU-key", &runner("acme/shop", "7", "1")),
            ("STATE_target-1", &saved, "HRKU-key", &runner("acme/shop", "8", "2")),
            ("STATE_target-1", &saved, "HRKU-key", &runner("acme/docs", "7", "2")),
            ("STATE_target-1", "garbage", "HRKU-key", &own),
        ] {
            let left = read(variable, value, key, runner);
            assert_eq!((left.own, left.foreign), (Vec::new(), vec![variable.to_owned()]), "{value}");
        }
    }

    #[test]
    fn what_a_step_has_closed_itself_is_nobodys() {
        let left = read("STATE_target-1", "", "HRKU-key", &runner("acme/shop", "7", "2"));
        assert!(left.own.is_empty() && left.foreign.is_empty());
    }
}
