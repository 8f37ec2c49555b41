use std::{
    cell::{Cell, RefCell},
    future::Future,
    pin::pin,
    time::Duration,
};

use serde_json::Value;

use super::{
    conduct::Conductor,
    decided::{decided, ledgers},
    peers::Peers,
    prepared::{Prepared, misconfigured},
    secrets,
};
use crate::{
    announce::{About, Announcer, Missing},
    event::Event,
    execute::{Context, settle_what_is_known},
    github::Reaction,
    http::pause,
    names::PipelineId,
    observe::{Checks, Findings, OwnRun, World},
    outcome::{Outcome, RunResult, Trouble, Waiting, Why},
    plan::{Intent, Plan, resume},
    progress::{
        state_file::StateFile,
        stop::{Stop, StopSignal},
    },
    report::Console,
};

/// A sign in answer to a comment that takes longer is not worth the wait.
const LONGEST_SIGN: Duration = Duration::from_secs(10);

/// The work of a run, and what is known of it at any moment.
pub(super) struct Work<'a> {
    pub(super) prepared: &'a Prepared,
    pub(super) peers: &'a Peers,
    pub(super) console: &'a Console,
    pub(super) missing: Missing<'a>,
    plan: RefCell<Option<Value>>,
    waiting_for: RefCell<Waiting>,
    is_held_back: Cell<bool>,
    state: StateFile,
}

impl<'a> Work<'a> {
    pub(super) fn new(prepared: &'a Prepared, peers: &'a Peers, console: &'a Console, state: StateFile) -> Self {
        let waiting_for = RefCell::new(Waiting::NothingWritten);
        let (missing, plan) = (Missing::new(console), RefCell::default());
        Self { prepared, peers, console, missing, plan, waiting_for, is_held_back: Cell::default(), state }
    }

    /// The whole work, cut short by its deadline or a signal: then what is known of it is in the ledgers.
    pub(super) async fn until_stopped(&self, first: Intent, stop: impl Future<Output = ()>) -> Outcome {
        let (give, signal) = Stop::signal();
        let timeout = self.prepared.settings.timeout;
        let watch = async {
            let mut stop = pin!(stop);
            tokio::select! {
                () = pause(timeout) => {
                    give.send_replace(Some(Stop::Deadline(timeout)));
                    stop.await;
                }
                () = &mut stop => {}
            }
            give.send_replace(Some(Stop::Cancelled));
            std::future::pending().await
        };
        tokio::select! {
            outcome = self.whole(first, signal) => Outcome { plan: self.plan.take(), ..outcome },
            outcome = watch => outcome,
        }
    }

    async fn whole(&self, first: Intent, mut signal: StopSignal) -> Outcome {
        let resolved = tokio::select! {
            resolved = self.resolved(first) => resolved,
            stop = signal.stopped() => Err(self.cut_short(stop)),
        };
        match resolved {
            Ok(intent) => tokio::join!(self.done(&intent, signal.clone()), self.seen(&intent, signal)).0,
            Err(outcome) => *outcome,
        }
    }

    async fn done(&self, intent: &Intent, mut signal: StopSignal) -> Outcome {
        let planned = tokio::select! {
            planned = self.planned(intent) => planned,
            stop = signal.stopped() => Err(self.cut_short(stop)),
        };
        let (plan, findings) = match planned {
            Ok(planned) => planned,
            Err(outcome) => return *outcome,
        };
        secrets::reveal(&plan, self.console);
        self.plan.replace(serde_json::to_value(&plan).ok());
        if let Plan::Nothing { why } = plan {
            return Outcome { is_held_back: self.is_held_back.get(), ..Outcome::skipped(why) };
        }
        if let Plan::AlreadyGone { why, .. } = &plan {
            if !self.prepared.settings.dry_run {
                self.announcer(&plan).already_gone(&signal).await;
            }
            return Outcome::skipped(why.clone());
        }
        self.console.line(&format!("Plan: {plan}"));
        if let Plan::TakeLabelOff { pull, label } = &plan {
            return tokio::select! {
                why = self.take_label_off(*pull, label) => Outcome::skipped(why),
                stop = signal.stopped() => Outcome::trouble(stop.trouble_before_work(Waiting::LabelRemoval(label.clone()), &self.peers.pauses)),
            };
        }
        let outcome = self.executed(&plan, findings, &signal).await;
        if outcome.result() == RunResult::Skipped {
            tokio::select! {
                () = self.leave_no_label(intent) => {}
                _ = signal.stopped() => {}
            }
        }
        outcome
    }

    /// What comes of a run that is cut short before it writes anything to Heroku.
    fn cut_short(&self, stop: Stop) -> Box<Outcome> {
        Box::new(Outcome::trouble(stop.trouble_before_work(self.waiting_for.borrow().clone(), &self.peers.pauses)))
    }

    fn world(&self) -> World<'_> {
        let repository = &self.prepared.runner.repository;
        World { github: &self.peers.github, heroku: &self.peers.heroku, repository }
    }

    /// The intent once all is known that it depends on.
    async fn resolved(&self, first: Intent) -> Result<Intent, Box<Outcome>> {
        let Prepared { settings, runner, .. } = self.prepared;
        let mut intent = first;
        while let Intent::Ask(question) = &intent {
            let answer = self.world().answer(question).await.map_err(troubled)?;
            intent = resume(answer, settings, runner).map_err(|undecided| Box::new(misconfigured(&undecided)))?;
        }
        Ok(intent)
    }

    async fn planned(&self, intent: &Intent) -> Result<(Plan, Findings), Box<Outcome>> {
        if let Some(why) = self.red_check(intent).await.map_err(troubled)? {
            self.is_held_back.set(true);
            return Ok((Plan::Nothing { why }, Findings::default()));
        }
        decided(self.world(), intent).await.map_err(troubled)
    }

    /// The check that stands against a deploy, where it is waited for checks.
    async fn red_check(&self, intent: &Intent) -> Result<Option<Why>, Trouble> {
        let Prepared { settings, runner, .. } = self.prepared;
        let commit = match intent {
            Intent::Deploy(deploy) => &deploy.commit,
            // What is not let in is not built, so it waits for nothing.
            Intent::ReviewApp(wanted) if wanted.is_let_in() => &wanted.commit,
            _ => return Ok(None),
        };
        let own = OwnRun { id: runner.run_id, job: runner.job.as_deref(), workflow: runner.workflow.as_deref() };
        let checks = Checks { commit, wanted: &settings.wait_for_checks, own };
        let tell = |waiting_for: Waiting| {
            self.console.line(&waiting_for.to_string());
            self.waiting_for.replace(waiting_for);
        };
        self.world().checks_are_green(&checks, tell).await
    }

    /// Answers a command in a comment with a sign at once, beside the work; what comes of it is told in the comment of the
    /// pull request.
    async fn seen(&self, intent: &Intent, mut signal: StopSignal) {
        let Event::Comment(comment) = &self.prepared.event else { return };
        if matches!(intent, Intent::Nothing(_)) || self.prepared.settings.dry_run {
            return;
        }
        let repository = &self.prepared.runner.repository;
        tokio::select! {
            answer = self.peers.github.react(repository, comment.comment_id, Reaction::Eyes) => {
                self.missing.sign(answer);
            }
            () = pause(LONGEST_SIGN) => {}
            _ = signal.stopped() => {}
        }
    }

    /// Warns where Heroku makes review apps by itself as well. It is asked beside the work, which never waits for it, and no
    /// answer is as good as no.
    async fn automatic_review_apps(&self, plan: &Plan) {
        if let Plan::ReviewApp { pipeline, .. } = plan
            && let Ok(true) = self.peers.heroku.makes_review_apps(pipeline).await
        {
            let name = self.prepared.settings.pipeline.as_ref().map(ToString::to_string).unwrap_or_default();
            self.console.warning("Two make review apps", &automatic_review_apps(&name, pipeline));
        }
        std::future::pending::<()>().await;
    }

    fn announcer(&self, plan: &Plan) -> Announcer<'_> {
        let about = About::of(plan, &self.prepared.settings, &self.prepared.runner);
        Announcer::new(&self.peers.github, &self.peers.heroku, self.console, &self.missing, about)
    }

    async fn executed(&self, plan: &Plan, findings: Findings, signal: &StopSignal) -> Outcome {
        let ledgers = ledgers(plan, &findings, &self.state, self.console);
        let reports = || ledgers.iter().map(|ledger| ledger.report()).collect();
        if let Some(doubt) = &findings.doubt {
            self.console.warning("Not checked", doubt);
        }
        let context = Context {
            heroku: &self.peers.heroku,
            github: &self.peers.github,
            console: self.console,
            repository: &self.prepared.runner.repository,
            settings: &self.prepared.settings,
            pipeline: plan.pipeline().cloned(),
            reference: plan.reference(),
            wait: self.prepared.settings.wait,
            review_app_config_vars: &self.prepared.settings.review_app_config_vars,
            source_version: self.prepared.settings.sets_source_version(),
            archives: RefCell::new(findings.archives),
            known_builds: findings.builds,
            refusals: findings.refusals,
            head_seen: Cell::new(findings.head_seen),
            several: ledgers.len() > 1,
            later: RefCell::default(),
        };
        if self.prepared.settings.dry_run {
            settle_what_is_known(plan, &context, &ledgers);
            return Outcome::planned(reports());
        }
        let (announcer, run_url) = (self.announcer(plan), self.prepared.runner.run_url());
        let conductor = Conductor {
            plan,
            context: &context,
            announcer: &announcer,
            clients: self.peers.clients(&self.prepared.runner.repository, run_url.as_deref()),
            signal,
        };
        tokio::select! {
            () = conductor.conduct(&ledgers) => {}
            () = self.automatic_review_apps(plan) => {}
        }
        self.state.leave(&ledgers);
        Outcome::of_targets(reports())
    }
}

fn automatic_review_apps(name: &str, pipeline: &PipelineId) -> String {
    format!(
        "Heroku creates review apps of pipeline `{name}` by itself too, so that two are made for one pull request, or one is \
         refused. Switch automatic review apps off in the pipeline's settings: \
         https://dashboard.heroku.com/pipelines/{pipeline}/settings"
    )
}

fn troubled(trouble: Trouble) -> Box<Outcome> {
    Box::new(Outcome::trouble(trouble))
}
