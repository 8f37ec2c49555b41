//! The `branchline` binary: command line, runtime, signals, exit code.

use std::{future::Future, process::ExitCode};

use branchline::{
    Step, bug,
    cli::{HELP, Invocation, parse},
    explanation::explain_rules,
    inputs::Environment,
    outcome::Exit,
    rehearsal::rehearse,
    report::{Console, Style},
    run, stopped,
};

/// For those who try the bare command at a terminal.
const NO_RUNNER: &str = "without arguments this is a step of a GitHub workflow, and there is no runner here.
`branchline rehearse` shows it at work without an account; `branchline explain BRANCH --rules-file FILE` explains rules.";

fn main() -> ExitCode {
    let exit = parse(std::env::args_os()).and_then(carried_out).unwrap_or_else(|mistake| misused(&mistake));
    ExitCode::from(exit as u8)
}

fn carried_out(invocation: Invocation) -> Result<Exit, String> {
    let console = Console::new(Style::Terminal);
    match invocation {
        Invocation::Action => return action(Step::Main),
        Invocation::PostStep => return action(Step::Post),
        Invocation::Rehearse(rehearsal) => return in_runtime(async { Box::pin(rehearse(&rehearsal, &console)).await }),
        Invocation::Explain { references, rules } => explain_rules(&references, &rules.read()?, &console)?,
        Invocation::Version => console.line(concat!("branchline ", env!("CARGO_PKG_VERSION"))),
        Invocation::Help => console.line(HELP),
    }
    Ok(Exit::Done)
}

fn action(step: Step) -> Result<Exit, String> {
    let environment = Environment::from_process();
    if !environment.has_runner() {
        return Err(NO_RUNNER.to_owned());
    }
    tell_of_bugs(environment.clone());
    let console = Console::new(Style::Workflow);
    in_runtime(async { Ok(Box::pin(run(step, &environment, &console, stopped())).await) })
}

/// Turns a panic, which is a bug, into an annotation, outputs, and the exit code for it. Only the place is told: the message
/// of a panic can hold anything, a secret too.
fn tell_of_bugs(environment: Environment) {
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let exit = bug(&place, &environment, &Console::new(Style::Workflow));
        std::process::exit(exit as i32);
    }));
}

fn in_runtime(work: impl Future<Output = Result<Exit, String>>) -> Result<Exit, String> {
    match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(work),
        Err(error) => Err(format!("no event loop can be had on this machine: {error}")),
    }
}

fn misused(mistake: &str) -> Exit {
    let console = Console::on(Style::Terminal, Box::new(std::io::stderr()));
    console.line(&format!("branchline: {mistake}\nSee branchline --help"));
    Exit::Misconfigured
}
