use super::obligations::build::OpenBuild;
use crate::{
    http::Instant,
    outcome::{End, Stage, TargetReport, Waiting},
};

/// The current state of the work on one app.
#[derive(Debug)]
pub(crate) struct Standing {
    pub(super) report: TargetReport,
    /// What the work waits for, in case time runs out.
    pub(super) waiting_for: Waiting,
    pub(super) stage: Option<(Stage, Instant)>,
    /// Whether this run requested the report's build, or the review app that it is the first build of.
    pub(super) owns_build: bool,
    /// Apps destroyed to make room for another, or because nothing needs them any more.
    pub(super) replaced: Vec<String>,
}

impl Standing {
    /// Work that is about to begin.
    pub(super) fn of(report: TargetReport) -> Self {
        Self { report, waiting_for: Waiting::NothingRequested, stage: None, owns_build: false, replaced: Vec::new() }
    }

    /// The current report.
    pub(crate) fn report(&self) -> &TargetReport {
        &self.report
    }

    /// Whether the work has ended by itself.
    pub(crate) fn is_settled(&self) -> bool {
        !matches!(self.report.end, End::Running)
    }

    /// Whether a stage is running for an app with a known name.
    pub(crate) fn is_under_way(&self) -> bool {
        self.stage.is_some() && self.report.app.is_some()
    }

    /// The report's build, while it is this run's own and unfinished.
    pub(super) fn own_build(&self) -> Option<OpenBuild> {
        let Self { report, owns_build, .. } = self;
        let is_pending = report.build_status.as_ref().is_some_and(|status| !status.is_final());
        let (app, id) = report.app_id.as_ref().zip(report.build_id.clone())?;
        (*owns_build && is_pending).then(|| OpenBuild::Named { app: app.to_string(), id })
    }

    pub(super) fn settle(&mut self, end: End) {
        self.end_stage();
        self.report.end = end;
    }

    /// Ends the running stage, if any, and returns how long it took, in seconds.
    pub(super) fn end_stage(&mut self) -> f64 {
        let Some((stage, started)) = self.stage.take() else { return 0.0 };
        let seconds = (started.elapsed().as_secs_f64() * 10.0).round() / 10.0;
        *self.report.seconds.entry(stage).or_default() += seconds;
        seconds
    }
}
