//! Rehearsing: the same run against the sandbox, so that everybody can see what it does before a key is at stake.

mod people;
mod plain;
mod shown;
mod story;

pub use crate::run::imagined::world_for;

use crate::{
    event::{Event, Ignored, Runner},
    inputs::{Environment, Settings},
    outcome::{Exit, Outcome as RunOutcome, Trouble},
    play,
    progress::state_file::StateFile,
    report::Console,
    run::{peers::Peers, prepared::Prepared, print_results, secrets, stage::Stage},
    sandbox::{BuildScript, NamedFault, Outcome, PhaseScript, Sandbox, World},
};
use people::seen;
use shown::{Detail, shown};
use story::{Scene, story};

/// The rules of the story, where the user brings none.
const RULES: &str = "main: acme-production\n**: review-app";

/// What is to be rehearsed.
#[derive(Debug, Default)]
pub struct Rehearsal {
    /// The rules; none for those of the story.
    pub rules: Option<String>,
    /// The event's name and payload; none for the story.
    pub event: Option<(String, Vec<u8>)>,
    /// What goes wrong.
    pub fault: Option<NamedFault>,
}

/// Shows what a run does, for the story or for one event.
///
/// # Errors
/// Where there is no port for the sandbox.
pub async fn rehearse(rehearsal: Rehearsal, console: &Console) -> anyhow::Result<Exit> {
    let Rehearsal { rules, event, fault } = rehearsal;
    let rules = rules.unwrap_or_else(|| RULES.to_owned());
    let (scenes, detail) = match event {
        Some((name, payload)) => (vec![Scene::of(&name, payload)], Detail::Every),
        None => (story(), Detail::Few),
    };
    let sandbox = Sandbox::start(set(&scenes[0], &rules)).await?;
    // Before a fault can take the key's validity.
    let stage = Stage::on(&sandbox);
    console.line("A rehearsal: GitHub and Heroku are inside this program, and nothing real is asked or written.");
    let mut exit = Exit::Done;
    match fault {
        Some(fault) => fault.apply(&mut sandbox.world()),
        None if detail == Detail::Few => sandbox.world().heroku.build_script = brief_build(),
        None => {}
    }
    for scene in &scenes {
        scene.prepare(&sandbox);
        console.line(&format!("\n━━ {} ━━", scene.title));
        let outcome = perform_on(&stage, &scene.payload, &scene.environment(&rules), console).await;
        seen(&outcome, detail, &sandbox, console);
        shown(&outcome, detail, console);
        if exit == Exit::Done {
            exit = outcome.exit();
        }
        if exit == Exit::Misconfigured {
            // The next scene would tell the same mistakes again.
            break;
        }
    }
    // What goes wrong on purpose is what was to be shown; what is wrong with the user's rules is not.
    Ok(if fault.is_some() && exit != Exit::Misconfigured { Exit::Done } else { exit })
}

/// Runs the action on a stage, and tells in the log what came of it.
async fn perform_on(stage: &Stage<'_>, payload: &[u8], environment: &Environment, console: &Console) -> RunOutcome {
    secrets::keep(environment, console);
    let outcome = match Prepared::from(environment, Some(payload.to_owned())) {
        Ok(prepared) => {
            let peers = || Peers::on(stage, &prepared.settings, console);
            Box::pin(play(&prepared, peers, StateFile::none(), console, std::future::pending())).await
        }
        Err(mistakes) => RunOutcome::trouble(Trouble::Misconfigured(mistakes)),
    };
    print_results(&outcome, console);
    outcome
}

/// A build with so little output that the story fits on a screen.
fn brief_build() -> BuildScript {
    BuildScript::new(&["-----> Building on the Heroku-24 stack"], Outcome::Succeeded)
        .with_release_phase(PhaseScript::new(&["Running migrations…"], Outcome::Succeeded))
}

/// The world in which a scene can begin. Mistakes in rules or payload show when it is played.
fn set(scene: &Scene, rules: &str) -> World {
    let environment: Environment = scene.environment(rules);
    match (Settings::parse(&environment), Runner::from_environment(&environment)) {
        (Ok(settings), Ok(runner)) => {
            let event = Event::read(&runner, &scene.payload).unwrap_or(Event::Ignored(Ignored::NoCommand));
            world_for(&settings, &runner, &event)
        }
        _ => World::default(),
    }
}
