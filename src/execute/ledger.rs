use std::{
    cell::{Cell, RefCell},
    fmt,
};

use tokio::sync::Notify;

use super::{OpenDeployment, OpenEnds, OpenStatus, WantedBuild};
use crate::{
    heroku::{App, Build, Release},
    http::Instant,
    names::{BuildStatus, CommitSha},
    outcome::{RunResult, Stage, TargetReport, Trouble},
};

/// What is known of the work on one app at any moment. A run that is cut short, by its deadline or by a signal,
/// drops the work and reports from here.
#[derive(Debug)]
pub struct Ledger {
    report: RefCell<TargetReport>,
    last_seen: RefCell<String>,
    running: Cell<Option<(Stage, Instant)>>,
    settled: Cell<bool>,
    /// What is to be closed, apart from what the report tells.
    open: RefCell<OpenEnds>,
    build_cancelled: Cell<bool>,
    /// Whether this run asked for the build that the report tells of, or for the review app whose first build it is.
    owns_build: Cell<bool>,
    /// Apps that the work destroyed to make room for another, or because nobody wants them any more.
    replaced: RefCell<Vec<String>>,
    changed: Notify,
    saver: Option<Saver>,
    saved: RefCell<OpenEnds>,
}

/// Saves what is open, each time that it changes, before anything else happens: the run may be killed at any moment.
struct Saver(Box<dyn Fn(&OpenEnds)>);

impl fmt::Debug for Saver {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Saver")
    }
}

impl Ledger {
    /// The ledger of work that is about to begin.
    #[must_use]
    pub fn new(app: Option<String>, commit: Option<CommitSha>) -> Self {
        Self {
            report: RefCell::new(TargetReport::begun(app, commit)),
            last_seen: RefCell::new("nothing was asked for yet".to_owned()),
            running: Cell::new(None),
            settled: Cell::new(false),
            open: RefCell::default(),
            build_cancelled: Cell::default(),
            owns_build: Cell::default(),
            replaced: RefCell::default(),
            changed: Notify::new(),
            saver: None,
            saved: RefCell::default(),
        }
    }

    /// The same, with `save` told of what is open whenever that changes.
    #[must_use]
    pub fn saved_by(self, save: impl Fn(&OpenEnds) + 'static) -> Self {
        Self { saver: Some(Saver(Box::new(save))), ..self }
    }

    fn has_changed(&self) {
        let open = self.open_ends();
        if let Some(Saver(save)) = &self.saver
            && *self.saved.borrow() != open
        {
            save(&open);
            self.saved.replace(open);
        }
        self.changed.notify_waiters();
    }

    /// Notes something in the report.
    pub fn note(&self, change: impl FnOnce(&mut TargetReport)) {
        change(&mut self.report.borrow_mut());
        self.has_changed();
    }

    /// Waits until the ledger is so.
    pub async fn until(&self, so: impl Fn(&Self) -> bool) {
        loop {
            let changed = self.changed.notified();
            if so(self) {
                return;
            }
            changed.await;
        }
    }

    /// Whether something was asked of Heroku for an app whose name is known.
    #[must_use]
    pub fn is_under_way(&self) -> bool {
        self.running.get().is_some() && self.report.borrow().app.is_some()
    }

    /// Notes an app that is destroyed, though the work is not about that alone.
    pub(super) fn note_replaced(&self, app: String) {
        self.replaced.borrow_mut().push(app);
    }

    /// Apps that were destroyed to make room for another, or because nobody wants them any more.
    #[must_use]
    pub fn replaced(&self) -> Vec<String> {
        self.replaced.borrow().clone()
    }

    /// Notes what an app is called and where it is.
    pub fn note_app(&self, app: &App) {
        self.note(|report| {
            report.app = Some(app.name.clone());
            report.app_id = Some(app.id.clone());
            report.url.clone_from(&app.web_url);
            report.unnamed = None;
        });
    }

    /// Notes how far a build is.
    pub(super) fn note_build(&self, build: &Build) {
        self.saw(format!("build {} is {}", build.id, build.status));
        self.note(|report| {
            report.build_id = Some(build.id.clone());
            report.build_status = Some(build.status.clone());
        });
    }

    /// Notes which build was asked for and is not named yet, for the day that the run is cancelled just then.
    pub(super) fn note_wanted(&self, wanted: Option<WantedBuild>) {
        self.note_open(|open| open.wanted = wanted);
    }

    /// The build that was asked for and is not named yet.
    pub(super) fn wanted(&self) -> Option<WantedBuild> {
        self.open.borrow().wanted.clone()
    }

    /// Notes whether the build that the report tells of is this run's own, to be cancelled with it.
    pub(super) fn note_own_build(&self, is_own: bool) {
        self.owns_build.set(is_own);
        self.has_changed();
    }

    /// Notes that the build that the report tells of is cancelled.
    pub(super) fn note_build_cancelled(&self) {
        self.build_cancelled.set(true);
        self.has_changed();
    }

    /// Notes the deployment that says that Heroku is at work; none once it says how that ended.
    pub fn note_open_deployment(&self, deployment: Option<OpenDeployment>) {
        self.note_open(|open| open.deployment = deployment);
    }

    /// Notes the commit status that says so, likewise.
    pub fn note_open_status(&self, status: Option<OpenStatus>) {
        self.note_open(|open| open.status = status);
    }

    fn note_open(&self, change: impl FnOnce(&mut OpenEnds)) {
        change(&mut self.open.borrow_mut());
        self.has_changed();
    }

    /// What is to be closed as of now.
    #[must_use]
    pub fn open_ends(&self) -> OpenEnds {
        let report = self.report.borrow();
        let is_final = report.build_status.as_ref().is_none_or(BuildStatus::is_final);
        let is_open = self.owns_build.get() && !is_final && !self.build_cancelled.get();
        OpenEnds {
            app: report.app_id.clone(),
            build: report.build_id.clone().filter(|_| is_open),
            ..self.open.borrow().clone()
        }
    }

    /// Notes how far a release is.
    pub(super) fn note_release(&self, release: &Release) {
        self.saw(format!("release v{} is {}", release.version, release.status));
        self.note(|report| {
            report.release_version = Some(release.version);
            report.release_status = Some(release.status.clone());
        });
    }

    /// Notes what was seen last, for the day that time runs out.
    pub(super) fn saw(&self, what: String) {
        *self.last_seen.borrow_mut() = what;
    }

    /// What was seen last.
    #[must_use]
    pub fn last_seen(&self) -> String {
        self.last_seen.borrow().clone()
    }

    /// Begins a stage, which ends the one before.
    pub(super) fn begin(&self, stage: Stage) {
        self.end_stage();
        self.running.set(Some((stage, Instant::now())));
        self.has_changed();
    }

    /// The name of the app, or of the review app's branch before it has one.
    #[must_use]
    pub fn app_name(&self) -> String {
        self.report.borrow().app.clone().unwrap_or_else(|| "the review app".to_owned())
    }

    /// Ends the work: well, or with a trouble.
    pub fn settle(&self, result: Result<RunResult, Trouble>) {
        if let Err(Trouble::Superseded(reason)) = result {
            return self.skip(reason);
        }
        self.end_stage();
        self.settled.set(true);
        self.note(|report| match result {
            Ok(result) => report.result = result,
            Err(trouble) => {
                let cancelled = matches!(trouble, Trouble::Cancelled { .. });
                report.result = if cancelled { RunResult::Cancelled } else { RunResult::Failed };
                report.trouble = Some(trouble);
            }
        });
    }

    /// Ends the work because it is not wanted any more; why, in one line.
    pub(super) fn skip(&self, reason: String) {
        self.settle(Ok(RunResult::Skipped));
        self.note(|report| report.reason = reason);
    }

    /// Whether the work has come to an end of its own.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.settled.get()
    }

    /// The report as it stands.
    #[must_use]
    pub fn report(&self) -> TargetReport {
        self.report.borrow().clone()
    }

    /// Ends the running stage, if any, and tells how many seconds it took.
    pub(super) fn end_stage(&self) -> f64 {
        let Some((stage, started)) = self.running.take() else { return 0.0 };
        let seconds = (started.elapsed().as_secs_f64() * 10.0).round() / 10.0;
        self.note(|report| *report.seconds.entry(stage).or_default() += seconds);
        seconds
    }
}
