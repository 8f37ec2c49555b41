//! From an aim to its end: resolve, observe, decide, show, carry out.

use std::{
    cell::{Cell, RefCell},
    future::Future,
    pin::pin,
    time::Duration,
};

use super::{
    conduct::Conductor,
    peers::Peers,
    prepared::{Prepared, misconfigured},
    secrets,
};
use crate::{
    aim::{aims::Aim, resume},
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
};

/// A sign in answer to a comment that takes longer is not worth the wait.
const LONGEST_SIGN: Duration = Duration::from_secs(10);

/// What a run does after it is prepared, and what is known of it at any moment.
pub(super) struct Story<'a> {
    prepared: &'a Prepared,
    clients: Clients<'a>,
    peers: &'a Peers,
    console: &'a Console,
    warnings: PermissionWarnings<'a>,
    plan: RefCell<Option<serde_json::Value>>,
    waiting_for: RefCell<Waiting>,
    state: StateFile,
    is_held_back: Cell<bool>,
}

impl<'a> Story<'a> {
    pub(super) fn new(
        prepared: &'a Prepared,
        peers: &'a Peers,
        clients: Clients<'a>,
        console: &'a Console,
        state: StateFile,
    ) -> Self {
        let (warnings, plan) = (PermissionWarnings::new(console), RefCell::default());
        let (waiting_for, is_held_back) = (RefCell::new(Waiting::NothingWritten), Cell::default());
        Self { prepared, clients, peers, console, warnings, plan, waiting_for, state, is_held_back }
    }

    /// Goes on until the end, or until the run's deadline or a signal cuts it short: then the ledgers say how far it came.
    pub(super) async fn play(&self, aim: Aim, cancelled: impl Future<Output = ()>) -> Outcome {
        let (give, signal) = Stop::signal();
        let timeout = self.prepared.settings.timeout;
        let watch = async {
            let mut cancelled = pin!(cancelled);
            tokio::select! {
                () = pause(timeout) => {
                    give.send_replace(Some(Stop::Deadline(timeout)));
                    cancelled.await;
                }
                () = &mut cancelled => {}
            }
            give.send_replace(Some(Stop::Cancelled));
            std::future::pending().await
        };
        tokio::select! {
            outcome = self.follow(aim, signal) => {
                Outcome { plan: self.plan.take(), is_held_back: self.is_held_back.get(), ..outcome }
            }
            outcome = watch => outcome,
        }
    }

    async fn follow(&self, aim: Aim, mut signal: StopSignal) -> Outcome {
        let resolved = tokio::select! {
            resolved = self.resolve(aim) => resolved,
            stop = signal.stopped() => Err(self.cut_short(stop)),
        };
        match resolved {
            Ok(deed) => tokio::join!(self.achieve(&deed, signal.clone()), self.react(signal)).0,
            Err(outcome) => *outcome,
        }
    }

    /// The deed, once all is known that it depends on.
    async fn resolve(&self, mut aim: Aim) -> Result<Deed, Box<Outcome>> {
        let Prepared { settings, runner, .. } = self.prepared;
        loop {
            aim = match aim {
                Aim::Do(deed) => return Ok(deed),
                Aim::Nothing(why) => return Err(Box::new(Outcome::skipped(why))),
                Aim::Ask(question) => {
                    let answer = self.clients.answer(&question).await.map_err(troubled)?;
                    resume(answer, settings, runner).map_err(|undecided| Box::new(misconfigured(&undecided)))?
                }
            }
        }
    }

    async fn achieve(&self, deed: &Deed, mut signal: StopSignal) -> Outcome {
        let planned = tokio::select! {
            planned = self.observe_and_decide(deed) => planned.map_err(troubled),
            stop = signal.stopped() => Err(self.cut_short(stop)),
        };
        let plan = match planned {
            Ok(plan) => plan,
            Err(outcome) => return *outcome,
        };
        self.show(&plan);
        if plan.tasks.is_empty() {
            return plan.about.reason.map_or_else(Outcome::default, Outcome::skipped);
        }
        let outcome = self.carry_out(&plan, &signal).await;
        if outcome.result() == RunResult::Skipped {
            tokio::select! {
                () = self.leave_no_label(deed) => {}
                _ = signal.stopped() => {}
            }
        }
        outcome
    }

    async fn observe_and_decide(&self, deed: &Deed) -> Result<Plan, Trouble> {
        if let Some(why) = self.red_check(deed).await? {
            self.is_held_back.set(true);
            return Ok(Plan::nothing(why));
        }
        deed.plan(self.clients).await
    }

    fn show(&self, plan: &Plan) {
        secrets::reveal(plan, self.console);
        self.plan.replace(serde_json::to_value(plan).ok());
        if plan.about.reason.is_none() {
            self.console.line(&format!("Plan: {plan}"));
        }
        if let Some(doubt) = &plan.doubt {
            self.console.warning("Not checked", doubt);
        }
    }

    async fn carry_out(&self, plan: &Plan, signal: &StopSignal) -> Outcome {
        let conductor = Conductor {
            plan,
            prepared: self.prepared,
            clients: self.clients,
            console: self.console,
            warnings: &self.warnings,
            state: &self.state,
            signal,
        };
        if self.prepared.settings.dry_run {
            return conductor.foresee();
        }
        tokio::select! {
            outcome = conductor.conduct() => outcome,
            () = self.warn_of_automatic_review_apps(plan) => Outcome::default(),
        }
    }

    /// What comes of a run that is cut short before it writes anything to Heroku.
    fn cut_short(&self, stop: Stop) -> Box<Outcome> {
        troubled(stop.trouble(self.waiting_for.borrow().clone(), &self.peers.pauses))
    }

    /// The check that stands against a deploy, where it is waited for checks.
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

    /// Answers a command in a comment with a sign at once, beside the work; what comes of it is told in the comment of the
    /// pull request.
    async fn react(&self, mut signal: StopSignal) {
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

    /// Warns where Heroku makes review apps by itself as well. It is asked beside the work, which never waits for it, and no
    /// answer is as good as no.
    async fn warn_of_automatic_review_apps(&self, plan: &Plan) {
        if let (Some(pipeline), Some(_)) = (&plan.about.pipeline, &plan.about.commit)
            && let Ok(true) = self.clients.heroku.makes_review_apps(pipeline).await
        {
            let name = self.prepared.settings.pipeline.as_ref().map(ToString::to_string).unwrap_or_default();
            let text = format!(
                "Heroku creates review apps of pipeline `{name}` by itself too, so that two are made for one pull request, or \
                 one is refused. Switch automatic review apps off in the pipeline's settings: \
                 https://dashboard.heroku.com/pipelines/{pipeline}/settings"
            );
            self.console.warning("Two make review apps", &text);
        }
        std::future::pending::<()>().await;
    }

    /// A run that was overtaken while it worked finds the head elsewhere: then the label that let its commit in comes off.
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

fn troubled(trouble: Trouble) -> Box<Outcome> {
    Box::new(Outcome::trouble(trouble))
}
