//! What the action's post step needs, should this process be killed outright: ids, saved the moment they are known.
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#sending-values-to-the-pre-and-post-actions>

use std::{path::PathBuf, rc::Rc};

use crate::{
    execute::{Ledger, OpenEnds},
    inputs::Environment,
    outcome::RunResult,
    report::write_outputs,
};

/// The entry that tells a post step from a step; the runner passes it as a variable.
const MARK: &str = "branchline";
/// More apps than this on a line nobody has.
const MOST_TARGETS: usize = 100;

/// The runner's file for such things.
pub(super) struct StateFile(Option<PathBuf>);

impl StateFile {
    pub(super) fn new(environment: &Environment) -> Self {
        Self(environment.get("GITHUB_STATE").map(PathBuf::from))
    }

    /// No file: a rehearsal leaves nothing open.
    pub(super) fn none() -> Self {
        Self(None)
    }

    /// Makes sure that the post step knows itself, whatever it is started as: it must never do the work again.
    pub(super) fn mark(&self) {
        self.write(MARK, "post");
    }

    /// What saves what is open of the app of this number.
    pub(super) fn saver(&self, index: usize) -> impl Fn(&OpenEnds) + use<> {
        let file = Self(self.0.clone());
        move |open| file.save(index, open)
    }

    /// The run is over: what could not be told in time is left to the post step; builds are if the run was cancelled.
    pub(super) fn leave(&self, ledgers: &[Rc<Ledger>]) {
        for (index, ledger) in ledgers.iter().enumerate() {
            let is_cancelled = ledger.report().result == RunResult::Cancelled;
            let left = if is_cancelled { ledger.open_ends() } else { ledger.open_ends().without_build() };
            self.save(index, &left);
        }
    }

    fn save(&self, index: usize, open: &OpenEnds) {
        let text = if open.is_empty() { String::new() } else { serde_json::to_string(open).unwrap_or_default() };
        self.write(&name(index), &text);
    }

    /// Without the file there is no post step either, so that it cannot be written is no trouble.
    fn write(&self, name: &str, value: &str) {
        if let Some(path) = &self.0 {
            let _ = write_outputs(path, &[(name, value.to_owned())]);
        }
    }
}

fn name(index: usize) -> String {
    format!("target-{index}")
}

/// Whether the main step has run before.
pub(super) fn is_of_post_step(environment: &Environment) -> bool {
    environment.get(&format!("STATE_{MARK}")).is_some()
}

/// What a killed step, or a cancelled one, left open.
pub(super) fn left_open(environment: &Environment) -> Vec<OpenEnds> {
    (0..MOST_TARGETS)
        .filter_map(|index| environment.get(&format!("STATE_{}", name(index))))
        .filter_map(|text| serde_json::from_str(text).ok())
        .collect()
}
