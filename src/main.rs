//! The `branchline` binary: command line, runtime, signals, exit code.

use std::{future::Future, process::ExitCode};

use anyhow::{Context, bail};
use branchline::{
    Step, bug,
    cli::{HELP, Invocation, parse},
    inputs::Environment,
    outcome::Exit,
    report::{Console, Style},
    run, stopped,
};

/// The message for somebody who tries the bare command at a terminal.
const NO_RUNNER: &str = "without arguments this is a step of a GitHub workflow, and there is no runner here.
`branchline rehearse` shows it at work without an account; `branchline explain BRANCH --rules-file FILE` explains rules.";

fn main() -> ExitCode {
    let exit = parse(std::env::args_os()).and_then(carry_out).unwrap_or_else(|mistake| misused(&mistake));
    ExitCode::from(exit as u8)
}

fn carry_out(invocation: Invocation) -> anyhow::Result<Exit> {
    let console = Console::new(Style::Terminal);
    match invocation {
        Invocation::Action => return action(Step::Main),
        Invocation::PostStep => return action(Step::Post),
        Invocation::Rehearse(asked) => return in_runtime(async { Box::pin(asked.run(&console)).await }),
        Invocation::Explain(asked) => return asked.run(&console),
        Invocation::Init(asked) => {
            return in_runtime(async { Box::pin(asked.run(&Environment::from_process(), &console)).await });
        }
        Invocation::Check(asked) => return Ok(asked.run(&Environment::from_process(), &console)),
        Invocation::Version => console.line(concat!("branchline ", env!("CARGO_PKG_VERSION"))),
        Invocation::Help => console.line(HELP),
    }
    Ok(Exit::Done)
}

fn action(step: Step) -> anyhow::Result<Exit> {
    let environment = Environment::from_process();
    if !environment.has_runner() {
        bail!(NO_RUNNER);
    }
    tell_of_bugs(environment.clone());
    let console = Console::new(Style::Workflow);
    in_runtime(async { Ok(Box::pin(run(step, &environment, &console, stopped())).await) })
}

/// Turns a panic, which is a bug, into an annotation, outputs, and exit code 70. It reports only the place, because the
/// panic's message may contain anything, even a secret.
fn tell_of_bugs(environment: Environment) {
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let exit = bug(&place, &environment, &Console::new(Style::Workflow));
        std::process::exit(exit as i32);
    }));
}

fn in_runtime(work: impl Future<Output = anyhow::Result<Exit>>) -> anyhow::Result<Exit> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.context("this machine cannot run an event loop")?.block_on(work)
}

fn misused(mistake: &anyhow::Error) -> Exit {
    let console = Console::on(Style::Terminal, Box::new(std::io::stderr()));
    console.line(&format!("branchline: {mistake:#}\nSee branchline --help"));
    Exit::Misconfigured
}
