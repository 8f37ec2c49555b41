//! Rehearsals: a run against the sandbox, which shows what Branchline does before a key is at stake.

pub(crate) mod part;
mod people;
mod plain;
mod shown;
mod story;

pub use crate::run::imagined::world_for;

use crate::{
    event::{Event, Ignored, Runner},
    inputs::{ABOUT_ENVIRONMENT, Environment, Settings, spec},
    outcome::{End, Exit, Laptop, Outcome as RunOutcome, Trouble},
    play,
    progress::state_file::StateFile,
    report::Console,
    run::{peers::Peers, prepared::Prepared, print_results, secrets, stage::Stage},
    sandbox::{BuildScript, NamedFault, Outcome, PhaseScript, Sandbox, World},
    workflow::file::WorkflowFile,
};
use part::Part;
use people::seen;
use shown::{Detail, shown};
use story::{Scene, story};

/// The story's rules, if the user gives none.
pub(crate) const RULES: &str = "main: acme-production\n**: review-app";

/// What to rehearse.
pub(crate) struct Rehearsal<'a> {
    /// The steps, each with its inputs.
    pub(crate) parts: Vec<Part>,
    /// The workflow that has these steps.
    pub(crate) workflow: Option<&'a WorkflowFile>,
    /// The folder that stands in for a runner's checkout.
    pub(crate) workspace: String,
    /// The user's own event; `None` for the story.
    pub(crate) event: Option<OwnEvent>,
    /// The fault to play.
    pub(crate) fault: Option<NamedFault>,
}

/// An event that the user gives.
pub(crate) struct OwnEvent {
    /// Its name, such as `push`.
    pub(crate) name: String,
    /// The path of the payload.
    pub(crate) file: String,
    /// The payload.
    pub(crate) payload: Vec<u8>,
}

/// Shows what a run does, for the story or for one event.
///
/// # Errors
/// If the sandbox gets no port.
pub(crate) async fn rehearse(rehearsal: Rehearsal<'_>, console: &Console) -> anyhow::Result<Exit> {
    console.line("A rehearsal: GitHub and Heroku are inside this program, and nothing real is asked or written.");
    let mut worst = Exit::Done;
    for part in &rehearsal.parts {
        introduce(part, console);
        let exit = rehearse_part(part, &rehearsal, console).await?;
        worst = if worst == Exit::Done { exit } else { worst };
    }
    if worst != Exit::Misconfigured {
        console.line(&next_step(&rehearsal));
    }
    // The story always ends well, but mistakes in the user's inputs count, and so does the result of the user's own
    // event.
    Ok(if rehearsal.event.is_none() && worst != Exit::Misconfigured { Exit::Done } else { worst })
}

/// What the user may try next.
fn next_step(rehearsal: &Rehearsal<'_>) -> String {
    let words = match (rehearsal.workflow, rehearsal.fault) {
        (Some(workflow), _) => {
            format!("Next: `branchline check {}` finds what would go wrong on GitHub.", workflow.path.display())
        }
        (None, None) => {
            "Next: `branchline rehearse --workflow FILE` plays your own workflow, `--rules-file FILE` your own rules,\n\
                         and `--fault build-fails` a failure (`--fault list` names them all)."
                .to_owned()
        }
        (None, Some(_)) => "Next: `branchline rehearse --fault list` names the other failures.".to_owned(),
    };
    format!("\n{words}")
}

/// Says which step this is, and which rules it plays.
fn introduce(part: &Part, console: &Console) {
    if let Some(title) = &part.title {
        console.line(&format!("\n━━━━ {title} ━━━━"));
    }
    let rules = part.input(&spec::RULES).unwrap_or_default();
    if !rules.trim().is_empty() {
        console.line("Rules:");
        rules
            .lines()
            .filter(|line| !line.trim().is_empty())
            .for_each(|line| console.line(&format!("  {}", line.trim())));
    }
    part.notes.iter().for_each(|note| console.line(note));
}

async fn rehearse_part(part: &Part, rehearsal: &Rehearsal<'_>, console: &Console) -> anyhow::Result<Exit> {
    let (scenes, detail) = match &rehearsal.event {
        Some(own) => (vec![Scene::of(&own.name, own.payload.clone())], Detail::Every),
        None => (story(part, rehearsal.workflow), Detail::Few),
    };
    let workspace = &rehearsal.workspace;
    let first = scenes.iter().find(|scene| scene.no_run.is_none()).unwrap_or(&scenes[0]);
    let sandbox = Sandbox::start(set(first, &first.environment(part, workspace))).await?;
    // Read the key first, because a fault may revoke it.
    let stage = Stage::on(&sandbox);
    match rehearsal.fault {
        Some(fault) => fault.apply(&mut sandbox.world()),
        None if detail == Detail::Few => sandbox.world().heroku.build_script = brief_build(),
        None => {}
    }
    let mut exit = Exit::Done;
    for scene in &scenes {
        scene.prepare(&sandbox);
        console.line(&format!("\n━━ {} ━━", scene.title));
        if let Some(why) = &scene.no_run {
            console.line(why);
            continue;
        }
        let laptop = Laptop {
            inputs: part.written_in.clone(),
            payload: rehearsal.event.as_ref().map(|own| own.file.clone()).unwrap_or_default(),
        };
        let outcome = perform_on(&stage, &scene.payload, &scene.environment(part, workspace), laptop, console).await;
        // The mistakes are printed already, and nothing has changed.
        if outcome.exit() != Exit::Misconfigured {
            seen(&outcome, &sandbox, console);
        }
        shown(&outcome, detail, console);
        if exit == Exit::Done {
            exit = outcome.exit();
        }
        if exit == Exit::Misconfigured {
            // The next scene would print the same mistakes again.
            break;
        }
    }
    Ok(exit)
}

/// Runs the action on a stage, and prints the result to the log.
async fn perform_on(
    stage: &Stage<'_>,
    payload: &[u8],
    environment: &Environment,
    laptop: Laptop,
    console: &Console,
) -> RunOutcome {
    secrets::keep(environment, console);
    let outcome = match Prepared::from(environment, Some(payload.to_owned())) {
        Ok(prepared) => {
            let peers = || Peers::on(stage, &prepared.settings, console);
            Box::pin(play(&prepared, peers, StateFile::none(), console, std::future::pending())).await
        }
        Err(mistakes) => RunOutcome::trouble(Trouble::Misconfigured(mistakes)),
    };
    let outcome = as_on_laptop(outcome, laptop);
    print_results(&outcome, console);
    outcome
}

/// The outcome of a real run, except for where to correct mistakes.
fn as_on_laptop(mut outcome: RunOutcome, laptop: Laptop) -> RunOutcome {
    outcome.rehearsal = false;
    if let Some(End::Failed(trouble)) = &mut outcome.end
        && let Trouble::Misconfigured(mistakes) = &mut **trouble
    {
        mistakes.laptop = Some(laptop);
        mistakes.inputs.iter_mut().for_each(|mistake| *mistake = without_environment(mistake).to_owned());
    }
    outcome
}

/// Drops what a run says about its environment: on a laptop, inputs come from a file or the command line.
fn without_environment(mistake: &str) -> &str {
    mistake.split(ABOUT_ENVIRONMENT).next().unwrap_or_default()
}

/// A build with little output, which keeps the story short.
fn brief_build() -> BuildScript {
    BuildScript::new(&["-----> Building on the Heroku-24 stack"], Outcome::Succeeded)
        .with_release_phase(PhaseScript::new(&["Running migrations…"], Outcome::Succeeded))
}

/// The world in which a scene begins. Ignores mistakes in rules and payload: they are reported when the scene is
/// played.
fn set(scene: &Scene, environment: &Environment) -> World {
    match (Settings::parse(environment), Runner::from_environment(environment)) {
        (Ok(settings), Ok(runner)) => {
            let event = Event::read(&runner, &scene.payload).unwrap_or(Event::Ignored(Ignored::NoCommand));
            world_for(&settings, &runner, &event)
        }
        _ => World::default(),
    }
}
