//! Rehearsing: the same run against the sandbox, so that everybody can see what it does before a key is at stake.

mod people;
mod shown;
mod story;

pub use crate::run::imagined::world_for;

use crate::{
    cli::{Rehearsal, RulesSource},
    event::{Event, Ignored, Runner},
    inputs::{Environment, Settings},
    outcome::Exit,
    report::Console,
    run::{perform_on, stage::Stage},
    sandbox::{BuildScript, NamedFault, Outcome, PhaseScript, Sandbox, World},
};
use people::seen;
use shown::{Detail, shown};
use story::{Scene, story};

/// The rules of the story, where the user brings none.
const RULES: &str = "main: acme-production\n**: review-app";

/// Shows what a run does, for the story or for one event.
///
/// # Errors
/// Says which file cannot be read, or that there is no such fault.
pub async fn rehearse(rehearsal: &Rehearsal, console: &Console) -> Result<Exit, String> {
    let rules = rehearsal.rules.as_ref().map_or_else(|| Ok(RULES.to_owned()), RulesSource::read)?;
    let fault = rehearsal.fault.as_deref().map(named).transpose()?;
    let (scenes, detail) = match &rehearsal.event {
        Some((name, path)) => {
            let payload = std::fs::read(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
            (vec![Scene::of(name, payload)], Detail::Every)
        }
        None => (story(), Detail::Few),
    };
    let sandbox = Sandbox::start(set(&scenes[0], &rules)).await.map_err(|error| error.to_string())?;
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
        let outcome = Box::pin(perform_on(&stage, &scene.payload, &scene.environment(&rules), console)).await;
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

fn named(name: &str) -> Result<NamedFault, String> {
    name.parse().map_err(|error| {
        let line = |fault: NamedFault| format!("  {:20} {}", fault.name(), fault.description());
        let known: Vec<_> = NamedFault::all().map(line).collect();
        format!("{error}; there are:\n{}", known.join("\n"))
    })
}
