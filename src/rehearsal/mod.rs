//! Rehearsing: the same run against the sandbox, so that everybody can see what it does before a key is at stake.

mod shown;
mod stage;
mod story;

pub use stage::world_for;

use crate::{
    cli::{Rehearsal, RulesSource},
    event::{Event, Runner},
    inputs::{Environment, Settings},
    outcome::Exit,
    report::Console,
    run::{Staged, perform_on},
    sandbox::{NamedFault, Sandbox, World},
};
use shown::shown;
use story::{Scene, story};

/// The rules of the story, where the user brings none.
const RULES: &str = "main: acme-production\n**: review-app";

/// Shows what a run does, for the story or for one event.
pub async fn rehearse(rehearsal: &Rehearsal, console: &Console) -> Exit {
    match rehearsed(rehearsal, console).await {
        Ok(exit) => exit,
        Err(mistake) => {
            console.line(&mistake);
            Exit::Misconfigured
        }
    }
}

async fn rehearsed(rehearsal: &Rehearsal, console: &Console) -> Result<Exit, String> {
    let rules = rehearsal.rules.as_ref().map_or_else(|| Ok(RULES.to_owned()), RulesSource::read)?;
    let fault = rehearsal.fault.as_deref().map(named).transpose()?;
    let scenes = match &rehearsal.event {
        Some((name, path)) => {
            let payload = std::fs::read(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
            vec![Scene::of(name, payload)]
        }
        None => story(),
    };
    let sandbox = Sandbox::start(set(&scenes[0], &rules, fault)).await.map_err(|error| error.to_string())?;
    console.line("A rehearsal: GitHub and Heroku are inside this program, and nothing real is asked or written.");
    let mut exit = Exit::Done;
    for scene in &scenes {
        scene.prepare(&sandbox);
        let environment = scene.environment(&rules);
        console.line(&format!("\n━━ {} ━━", scene.title));
        let staged = Staged { payload: Some(scene.payload.clone()), sandbox: Some(&sandbox) };
        let outcome = perform_on(&environment, staged, console).await;
        shown(&outcome, console);
        if exit == Exit::Done {
            exit = outcome.exit();
        }
    }
    // What goes wrong on purpose is what was to be shown; what is wrong with the user's rules is not.
    Ok(if fault.is_some() && exit != Exit::Misconfigured { Exit::Done } else { exit })
}

/// The world in which a scene can begin. Mistakes in rules or payload show when it is played.
fn set(scene: &Scene, rules: &str, fault: Option<NamedFault>) -> World {
    let environment: Environment = scene.environment(rules);
    let mut world = match (Settings::parse(&environment), Runner::from_environment(&environment)) {
        (Ok(settings), Ok(runner)) => {
            let event = Event::read(&runner, &scene.payload).unwrap_or(Event::Ignored { reason: String::new() });
            world_for(&settings, &runner, &event)
        }
        _ => World::default(),
    };
    if let Some(fault) = fault {
        fault.apply(&mut world);
    }
    world
}

fn named(name: &str) -> Result<NamedFault, String> {
    name.parse().map_err(|error| {
        let line = |fault: NamedFault| format!("  {:20} {}", fault.name(), fault.description());
        let known: Vec<_> = NamedFault::all().map(line).collect();
        format!("{error}; there are:\n{}", known.join("\n"))
    })
}
