//! Rehearsing: the same run against the sandbox, so that everybody can see what it does before a key is at stake.

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

/// The rules of the story, where the user brings none.
pub(crate) const RULES: &str = "main: acme-production\n**: review-app";

/// What is to be rehearsed.
pub(crate) struct Rehearsal<'a> {
    /// The steps, each with its inputs.
    pub(crate) parts: Vec<Part>,
    /// The workflow that they are of.
    pub(crate) workflow: Option<&'a WorkflowFile>,
    /// The folder that stands for what a runner has checked out.
    pub(crate) workspace: String,
    /// An event of the user's own; none for the story.
    pub(crate) event: Option<OwnEvent>,
    /// What goes wrong.
    pub(crate) fault: Option<NamedFault>,
}

/// An event of the user's own.
pub(crate) struct OwnEvent {
    /// Such as `push`.
    pub(crate) name: String,
    /// The file that holds the payload.
    pub(crate) file: String,
    /// What is in it.
    pub(crate) payload: Vec<u8>,
}

/// Shows what a run does, for the story or for one event.
///
/// # Errors
/// Where there is no port for the sandbox.
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
    // The story is a show; what is wrong with the user's inputs is not, nor how an event of the user's own ends.
    Ok(if rehearsal.event.is_none() && worst != Exit::Misconfigured { Exit::Done } else { worst })
}

/// What to try after this.
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

/// Says which step this is, and by which rules it is played.
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
    // Before a fault can take the key's validity.
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
        // What is misconfigured is told already, and changes nothing.
        if outcome.exit() != Exit::Misconfigured {
            seen(&outcome, &sandbox, console);
        }
        shown(&outcome, detail, console);
        if exit == Exit::Done {
            exit = outcome.exit();
        }
        if exit == Exit::Misconfigured {
            // The next scene would tell the same mistakes again.
            break;
        }
    }
    Ok(exit)
}

/// Runs the action on a stage, and tells in the log what came of it.
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

/// The same outcome as a real run would have, but for where mistakes are to be corrected.
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

/// What a run adds about its environment says nothing of a file or a command line.
fn without_environment(mistake: &str) -> &str {
    mistake.split(ABOUT_ENVIRONMENT).next().unwrap_or_default()
}

/// A build with so little output that the story is short.
fn brief_build() -> BuildScript {
    BuildScript::new(&["-----> Building on the Heroku-24 stack"], Outcome::Succeeded)
        .with_release_phase(PhaseScript::new(&["Running migrations…"], Outcome::Succeeded))
}

/// The world in which a scene can begin. Mistakes in rules or payload show when it is played.
fn set(scene: &Scene, environment: &Environment) -> World {
    match (Settings::parse(environment), Runner::from_environment(environment)) {
        (Ok(settings), Ok(runner)) => {
            let event = Event::read(&runner, &scene.payload).unwrap_or(Event::Ignored(Ignored::NoCommand));
            world_for(&settings, &runner, &event)
        }
        _ => World::default(),
    }
}
