//! A run of the action, as one line of thought: settings and event, intent, what is observed, plan, execution, report.

use std::{cell::RefCell, future::Future, rc::Rc, time::Duration};

use secrecy::SecretString;

use crate::{
    event::{Event, Runner},
    execute::{Context, Ledger, carry_out},
    github::GitHub,
    heroku::Heroku,
    http::{Connector, Proxies},
    inputs::{Environment, Settings, spec},
    observe::{Findings, World},
    outcome::{Exit, Outcome, Trouble},
    plan::{Intent, Plan, decide_deploy, decide_destroy, decide_review_app, intent, resume},
    report::{Console, explain, outputs, summary, write_outputs},
};

/// Runs the action in `environment`. `stop` ends when the run is to be cancelled.
pub async fn run(environment: &Environment, console: &Console, stop: impl Future<Output = ()>) -> Exit {
    for input in [&spec::HEROKU_API_KEY, &spec::GITHUB_TOKEN] {
        console.mask(environment.input(input).unwrap_or_default());
    }
    let outcome = match prepared(environment) {
        Ok((settings, runner, event)) => work(&settings, &runner, &event, environment, console, stop).await,
        Err(complaints) => Outcome::trouble(Trouble::Misconfigured(complaints)),
    };
    told(&outcome, environment, console);
    outcome.exit()
}

/// All that is known before anything is asked, or every mistake in it.
fn prepared(environment: &Environment) -> Result<(Settings, Runner, Event), Vec<String>> {
    let settings = Settings::parse(environment);
    let happened = Runner::from_environment(environment).map_err(|error| error.to_string()).and_then(|runner| {
        let event = happened(&runner)?;
        Ok((runner, event))
    });
    match (settings, happened) {
        (Ok(settings), Ok((runner, event))) => Ok((settings, runner, event)),
        (settings, happened) => {
            let mut complaints = Vec::new();
            if let Err(mistakes) = settings {
                complaints.extend(mistakes.iter().map(ToString::to_string));
            }
            complaints.extend(happened.err());
            Err(complaints)
        }
    }
}

fn happened(runner: &Runner) -> Result<Event, String> {
    let Some(path) = &runner.event_path else {
        return Err("GITHUB_EVENT_PATH is not set, so there is no payload that says what happened".to_owned());
    };
    let payload = match std::fs::read(path) {
        Ok(payload) => payload,
        Err(error) => return Err(format!("the payload at {} cannot be read: {error}", path.display())),
    };
    Event::read(runner, &payload).map_err(|error| format!("the payload of `{}`: {error}", runner.event_name))
}

async fn work(
    settings: &Settings,
    runner: &Runner,
    event: &Event,
    environment: &Environment,
    console: &Console,
    stop: impl Future<Output = ()>,
) -> Outcome {
    let first = match intent(event, settings, runner) {
        Ok(Intent::Skip(reason)) => return Outcome::skipped(reason),
        Ok(intent) => intent,
        Err(undecided) => return misconfigured(&undecided),
    };
    let connector = Connector {
        private_authorities: environment.get("SSL_CERT_FILE").map(Into::into),
        proxies: Proxies::FromEnvironment,
    };
    let client = match connector.client() {
        Ok(client) => client,
        Err(error) => return Outcome::trouble(Trouble::NoConnection(error.to_string())),
    };
    let no_key = SecretString::default();
    let key = settings.heroku_api_key.as_ref().unwrap_or(&no_key);
    let run = Run {
        settings,
        runner,
        console,
        github: GitHub::new(client.clone(), runner.github_api_url.clone(), settings.github_token.as_ref()),
        heroku: Heroku::new(client, settings.heroku_api_url.clone(), key),
        ledgers: RefCell::default(),
    };
    run.until_stopped(first, stop).await
}

fn misconfigured(undecided: &crate::plan::Undecided) -> Outcome {
    Outcome::trouble(Trouble::Misconfigured(undecided.0.iter().map(ToString::to_string).collect()))
}

struct Run<'a> {
    settings: &'a Settings,
    runner: &'a Runner,
    console: &'a Console,
    github: GitHub,
    heroku: Heroku,
    ledgers: RefCell<Vec<Rc<Ledger>>>,
}

impl Run<'_> {
    /// The whole work, cut short by its deadline or a signal: then what is known of it is in the ledgers.
    async fn until_stopped(&self, first: Intent, stop: impl Future<Output = ()>) -> Outcome {
        let plan = RefCell::new(None);
        let cut: fn(Duration, String) -> Trouble = tokio::select! {
            outcome = self.whole(first, &plan) => return outcome,
            () = crate::http::pause(self.settings.timeout) => |after, last_seen| Trouble::TimedOut { after, last_seen },
            () = stop => |_, last_seen| Trouble::Cancelled { last_seen },
        };
        let ledgers = self.ledgers.borrow().clone();
        for ledger in ledgers.iter().filter(|ledger| !ledger.is_settled()) {
            ledger.settle(Err(cut(self.settings.timeout, ledger.last_seen())));
        }
        let mut outcome = if ledgers.is_empty() {
            Outcome::trouble(cut(self.settings.timeout, "the work had not begun".to_owned()))
        } else {
            Outcome::of_targets(ledgers.iter().map(|ledger| ledger.report()).collect())
        };
        outcome.plan = plan.take();
        outcome
    }

    async fn whole(&self, first: Intent, written: &RefCell<Option<serde_json::Value>>) -> Outcome {
        let (plan, findings) = match self.planned(first).await {
            Ok(planned) => planned,
            Err(outcome) => return *outcome,
        };
        self.console.line(&format!("Plan: {plan}"));
        let json = serde_json::to_value(&plan).ok();
        written.replace(json.clone());
        let mut outcome = self.executed(&plan, findings).await;
        outcome.plan = json;
        outcome
    }

    async fn planned(&self, first: Intent) -> Result<(Plan, Findings), Box<Outcome>> {
        let world = World { github: &self.github, heroku: &self.heroku, repository: &self.runner.repository };
        let troubled = |trouble| Box::new(Outcome::trouble(trouble));
        let mut intent = first;
        while let Intent::Ask(question) = &intent {
            let answer = world.answer(question).await.map_err(troubled)?;
            intent =
                resume(answer, self.settings, self.runner).map_err(|undecided| Box::new(misconfigured(&undecided)))?;
        }
        match &intent {
            Intent::Deploy(deploy) => {
                let (head, targets, findings) = world.for_deploy(deploy).await;
                Ok((decide_deploy(deploy, &head, &targets), findings))
            }
            Intent::ReviewApp(wanted) => {
                let (observed, findings) = world.for_review_app(wanted).await.map_err(troubled)?;
                Ok((decide_review_app(wanted, &observed), findings))
            }
            Intent::Destroy(destroy) => {
                let (review_apps, findings) = world.for_destroy(destroy).await.map_err(troubled)?;
                Ok((decide_destroy(destroy, &review_apps), findings))
            }
            Intent::Skip(reason) => Ok((Plan::Skip { reason: reason.clone() }, Findings::default())),
            Intent::Ask(_) => Ok((Plan::Skip { reason: String::new() }, Findings::default())),
        }
    }

    async fn executed(&self, plan: &Plan, findings: Findings) -> Outcome {
        if let Plan::Skip { reason } = plan {
            return Outcome::skipped(reason.clone());
        }
        let ledgers = ledgers(plan, &findings);
        if self.settings.dry_run {
            return Outcome {
                targets: ledgers.iter().map(|ledger| ledger.report()).collect(),
                ..Outcome::planned(None)
            };
        }
        self.ledgers.replace(ledgers.clone());
        let context = Context {
            heroku: &self.heroku,
            github: &self.github,
            console: self.console,
            repository: &self.runner.repository,
            wait: self.settings.wait,
            environment: &self.settings.environment,
            archives: RefCell::new(findings.archives),
            known_builds: findings.builds,
            refusals: findings.refusals,
            several: ledgers.len() > 1,
        };
        carry_out(plan, &context, &ledgers).await;
        Outcome::of_targets(ledgers.iter().map(|ledger| ledger.report()).collect())
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

/// Tells people and later steps what came of it.
fn told(outcome: &Outcome, environment: &Environment, console: &Console) {
    for (app, trouble) in outcome.troubles() {
        let explanation = explain(trouble, app);
        let text: Vec<_> = std::iter::once(explanation.reason)
            .chain(explanation.evidence)
            .chain(std::iter::once(explanation.advice))
            .collect();
        console.error(&explanation.title, &text.join("\n"));
    }
    if outcome.troubles().next().is_none() {
        told_well(outcome, console);
    }
    let write = |variable: &str, text: &dyn Fn(&std::path::Path) -> std::io::Result<()>| {
        if let Some(path) = environment.get(variable)
            && let Err(error) = text(path.as_ref())
        {
            console.warning("Not written", &format!("{variable} ({path}) cannot be written: {error}"));
        }
    };
    let outputs: Vec<_> = outputs(outcome).into_iter().map(|(name, value)| (name, console.redacted(&value))).collect();
    write("GITHUB_OUTPUT", &|path| write_outputs(path, &outputs));
    let summary = console.redacted(&summary(outcome, false));
    write("GITHUB_STEP_SUMMARY", &|path| append(path, &summary));
}

fn told_well(outcome: &Outcome, console: &Console) {
    if !outcome.reason.is_empty() {
        console.notice("Branchline", &format!("{}: {}", outcome.result.as_str(), outcome.reason));
    }
    for target in &outcome.targets {
        let name = target.app.as_deref().unwrap_or("review app");
        let url = target.url.as_deref().unwrap_or_default();
        console.line(&format!("{name}: {} {url}", target.result.as_str()));
    }
}

fn append(path: &std::path::Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    std::fs::OpenOptions::new().append(true).create(true).open(path)?.write_all(text.as_bytes())
}
