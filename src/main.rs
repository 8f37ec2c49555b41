//! The `branchline` binary: command line, runtime, signals, exit code.

use std::{future::Future, process::ExitCode};

use branchline::{
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
    let exit = match parse(std::env::args_os().skip(1)) {
        Ok(invocation) => carried_out(invocation),
        Err(mistake) => misused(&mistake),
    };
    ExitCode::from(exit as u8)
}

fn carried_out(invocation: Invocation) -> Exit {
    let console = Console::new(Style::Terminal);
    match invocation {
        Invocation::Action => action(),
        Invocation::Rehearse(rehearsal) => in_runtime(async { rehearse(&rehearsal, &console).await }),
        Invocation::Explain { references, rules } => match rules.read() {
            Ok(rules) => explain_rules(&references, &rules, &console),
            Err(mistake) => misused(&mistake),
        },
        Invocation::Version => {
            console.line(concat!("branchline ", env!("CARGO_PKG_VERSION")));
            Exit::Done
        }
        Invocation::Help => {
            console.line(HELP);
            Exit::Done
        }
    }
}

fn action() -> Exit {
    let environment = Environment::from_process();
    if !environment.has_runner() {
        return misused(NO_RUNNER);
    }
    let console = Console::new(Style::Workflow);
    in_runtime(async { run(&environment, &console, stopped()).await })
}

fn in_runtime(work: impl Future<Output = Exit>) -> Exit {
    match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(work),
        Err(_) => Exit::Bug,
    }
}

fn misused(mistake: &str) -> Exit {
    let console = Console::on(Style::Terminal, Box::new(std::io::stderr()));
    console.line(&format!("branchline: {mistake}\nSee branchline --help"));
    Exit::Misconfigured
}
