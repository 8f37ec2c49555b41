use std::{cell::RefCell, future::Future, rc::Rc};

use serde_json::Value;

use super::{Peers, Prepared, prepared::misconfigured};
use crate::{
    announce::{About, Announcer},
    execute::{Context, Cut, CutSignal, Ledger, carry_out, give_up},
    http::pause,
    observe::{Findings, World},
    outcome::Outcome,
    plan::{Intent, Plan, decide_deploy, decide_destroy, decide_review_app, resume},
    report::Console,
};

/// The work of a run, and what is known of it at any moment.
pub(super) struct Work<'a> {
    prepared: &'a Prepared,
    peers: &'a Peers,
    console: &'a Console,
    plan: RefCell<Option<Value>>,
}

impl<'a> Work<'a> {
    pub(super) fn new(prepared: &'a Prepared, peers: &'a Peers, console: &'a Console) -> Self {
        Self { prepared, peers, console, plan: RefCell::default() }
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
        self.executed(&plan, findings, &signal).await
    }

    async fn planned(&self, first: Intent) -> Result<(Plan, Findings), Box<Outcome>> {
        let Prepared { settings, runner, .. } = self.prepared;
        let world = World { github: &self.peers.github, heroku: &self.peers.heroku, repository: &runner.repository };
        let troubled = |trouble| Box::new(Outcome::trouble(trouble));
        let mut intent = first;
        loop {
            match intent {
                Intent::Ask(question) => {
                    let answer = world.answer(&question).await.map_err(troubled)?;
                    intent =
                        resume(answer, settings, runner).map_err(|undecided| Box::new(misconfigured(&undecided)))?;
                }
                Intent::Skip(reason) => return Ok((Plan::Skip { reason }, Findings::default())),
                Intent::Deploy(deploy) => {
                    let (head, targets, findings) = world.for_deploy(&deploy).await.map_err(troubled)?;
                    return Ok((decide_deploy(&deploy, &head, &targets), findings));
                }
                Intent::ReviewApp(wanted) => {
                    let (observed, findings) = world.for_review_app(&wanted).await.map_err(troubled)?;
                    return Ok((decide_review_app(&wanted, &observed), findings));
                }
                Intent::Destroy(destroy) => {
                    let (review_apps, findings) = world.for_destroy(&destroy).await.map_err(troubled)?;
                    return Ok((decide_destroy(&destroy, &review_apps), findings));
                }
            }
        }
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
        carry_out(plan, &context, &ledgers, &announcer, signal).await;
        Outcome::of_targets(reports())
    }
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
        Plan::Skip { .. } => Vec::new(),
        Plan::Deploy { commit, targets, .. } => {
            targets.iter().map(|target| ledger(Some(&target.app), &target.app, Some(commit.clone()))).collect()
        }
        Plan::ReviewApp { commit, .. } => vec![ledger(None, "", Some(commit.clone()))],
        Plan::Destroy { review_apps, .. } => review_apps.iter().map(|id| ledger(None, id.as_str(), None)).collect(),
    }
}
