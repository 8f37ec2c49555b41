use crate::workflow::file::{Step, WorkflowFile};

/// A step, and what its findings depend on.
pub(crate) struct Subject<'a> {
    pub(crate) file: &'a WorkflowFile,
    pub(crate) step: Step<'a>,
    /// All files that were read, each with its steps; this one is among them.
    pub(crate) all: &'a [(&'a WorkflowFile, Vec<Step<'a>>)],
}

impl Subject<'_> {
    /// The step's command. Without one, it is `auto`.
    pub(crate) fn command(&self) -> &str {
        self.step.input("command").unwrap_or("auto")
    }

    /// Whether the step deploys what its event is about.
    pub(crate) fn deploys(&self) -> bool {
        matches!(self.command(), "auto" | "deploy")
    }

    /// Whether a rule says `review-app`, as far as `check` can tell.
    pub(crate) fn has_review_app(&self) -> bool {
        let rules = self.step.input("rules").unwrap_or_default();
        let target = |line: &str| line.split_once(':').map(|(_, target)| target.trim() == "review-app");
        self.deploys() && rules.lines().any(|line| !line.trim_start().starts_with('#') && target(line) == Some(true))
    }
}
