use std::{cell::RefCell, fmt, time::Instant};

use tokio::sync::watch;

use super::{
    obligations::{OpenDeployment, OpenEnds, OpenStatus, WantedBuild},
    standing::Standing,
};
use crate::{
    heroku::{App, Build, Release},
    names::CommitSha,
    outcome::{RunResult, Stage, TargetReport, Trouble},
};

/// What is known of the work on one app at any moment. A run that is cut short, by its deadline or by a signal,
/// drops the work and reports from here.
#[derive(Debug)]
pub(crate) struct Ledger {
    now: watch::Sender<Standing>,
    /// What is to be closed, apart from what the report tells.
    open: RefCell<OpenEnds>,
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
    pub(crate) fn new(app: Option<String>, commit: Option<CommitSha>) -> Self {
        Self {
            now: watch::Sender::new(Standing::of(TargetReport::begun(app, commit))),
            open: RefCell::default(),
            saver: None,
            saved: RefCell::default(),
        }
    }

    /// The same, with `save` told of what is open whenever that changes.
    pub(crate) fn saved_by(self, save: impl Fn(&OpenEnds) + 'static) -> Self {
        Self { saver: Some(Saver(Box::new(save))), ..self }
    }

    /// What is open is saved at once: the run may be killed at any moment.
    fn change(&self, change: impl FnOnce(&mut Standing)) {
        self.now.send_modify(change);
        self.save();
    }

    fn save(&self) {
        let open = self.open_ends();
        if let Some(Saver(save)) = &self.saver
            && *self.saved.borrow() != open
        {
            save(&open);
            self.saved.replace(open);
        }
    }

    /// Waits until the work stands so. What it passes through between two waits may go unseen.
    pub(crate) async fn until(&self, so: impl FnMut(&Standing) -> bool) {
        // The channel stays open as long as the ledger, so that there is always an answer.
        drop(self.now.subscribe().wait_for(so).await);
    }

    /// Notes something in the report.
    pub(crate) fn note(&self, change: impl FnOnce(&mut TargetReport)) {
        self.change(|now| change(&mut now.report));
    }

    /// Notes an app that is destroyed, though the work is not about that alone.
    pub(crate) fn note_replaced(&self, app: String) {
        self.change(|now| now.replaced.push(app));
    }

    /// Apps that were destroyed to make room for another, or because nobody wants them any more.
    pub(crate) fn replaced(&self) -> Vec<String> {
        self.now.borrow().replaced.clone()
    }

    /// Notes what an app is called and where it is.
    pub(crate) fn note_app(&self, app: &App) {
        self.note(|report| {
            report.app = Some(app.name.clone());
            report.app_id = Some(app.id.clone());
            report.url.clone_from(&app.web_url);
            report.unnamed = None;
        });
    }

    /// Notes how far a build is.
    pub(crate) fn note_build(&self, build: &Build) {
        self.saw(format!("build {} is {}", build.id, build.status));
        self.note(|report| {
            report.build_id = Some(build.id.clone());
            report.build_status = Some(build.status.clone());
        });
    }

    /// Notes which build was asked for and is not named yet, for the day that the run is cancelled just then.
    pub(crate) fn note_wanted(&self, wanted: Option<WantedBuild>) {
        self.note_open(|open| open.wanted = wanted);
    }

    /// The build that was asked for and is not named yet.
    pub(crate) fn wanted(&self) -> Option<WantedBuild> {
        self.open.borrow().wanted.clone()
    }

    /// Notes whether the build that the report tells of is this run's own, to be cancelled with it.
    pub(crate) fn note_own_build(&self, is_own: bool) {
        self.change(|now| now.owns_build = is_own);
    }

    /// Notes the deployment that says that Heroku is at work; none once it says how that ended.
    pub(crate) fn note_open_deployment(&self, deployment: Option<OpenDeployment>) {
        self.note_open(|open| open.deployment = deployment);
    }

    /// Notes the commit status that says so, likewise.
    pub(crate) fn note_open_status(&self, status: Option<OpenStatus>) {
        self.note_open(|open| open.status = status);
    }

    fn note_open(&self, change: impl FnOnce(&mut OpenEnds)) {
        change(&mut self.open.borrow_mut());
        self.save();
    }

    /// What is to be closed as of now.
    pub(crate) fn open_ends(&self) -> OpenEnds {
        let (app, build) = self.now.borrow().own_build().unzip();
        OpenEnds { app, build, ..self.open.borrow().clone() }
    }

    /// Notes how far a release is.
    pub(crate) fn note_release(&self, release: &Release) {
        self.saw(format!("release v{} is {}", release.version, release.status));
        self.note(|report| {
            report.release_version = Some(release.version);
            report.release_status = Some(release.status.clone());
        });
    }

    /// Notes what was seen last, for the day that time runs out.
    pub(crate) fn saw(&self, what: String) {
        self.change(|now| now.last_seen = what);
    }

    /// What was seen last.
    pub(crate) fn last_seen(&self) -> String {
        self.now.borrow().last_seen.clone()
    }

    /// Begins a stage, which ends the one before.
    pub(crate) fn begin(&self, stage: Stage) {
        self.change(|now| {
            now.end_stage();
            now.stage = Some((stage, Instant::now()));
        });
    }

    /// Ends the running stage, if any, and tells how many seconds it took.
    pub(crate) fn end_stage(&self) -> f64 {
        let mut seconds = 0.0;
        self.change(|now| seconds = now.end_stage());
        seconds
    }

    /// The name of the app, if it has one yet.
    pub(crate) fn app_name(&self) -> String {
        self.now.borrow().report.app.clone().unwrap_or_else(|| "the review app".to_owned())
    }

    /// Ends the work: well, or with a trouble.
    pub(crate) fn settle(&self, result: Result<RunResult, Trouble>) {
        if let Err(Trouble::Superseded(reason)) = result {
            return self.skip(reason);
        }
        self.change(|now| {
            now.settle();
            match result {
                Ok(result) => now.report.result = result,
                Err(trouble) => {
                    let cancelled = matches!(trouble, Trouble::Cancelled { .. });
                    now.report.result = if cancelled { RunResult::Cancelled } else { RunResult::Failed };
                    now.report.trouble = Some(trouble);
                }
            }
        });
    }

    /// Ends the work because it is not wanted any more; why, in one line.
    pub(crate) fn skip(&self, reason: String) {
        self.change(|now| {
            now.settle();
            now.report.result = RunResult::Skipped;
            now.report.reason = reason;
        });
    }

    /// Whether the work has come to an end of its own.
    pub(crate) fn is_settled(&self) -> bool {
        self.now.borrow().is_settled()
    }

    /// The report as it stands.
    pub(crate) fn report(&self) -> TargetReport {
        self.now.borrow().report.clone()
    }
}
