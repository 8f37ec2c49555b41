//! Carries out the tasks of a plan while reporting them to GitHub, and ends both if the run is cut short.

use std::{rc::Rc, time::Duration};

use futures_util::future::join_all;

use super::prepared::Prepared;
use crate::{
    aim::ending::would_have_review_app,
    announce::{about::About, announcer::Announcer, listed::Listed},
    clients::Clients,
    event::PullRequest,
    heroku::{Build, Heroku},
    http::{Pace, within},
    outcome::{Aftermath, End, Outcome, RunResult, Trouble},
    plan::{Plan, Target, Task},
    progress::{
        ledger::Ledger,
        obligations::{
            Obligation,
            build::{OpenBuild, WantedBuild},
            list::Obligations,
        },
        state_file::StateFile,
        stop::{Stop, StopSignal},
    },
    report::{Console, PermissionWarnings, explain},
    steps::{Step, crowd::Crowd, desk::Desk, doable::Doable, flow::Flow, reveal, upload::Upload},
};

/// The runner kills a cancelled step after ten seconds.
const CANCELLING: Duration = Duration::from_secs(5);
/// How long an app may take to go back to its earlier release once the run's own time is over.
const GOING_BACK: Duration = Duration::from_mins(5);
/// How long tidying up may take once the run's work is over.
const EMPTYING: Duration = Duration::from_secs(25);
/// The line in the log if that was not enough.
const TOO_LATE: &str = "No build could be cancelled at Heroku in time: the post step of the action tries again";

/// Carries out a plan until the run is cut short, and reports it to GitHub.
pub(super) struct Conductor<'a> {
    pub(super) plan: &'a Plan,
    pub(super) prepared: &'a Prepared,
    pub(super) clients: Clients<'a>,
    pub(super) console: &'a Console,
    pub(super) warnings: &'a PermissionWarnings<'a>,
    pub(super) state: &'a StateFile,
    pub(super) signal: &'a StopSignal,
    /// The packed source of the builds.
    pub(super) upload: Option<Upload>,
    /// What the tasks of a sweep share.
    pub(super) crowd: Option<Crowd>,
}

impl Conductor<'_> {
    /// Carries the plan out.
    pub(super) async fn conduct(&self) -> Outcome {
        let tasks = self.tasks();
        let listed = self.crowd.as_ref().and_then(|_| Listed::of(tasks.len()));
        let works = tasks.iter().map(async |(task, ledger)| {
            let about = About::of(task, &self.prepared.settings, &self.prepared.runner, &self.prepared.event);
            let announcer = Announcer::new(self.clients, self.console, self.warnings, about, listed.as_ref());
            tokio::join!(self.work(task, ledger), announcer.follow(task, ledger, self.signal));
        });
        join_all(works).await;
        self.empty_upload(&tasks).await;
        self.state.leave(&tasks.iter().map(|(_, ledger)| ledger.clone()).collect::<Vec<_>>());
        outcome_of(&tasks)
    }

    /// The plan's outcome, as far as it is known without carrying it out.
    pub(super) fn foresee(&self) -> Outcome {
        let tasks = self.tasks();
        for (task, ledger) in &tasks {
            let wants = |pull: &PullRequest| would_have_review_app(pull, &self.prepared.settings);
            let desk = self.desk(ledger, &wants);
            let end = task.steps.iter().find_map(|step| step.foresee(&desk));
            ledger.settle(end.unwrap_or(Ok(End::Planned)));
        }
        outcome_of(&tasks)
    }

    /// Each task with its own ledger.
    fn tasks(&self) -> Vec<(&Task, Rc<Ledger>)> {
        let with_ledger = |(index, task)| (task, Rc::new(self.ledger(index, task)));
        self.plan.tasks.iter().enumerate().map(with_ledger).collect()
    }

    fn ledger(&self, index: usize, task: &Task) -> Ledger {
        let obligations = Obligations::saved_by(self.state.saver(index));
        let ledger = Ledger::new(task.aim, task.name().map(ToOwned::to_owned), task.commit.clone(), obligations);
        if let Target::ReviewApp(Some(id)) = &task.target {
            ledger.note_review_app(id);
        }
        if let Some(app) = &task.app {
            reveal(app, self.console);
            ledger.note_app(app);
        }
        ledger
    }

    fn desk<'a>(&'a self, ledger: &'a Ledger, wants_review_app: &'a dyn Fn(&PullRequest) -> bool) -> Desk<'a> {
        let mut desk = Desk::new(self.clients, self.console, self.warnings, ledger, wants_review_app);
        desk.pipeline = self.plan.about.pipeline.as_ref();
        desk.upload = self.upload.as_ref();
        desk.crowd = self.crowd.as_ref();
        desk.wait = self.prepared.settings.wait;
        desk.several = self.plan.tasks.len() > 1;
        desk
    }

    async fn work(&self, task: &Task, ledger: &Ledger) {
        let work = Box::pin(self.carry_out(task, ledger));
        let stopped = self.signal.bound(work).await;
        if let Some(stop) = stopped.filter(|_| !ledger.is_settled()) {
            ledger.settle(Err(self.cut_short(task, ledger, stop).await));
        }
        let is_build = |what: &Obligation| matches!(what, Obligation::Build(_));
        // Other apps may need the upload too, unless all of them are cancelled.
        let stays = |what: &Obligation| stopped != Some(Stop::Cancelled) && matches!(what, Obligation::Upload(_));
        // A deploy that fails or takes too long must not leave maintenance mode on or a dyno running either.
        let others = self.close_at_heroku(ledger, |what| what.is_at_heroku() && !is_build(what) && !stays(what));
        let builds = async {
            if stopped == Some(Stop::Cancelled) {
                name_builds(ledger, self.clients.heroku).await;
                self.close_at_heroku(ledger, is_build).await;
            }
        };
        let close = async { tokio::join!(others, builds) };
        if within(CANCELLING, close).await.is_none() && stopped == Some(Stop::Cancelled) {
            self.console.line(TOO_LATE);
        }
    }

    /// Empties the upload once no build needs it.
    async fn empty_upload(&self, tasks: &[(&Task, Rc<Ledger>)]) {
        let goes_on =
            |ledger: &Rc<Ledger>| ledger.obligations().iter().any(|(_, what)| matches!(what, Obligation::Build(_)));
        let is_needed = tasks.iter().any(|(_, ledger)| goes_on(ledger));
        let is_upload = |what: &Obligation| matches!(what, Obligation::Upload(_));
        let is_cancelled = |ledger: &Rc<Ledger>| ledger.report().result() == RunResult::Cancelled;
        let mut signal = self.signal.clone();
        for (_, ledger) in tasks.iter().filter(|(_, ledger)| !is_cancelled(ledger)) {
            if is_needed {
                let uploads = ledger.obligations().into_iter().filter(|(_, what)| is_upload(what));
                uploads.for_each(|(owed, _)| ledger.strike_off(owed));
                continue;
            }
            // The post step does what is left, and the upload expires within the hour.
            tokio::select! {
                _ = within(EMPTYING, self.close_at_heroku(ledger, is_upload)) => {}
                () = signal.cancelled() => return,
            }
        }
    }

    async fn carry_out(&self, task: &Task, ledger: &Ledger) {
        let wants = |pull: &PullRequest| would_have_review_app(pull, &self.prepared.settings);
        let desk = self.desk(ledger, &wants);
        ledger.settle(carry_out_steps(task, &desk).await);
    }

    /// The trouble of a task if the run is cut short. If time runs out after the release but before its checks have
    /// passed, the app is rolled back as after any other failure.
    async fn cut_short(&self, task: &Task, ledger: &Ledger, stop: Stop) -> Trouble {
        let (pauses, waiting_for) = (self.clients.heroku.pauses(), ledger.waiting_for());
        let is_after_release = waiting_for.is_after_release();
        let trouble = stop.trouble(waiting_for, pauses);
        if trouble.is_cancellation() || !is_after_release {
            return trouble;
        }
        let wants = |pull: &PullRequest| would_have_review_app(pull, &self.prepared.settings);
        let desk = self.desk(ledger, &wants);
        let mut signal = self.signal.clone();
        let too_late = || Aftermath::CannotGoBack("no time was left for it".to_owned());
        let now = tokio::select! {
            now = within(GOING_BACK, go_back(task, &desk)) => now.unwrap_or_else(too_late),
            () = signal.cancelled() => too_late(),
        };
        trouble.with_aftermath(now)
    }

    /// Closes what is open at Heroku, all at once, because there is little time. What cannot be closed
    /// is left to the post step.
    async fn close_at_heroku(&self, ledger: &Ledger, is_meant: impl Fn(&Obligation) -> bool) {
        let meant = ledger.obligations().into_iter().filter(|(_, what)| is_meant(what));
        join_all(meant.map(async |(owed, what)| match what.discharge(self.clients).await {
            Ok(closed) => {
                if !what.may_come_back() {
                    ledger.strike_off(owed);
                }
                if let Some(closed) = closed {
                    self.console.line(&closed.to_string());
                }
            }
            Err(_) => self.console.line(&format!("{what} could not be ended at Heroku")),
        }))
        .await;
    }
}

/// Carries out the steps of a task, one after the other.
async fn carry_out_steps(task: &Task, desk: &Desk<'_>) -> Result<End, Trouble> {
    let mut done = task.aim;
    for step in &task.steps {
        let flow = match step.carry_out(desk).await {
            Err(trouble) if trouble.is_after_release() => {
                return Err(trouble.with_aftermath(go_back(task, desk).await));
            }
            carried_out => carried_out?,
        };
        match flow {
            Flow::Next => {}
            Flow::Done(now) => done = now,
            Flow::Over(end) => return Ok(end),
        }
    }
    Ok(End::Done(done))
}

/// Rolls an app back from a faulty release if the task says so. Returns what the app runs then.
async fn go_back(task: &Task, desk: &Desk<'_>) -> Aftermath {
    let Some(Step::RollBack(step)) = &task.rescue else { return Aftermath::Stays };
    match step.carry_out_after(desk).await {
        Ok(()) => Aftermath::BackTo(step.version),
        Err(other) => Aftermath::CannotGoBack(explain(&other, None).reason),
    }
}

/// The outcome of the tasks. A task about a pull request alone decides how the run ended, and is not work on an app.
fn outcome_of(tasks: &[(&Task, Rc<Ledger>)]) -> Outcome {
    let is_of_app = |task: &Task| !matches!(task.target, Target::PullRequest(_));
    let other = tasks.iter().find(|(task, _)| !is_of_app(task));
    let targets = tasks.iter().filter(|(task, _)| is_of_app(task)).map(|(_, ledger)| ledger.report()).collect();
    Outcome { end: other.map(|(_, ledger)| ledger.report().end), targets, ..Outcome::default() }
}

/// Finds the ids of builds that were being requested when the run was cancelled.
async fn name_builds(ledger: &Ledger, heroku: &Heroku) {
    for (owed, what) in ledger.obligations() {
        if let Obligation::Build(OpenBuild::AskedFor(wanted)) = what {
            ledger.note_named_build(owed, &showing_up(&wanted, heroku).await);
        }
    }
}

/// A build shows once Heroku has carried its request out.
async fn showing_up(wanted: &WantedBuild, heroku: &Heroku) -> Build {
    let mut pace = Pace::new();
    loop {
        if let Ok(Some(build)) = wanted.look(heroku).await {
            return build;
        }
        pace.wait().await;
    }
}
