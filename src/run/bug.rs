use crate::{
    inputs::Environment,
    outcome::{Exit, Outcome, Trouble},
    report::Console,
    run::finish::tell,
};

/// Reports a bug that showed at `place`, and returns the exit code.
pub fn bug(place: &str, environment: &Environment, console: &Console) -> Exit {
    let repository = environment.get("GITHUB_ACTION_REPOSITORY");
    let server = environment.get("GITHUB_SERVER_URL").unwrap_or("https://github.com");
    let report_to = repository
        .map_or_else(|| "where you got Branchline".to_owned(), |repository| format!("at {server}/{repository}/issues"));
    let outcome = Outcome::trouble(Trouble::Bug { place: place.to_owned(), report_to });
    tell(&outcome, environment, console)
}
