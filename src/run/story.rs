//! What a run does between its aim and its final report, each a verb of the story in `lib.rs`.

use std::{
    cell::{Cell, RefCell},
    future::Future,
    pin::pin,
    time::Duration,
};

use tokio::sync::watch;

use super::{
    conduct::Conductor,
    packing::Packing,
    peers::Peers,
    prepared::{Prepared, misconfigured},
    secrets,
};
use crate::{
    aim::{aims::Aim, resume},
    archive::packed::Packed,
    clients::Clients,
    deeds::Deed,
    event::{Event, PullRequest},
    github::Reaction,
    http::pause,
    observe::{Checks, OwnRun},
    outcome::{Outcome, Removal, RunResult, Trouble, Waiting, Why},
    plan::Plan,
    progress::{
        state_file::StateFile,
        stop::{Stop, StopSignal},
    },
    report::{Console, PermissionWarnings},
    steps::{crowd::Crowd, upload::Upload},
};

/// How long to wait for the reaction to a comment.
const LONGEST_SIGN: Duration = Duration::from_secs(10);

/// A run after it is prepared, and what is known about it at any moment.
pub(crate) struct Story<'a> {
    prepared: &'a Prepared,
    clients: Clients<'a>,
    peers: &'a Peers,
    console: &'a Console,
    warnings: PermissionWarnings<'a>,
    plan: RefCell<Option<serde_json::Value>>,
    plan_in_words: RefCell<Vec<String>>,
    waiting_for: RefCell<Waiting>,
    state: StateFile,
    is_held_back: Cell<bool>,
    /// Gives the signal.
    stop: watch::Sender<Option<Stop>>,
    signal: StopSignal,
}

impl<'a> Story<'a> {
    pub(crate) fn new(
        prepared: &'a Prepared,
        peers: &'a Peers,
        clients: Clients<'a>,
        console: &'a Console,
        state: StateFile,
    ) -> Self {
        let (warnings, plan, plan_in_words) =
            (PermissionWarnings::new(console), RefCell::default(), RefCell::default());
        let (waiting_for, is_held_back) = (RefCell::new(Waiting::NothingWritten), Cell::default());
        let (stop, signal) = Stop::signal();
        Self {
            prepared,
            clients,
            peers,
            console,
            warnings,
            plan,
            plan_in_words,
            waiting_for,
            state,
            is_held_back,
            stop,
            signal,
        }
    }

    /// Runs a tale to its end. The run's deadline or a signal cuts it short; then the ledgers say how far it came.
    pub(crate) async fn until_stopped(
        &self,
        cancelled: impl Future<Output = ()>,
        tale: impl Future<Output = Result<Outcome, Box<Outcome>>>,
    ) -> Outcome {
        let timeout = self.prepared.settings.timeout;
        let watch = async {
            let mut cancelled = pin!(cancelled);
            tokio::select! {
                () = pause(timeout) => {
                    self.stop.send_replace(Some(Stop::Deadline(timeout)));
                    cancelled.await;
                }
                () = &mut cancelled => {}
            }
            self.stop.send_replace(Some(Stop::Cancelled));
            std::future::pending().await
        };
        let outcome = tokio::select! {
            outcome = tale => outcome.unwrap_or_else(|outcome| *outcome),
            never = watch => never,
        };
        let (plan, plan_in_words) = (self.plan.take(), self.plan_in_words.take());
        Outcome { plan, plan_in_words, is_held_back: self.is_held_back.get(), ..outcome }
    }

    /// The deed, once everything that it depends on is known.
    pub(crate) async fn resolve(&self, mut aim: Aim) -> Result<Deed, Box<Outcome>> {
        let Prepared { settings, runner, .. } = self.prepared;
        loop {
            aim = match aim {
                Aim::Do(deed) => {
                    secrets::hide_given(&deed, self.console);
                    return Ok(deed);
                }
                Aim::Nothing(why) => return Err(Box::new(Outcome::skipped(why))),
                Aim::Ask(question) => {
                    let answer = self.unless_stopped(self.clients.answer(&question)).await?;
                    resume(answer, settings, runner).map_err(|undecided| Box::new(misconfigured(&undecided)))?
                }
            }
        }
    }

    /// The plan, given the state at GitHub and Heroku.
    pub(crate) async fn observe_and_decide(&self, deed: &Deed) -> Result<Plan, Box<Outcome>> {
        self.unless_stopped(async {
            if let Some(why) = self.red_check(deed).await? {
                self.is_held_back.set(true);
                return Ok(Plan::nothing(why));
            }
            deed.plan(self.clients).await
        })
        .await
    }

    /// Writes the plan to the log and the outputs.
    pub(crate) fn show(&self, plan: &Plan) {
        secrets::reveal(plan, self.console);
        self.plan.replace(serde_json::to_value(plan).ok());
        self.plan_in_words.replace(plan.to_string().lines().map(ToOwned::to_owned).collect());
        if plan.about.reason.is_none() {
            self.console.line(&format!("Plan: {plan}"));
        }
        if let Some(doubt) = &plan.doubt {
            self.console.warning("Not checked", doubt);
        }
    }

    /// Carries out the plan, or foresees its outcome under `dry-run`.
    pub(crate) async fn carry_out(&self, plan: &Plan, deed: &Deed) -> Outcome {
        if plan.tasks.is_empty() {
            return plan.about.reason.clone().map_or_else(Outcome::default, Outcome::skipped);
        }
        let upload = match self.unless_stopped(self.pack(plan)).await {
            Ok(packed) => packed.map(Upload::of),
            Err(outcome) => return *outcome,
        };
        let outcome = self.conduct(plan, upload).await;
        if outcome.result() == RunResult::Skipped {
            let mut signal = self.signal.clone();
            tokio::select! {
                () = self.leave_no_label(deed) => {}
                _ = signal.stopped() => {}
            }
        }
        outcome
    }

    async fn pack(&self, plan: &Plan) -> Result<Option<Packed>, Trouble> {
        let Some(revision) = plan.to_pack() else { return Ok(None) };
        Packing { prepared: self.prepared, clients: self.clients, console: self.console }.pack(revision).await.map(Some)
    }

    async fn conduct(&self, plan: &Plan, upload: Option<Upload>) -> Outcome {
        let conductor = Conductor {
            plan,
            prepared: self.prepared,
            clients: self.clients,
            console: self.console,
            warnings: &self.warnings,
            state: &self.state,
            signal: &self.signal,
            upload,
            crowd: plan.is_sweep().then(|| Crowd::of(plan.tasks.len())),
        };
        if self.prepared.settings.dry_run {
            return conductor.foresee();
        }
        tokio::select! {
            outcome = conductor.conduct() => outcome,
            () = self.warn_of_automatic_review_apps(plan) => Outcome::default(),
        }
    }

    /// Runs a part of the tale that writes nothing to Heroku, unless the run is cut short.
    async fn unless_stopped<T>(&self, part: impl Future<Output = Result<T, Trouble>>) -> Result<T, Box<Outcome>> {
        let mut signal = self.signal.clone();
        let trouble = tokio::select! {
            result = part => match result {
                Ok(value) => return Ok(value),
                Err(trouble) => trouble,
            },
            stop = signal.stopped() => stop.trouble(self.waiting_for.borrow().clone(), &self.peers.pauses),
        };
        Err(Box::new(Outcome::trouble(trouble)))
    }

    /// Why the commit's checks forbid a deploy, if the run waits for checks and they do.
    async fn red_check(&self, deed: &Deed) -> Result<Option<Why>, Trouble> {
        let Prepared { settings, runner, .. } = self.prepared;
        let Some(commit) = deed.commit_to_check() else { return Ok(None) };
        let own = OwnRun { id: runner.run_id, job: runner.job.as_deref(), workflow: runner.workflow.as_deref() };
        let checks = Checks { commit, wanted: &settings.wait_for_checks, own };
        let tell = |waiting_for: Waiting| {
            self.console.line(&waiting_for.to_string());
            self.waiting_for.replace(waiting_for);
        };
        self.clients.checks_are_green(&checks, tell).await
    }

    /// Reacts to a command in a comment at once, beside the work. Branchline's comment on the pull request reports the
    /// result.
    pub(crate) async fn react(&self) {
        let mut signal = self.signal.clone();
        let Event::Comment(comment) = &self.prepared.event else { return };
        if self.prepared.settings.dry_run {
            return;
        }
        let Clients { github, repository, .. } = self.clients;
        tokio::select! {
            answer = github.react(repository, comment.comment_id, Reaction::Eyes) => self.warnings.warn_of_sign(answer),
            () = pause(LONGEST_SIGN) => {}
            _ = signal.stopped() => {}
        }
    }

    /// Warns if Heroku creates review apps by itself as well. This runs beside the work, which never waits for it, and
    /// no answer is as good as no.
    async fn warn_of_automatic_review_apps(&self, plan: &Plan) {
        if let (Some(pipeline), Some(_)) = (&plan.about.pipeline, &plan.about.commit)
            && let Ok(true) = self.clients.heroku.makes_review_apps(pipeline).await
        {
            let name = self.prepared.settings.pipeline.as_ref().map(ToString::to_string).unwrap_or_default();
            let text = format!(
                "Heroku creates review apps of pipeline `{name}` by itself too, so a pull request gets two, \
                 or Heroku refuses one. Disable automatic review apps in the pipeline's settings: \
                 https://dashboard.heroku.com/pipelines/{pipeline}/settings"
            );
            self.console.warning("Review apps from two sides", &text);
        }
        std::future::pending::<()>().await;
    }

    /// A run that was overtaken while it worked finds a later head, and removes the label that let its commit in.
    async fn leave_no_label(&self, deed: &Deed) {
        let Deed::ReviewApp(wanted) = deed else { return };
        let (Some(gate), Some(number)) = (&wanted.gate, wanted.subject.pull) else { return };
        let Clients { github, repository, .. } = self.clients;
        let answer = github.pull_request(repository, number).await;
        let Some(pull) = answer.ok().and_then(|value| PullRequest::from_api(&value).ok()) else { return };
        if !pull.open || !pull.carries(&gate.label) || pull.head_commit == wanted.commit {
            return;
        }
        let removal = if self.prepared.settings.dry_run {
            Removal::Planned
        } else {
            self.warnings.removal_of(github.remove_label(repository, number, &gate.label).await)
        };
        let why = Why::NotLetIn { pull: number, label: gate.label.clone(), removal };
        self.console.line(&why.to_string());
    }
}
