use std::{cell::RefCell, future::Future, rc::Rc};

use serde_json::Value;

use super::{Peers, Prepared, StateFile, prepared::misconfigured};
use crate::{
    announce::{About, Announcer, Missing},
    event::Event,
    execute::{Context, Cut, CutSignal, Ledger, carry_out, give_up},
    github::Reaction,
    http::pause,
    names::PullNumber,
    observe::{Findings, World},
    outcome::{Outcome, Trouble},
    plan::{Intent, Plan, decide_deploy, decide_destroy, decide_review_app, resume},
    report::Console,
};

/// The work of a run, and what is known of it at any moment.
pub(super) struct Work<'a> {
    prepared: &'a Prepared,
    peers: &'a Peers,
    console: &'a Console,
    plan: RefCell<Option<Value>>,
    state: StateFile,
}

impl<'a> Work<'a> {
    pub(super) fn new(prepared: &'a Prepared, peers: &'a Peers, console: &'a Console, state: StateFile) -> Self {
        Self { prepared, peers, console, plan: RefCell::default(), state }
    }

    /// The whole work, cut short by its deadline or a signal: then what is known of it is in the ledgers.
    pub(super) async fn until_stopped(&self, first: Intent, stop: impl Future<Output = ()>) -> Outcome {
        let (give, signal) = Cut::signal();
        let timeout = self.prepared.settings.timeout;
        let watch = async {
            let cut = tokio::select! {
                () = pause(timeout) => Cut::Deadline(timeout),
                () = stop => Cut::Cancelled,
            };
            let _ = give.send(Some(cut));
            std::future::pending().await
        };
        tokio::select! {
            outcome = self.whole(first, signal) => Outcome { plan: self.plan.take(), ..outcome },
            outcome = watch => outcome,
        }
    }

    async fn whole(&self, first: Intent, mut signal: CutSignal) -> Outcome {
        let planned = tokio::select! {
            planned = self.planned(first) => planned,
            cut = signal.given() => Err(Box::new(Outcome::trouble(cut.trouble("nothing was written yet".to_owned())))),
        };
        let (plan, findings) = match planned {
            Ok(planned) => planned,
            Err(outcome) => return *outcome,
        };
        self.plan.replace(serde_json::to_value(&plan).ok());
        if let Plan::Skip { reason } = plan {
            return Outcome::skipped(reason);
        }
        self.console.line(&format!("Plan: {plan}"));
        if let Plan::TakeLabelOff { pull, label } = &plan {
            return tokio::select! {
                outcome = self.label_taken_off(*pull, label) => outcome,
                cut = signal.given() => Outcome::trouble(cut.trouble(format!("the label `{label}` was being taken off"))),
            };
        }
        self.executed(&plan, findings, &signal).await
    }

    async fn planned(&self, first: Intent) -> Result<(Plan, Findings), Box<Outcome>> {
        let Prepared { settings, runner, .. } = self.prepared;
        let world = World { github: &self.peers.github, heroku: &self.peers.heroku, repository: &runner.repository };
        let troubled = |trouble| Box::new(Outcome::trouble(trouble));
        let mut intent = first;
        while let Intent::Ask(question) = &intent {
            let answer = world.answer(question).await.map_err(troubled)?;
            intent = resume(answer, settings, runner).map_err(|undecided| Box::new(misconfigured(&undecided)))?;
        }
        let (red, ()) = tokio::join!(self.red_check(world, &intent), self.seen(&intent));
        if let Some(reason) = red.map_err(troubled)? {
            return Ok((Plan::Skip { reason }, Findings::default()));
        }
        decided(world, &intent).await.map_err(troubled)
    }

    /// The check that stands against a deploy, where it is waited for checks.
    async fn red_check(&self, world: World<'_>, intent: &Intent) -> Result<Option<String>, Trouble> {
        let Prepared { settings, runner, .. } = self.prepared;
        let commit = match intent {
            Intent::Deploy(deploy) if settings.wait_for_checks => &deploy.commit,
            Intent::ReviewApp(wanted) if settings.wait_for_checks => &wanted.commit,
            _ => return Ok(None),
        };
        world.checks_are_green(commit, runner.run_id, self.console).await
    }

    /// Answers a command in a comment with a sign at once; what comes of it is told in the comment of the pull request.
    async fn seen(&self, intent: &Intent) {
        let Event::Comment(comment) = &self.prepared.event else { return };
        if matches!(intent, Intent::Skip(_)) || self.prepared.settings.dry_run {
            return;
        }
        let repository = &self.prepared.runner.repository;
        let answer = self.peers.github.react(repository, comment.comment_id, Reaction::Eyes).await;
        Missing::new(self.console).reaction(answer);
    }

    /// A stranger's next commit has to be let in anew. That the label cannot be taken off must not let it in.
    async fn label_taken_off(&self, pull: PullNumber, label: &str) -> Outcome {
        let repository = &self.prepared.runner.repository;
        let mut reason =
            format!("a fork was pushed to: set the label `{label}` again on #{pull} to let this commit in");
        if !self.prepared.settings.dry_run {
            let answer = self.peers.github.remove_label(repository, pull, label).await;
            if Missing::new(self.console).reaction(answer).is_none() {
                reason = format!("a fork was pushed to, and the label `{label}` could not be taken off: do so by hand");
            }
        }
        Outcome::skipped(reason)
    }

    async fn executed(&self, plan: &Plan, findings: Findings, signal: &CutSignal) -> Outcome {
        let ledgers = ledgers(plan, &findings);
        let reports = || ledgers.iter().map(|ledger| ledger.report()).collect();
        if let Some(doubt) = &findings.doubt {
            self.console.warning("Not checked", doubt);
        }
        let context = Context {
            heroku: &self.peers.heroku,
            github: &self.peers.github,
            console: self.console,
            repository: &self.prepared.runner.repository,
            reference: plan.reference(),
            wait: self.prepared.settings.wait,
            environment: &self.prepared.settings.environment,
            archives: RefCell::new(findings.archives),
            known_builds: findings.builds,
            refusals: findings.refusals,
            several: ledgers.len() > 1,
        };
        if self.prepared.settings.dry_run {
            give_up(plan, &context, &ledgers);
            return Outcome::planned(reports());
        }
        let about = About::of(plan, &self.prepared.settings, &self.prepared.runner);
        let announcer = Announcer::new(&self.peers.github, &self.peers.heroku, self.console, about);
        tokio::select! {
            () = carry_out(plan, &context, &ledgers, &announcer, signal) => {}
            () = self.state.keep(&ledgers) => {}
        }
        self.state.forget(&ledgers);
        Outcome::of_targets(reports())
    }
}

/// The plan for an intent that is clear, and what was seen on the way.
async fn decided(world: World<'_>, intent: &Intent) -> Result<(Plan, Findings), Trouble> {
    let plan = match intent {
        Intent::Deploy(deploy) => {
            let (head, targets, findings) = world.for_deploy(deploy).await?;
            return Ok((decide_deploy(deploy, &head, &targets), findings));
        }
        Intent::ReviewApp(wanted) => {
            let (observed, findings) = world.for_review_app(wanted).await?;
            return Ok((decide_review_app(wanted, &observed), findings));
        }
        Intent::Destroy(destroy) => {
            let (review_apps, findings) = world.for_destroy(destroy).await?;
            return Ok((decide_destroy(destroy, &review_apps), findings));
        }
        Intent::TakeLabelOff { pull, label } => Plan::TakeLabelOff { pull: *pull, label: label.clone() },
        Intent::Skip(reason) => Plan::Skip { reason: reason.clone() },
        Intent::Ask(_) => Plan::Skip { reason: "it could not be found out what is meant".to_owned() },
    };
    Ok((plan, Findings::default()))
}

/// One ledger for each app that the plan is about.
fn ledgers(plan: &Plan, findings: &Findings) -> Vec<Rc<Ledger>> {
    let ledger = |name: Option<&String>, key: &str, commit| {
        let ledger = Ledger::new(name.cloned(), commit);
        if let Some(app) = findings.apps.get(key) {
            ledger.note_app(app);
        }
        Rc::new(ledger)
    };
    match plan {
        Plan::Skip { .. } | Plan::TakeLabelOff { .. } => Vec::new(),
        Plan::Deploy { commit, targets, .. } => {
            targets.iter().map(|target| ledger(Some(&target.app), &target.app, Some(commit.clone()))).collect()
        }
        Plan::ReviewApp { commit, .. } => vec![ledger(None, "", Some(commit.clone()))],
        Plan::Destroy { review_apps, .. } => review_apps.iter().map(|id| ledger(None, id.as_str(), None)).collect(),
    }
}
