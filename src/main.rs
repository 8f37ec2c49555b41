//! The `branchline` binary: runtime, signals, exit code.

use std::process::ExitCode;

use branchline::{
    inputs::Environment,
    report::{Console, Style},
    run,
};

fn main() -> ExitCode {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
        return ExitCode::from(70);
    };
    let environment = Environment::from_process();
    let console = Console::new(Style::Workflow);
    let exit = runtime.block_on(run(&environment, &console, std::future::pending()));
    ExitCode::from(exit as u8)
}
