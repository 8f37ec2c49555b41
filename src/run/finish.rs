//! The messages for people and later steps at the end of a run.

use std::{fs::OpenOptions, io, io::Write, path::Path};

use crate::{
    inputs::Environment,
    outcome::{Done, Exit, Outcome, RunResult, TargetReport},
    report::{Console, annotation, explanations, outputs, reason, summary, write_outputs},
};

/// Reports the outcome of a run, and returns the exit code.
pub(crate) fn tell(outcome: &Outcome, environment: &Environment, console: &Console) -> Exit {
    print_results(outcome, console);
    write_files(outcome, environment, console);
    outcome.exit()
}

/// Ends the log: an annotation for each failure, or a line for each app.
pub(crate) fn print_results(outcome: &Outcome, console: &Console) {
    // Work that was cut short leaves its group open, which would fold away these lines.
    console.end_group();
    for explanation in explanations(outcome) {
        let text = annotation(&explanation);
        if explanation.mistakes.last().is_some_and(|last| !text.contains(last)) {
            explanation.mistakes.iter().for_each(|mistake| console.line(mistake));
        }
        console.error(&explanation.title, &text);
    }
    for target in outcome.targets.iter().filter(|target| target.trouble().is_none() && !target.warnings.is_empty()) {
        let app = target.app.as_deref().unwrap_or("the review app");
        console.warning(&format!("The build of {app} warns"), &target.warnings.join("\n"));
    }
    outcome.targets.iter().for_each(|target| warn_of_unnamed(target, console));
    if outcome.result() == RunResult::Skipped {
        let tell = if outcome.is_held_back { Console::warning } else { Console::notice };
        tell(console, "Skipped", &reason(outcome));
    }
    for target in outcome.targets.iter().filter(|target| target.trouble().is_none()) {
        let name = target.app.as_deref().unwrap_or(if target.aim == Done::Tested { "Heroku CI" } else { "review app" });
        let url = target.url.as_ref().map(|url| format!(" {url}")).unwrap_or_default();
        let why = target.end.why().map(|why| format!(" ({why})")).unwrap_or_default();
        console.line(&format!("{name}: {}{why}{url}", target.result().as_str()));
    }
}

/// Warns if an app's name and address are unknown although its work succeeded.
fn warn_of_unnamed(target: &TargetReport, console: &Console) {
    let (Some(why), Some(id), None) = (&target.unnamed, &target.app_id, target.trouble()) else { return };
    if target.result() != RunResult::Skipped {
        let text = format!(
            "Heroku did not tell the name and address of app {id}. So the outputs `app` and `url` are empty, the comment has no \
             link, and there is no GitHub deployment. {why}"
        );
        console.warning("Not known", &text);
    }
}

/// Writes outputs and summary. If they cannot be written, the result stays as it is.
fn write_files(outcome: &Outcome, environment: &Environment, console: &Console) {
    let outputs: Vec<_> = outputs(outcome).into_iter().map(|(name, value)| (name, console.redacted(&value))).collect();
    if environment.get("GITHUB_OUTPUT").is_none() {
        console.warning(
            "Not written",
            "GITHUB_OUTPUT is not set, so later steps get no outputs: the runner always sets it",
        );
    }
    write(environment, "GITHUB_OUTPUT", console, |path| write_outputs(path, &outputs));
    let summary = summary(outcome, console);
    write(environment, "GITHUB_STEP_SUMMARY", console, |path| append(path, &summary));
}

fn write(environment: &Environment, variable: &str, console: &Console, writing: impl Fn(&Path) -> io::Result<()>) {
    let Some(path) = environment.get(variable) else { return };
    if let Err(error) = writing(path.as_ref()) {
        console.warning("Not written", &format!("{variable} names {path}, which cannot be written: {error}"));
    }
}

fn append(path: &Path, text: &str) -> io::Result<()> {
    OpenOptions::new().append(true).create(true).open(path)?.write_all(text.as_bytes())
}
