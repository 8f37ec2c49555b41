//! What the action's post step needs, should this process be killed outright: ids, saved the moment they are known.
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#sending-values-to-the-pre-and-post-actions>

use std::{path::PathBuf, rc::Rc};

use futures_util::future::join_all;
use serde::{Deserialize, Serialize};

use crate::{
    execute::Ledger,
    inputs::Environment,
    names::{AppId, BuildId},
    report::write_outputs,
};

/// The entry that tells a post step from a step; the runner passes it as a variable.
pub(super) const MARK: &str = "branchline";
/// More apps than this on a line nobody has.
const MOST_TARGETS: usize = 100;

/// What has to be closed if nobody else does.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Open {
    pub(super) app: Option<AppId>,
    pub(super) build: Option<BuildId>,
    pub(super) deployment: Option<u64>,
}

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

    /// Saves what is open of each ledger whenever that changes, for as long as it is polled.
    pub(super) async fn keep(&self, ledgers: &[Rc<Ledger>]) {
        self.write(MARK, "post");
        join_all(ledgers.iter().enumerate().map(|(index, ledger)| self.keep_one(index, ledger))).await;
    }

    async fn keep_one(&self, index: usize, ledger: &Ledger) {
        let mut saved = Open::default();
        loop {
            ledger.until(|ledger| open(ledger) != saved).await;
            saved = open(ledger);
            self.write(&name(index), &serde_json::to_string(&saved).unwrap_or_default());
        }
    }

    /// All is closed: the post step has nothing to do.
    pub(super) fn forget(&self, ledgers: &[Rc<Ledger>]) {
        for index in 0..ledgers.len() {
            self.write(&name(index), "");
        }
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

fn open(ledger: &Ledger) -> Open {
    let report = ledger.report();
    Open { app: report.app_id, build: report.build_id, deployment: report.deployment_id }
}

/// What a killed step left open.
pub(super) fn left_open(environment: &Environment) -> Vec<Open> {
    (0..MOST_TARGETS)
        .map_while(|index| environment.get(&format!("STATE_{}", name(index))))
        .filter_map(|text| serde_json::from_str(text).ok())
        .collect()
}
