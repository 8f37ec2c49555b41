//! The `branchline` binary: command line, runtime, signals, exit code.

use std::{future::Future, panic::PanicHookInfo, process::ExitCode};

use branchline::{
    cli::{HELP, Invocation, parse},
    explanation::explain_rules,
    inputs::Environment,
    outcome::Exit,
    rehearsal::rehearse,
    report::{Console, Style},
    run, stopped,
};

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(report_bug));
    let exit = match parse(std::env::args_os().skip(1)) {
        Ok(invocation) => carried_out(invocation),
        Err(mistake) => misused(&mistake),
    };
    ExitCode::from(exit as u8)
}

/// What nobody thought of: it must look like nothing else, and be told to those who can mend it.
fn report_bug(panic: &PanicHookInfo<'_>) {
    let console = Console::new(Style::Workflow);
    let advice = "This is a bug in Branchline. Please report it at https://github.com/OWNER/branchline/issues";
    console.error("Bug in Branchline", &format!("{panic}\n{advice}"));
    std::process::exit(Exit::Bug as i32);
}

fn carried_out(invocation: Invocation) -> Exit {
    let console = Console::new(Style::Terminal);
    match invocation {
        Invocation::Action => {
            let environment = Environment::from_process();
            let console = Console::new(Style::Workflow);
            in_runtime(async { run(&environment, &console, stopped()).await })
        }
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
