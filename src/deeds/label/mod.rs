//! Somebody pushed to a fork: the label that let the last commit in comes off, and a person decides again.

use super::planned::Planned;
use crate::{
    clients::Clients,
    names::PullNumber,
    outcome::{Done, Trouble},
    plan::{About, Plan, Target, Task, Tell},
    steps::{Step, remove_label::RemoveLabel},
};

/// Takes a label off a pull request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TakeLabelOff {
    pub(crate) pull: PullNumber,
    pub(crate) label: String,
}

impl Planned for TakeLabelOff {
    type Seen = ();

    async fn observe(&self, _: Clients<'_>) -> Result<(), Trouble> {
        Ok(())
    }

    fn decide(&self, (): ()) -> Plan {
        let Self { pull, label } = self;
        Plan {
            deed: "take-label-off",
            about: About { pull_request: Some(*pull), ..About::default() },
            headline: "deploy nothing".to_owned(),
            doubt: None,
            tasks: vec![Task {
                target: Target::PullRequest(*pull),
                rescue: None,
                steps: vec![Step::RemoveLabel(RemoveLabel { pull: *pull, label: label.clone() })],
                app: None,
                commit: None,
                aim: Done::Updated,
                tell: Tell::Nothing,
            }],
        }
    }
}
