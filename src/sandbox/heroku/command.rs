//! Commands in one-off dynos, as plain values.

use std::time::Duration;

/// How a command goes.
#[derive(Clone, Debug)]
pub struct CommandScript {
    /// What whoever joins is greeted with.
    pub greeting: &'static str,
    /// What it prints.
    pub output: String,
    /// How long it takes after that.
    pub takes: Duration,
    /// Whether it knows its mark, and says with it that it went well.
    pub forges: bool,
    /// What it exits with; none where the connection ends before.
    pub status: Option<i32>,
}

impl Default for CommandScript {
    fn default() -> Self {
        let (greeting, output) = ("rendezvous\r\n", "done\n".to_owned());
        Self { greeting, output, takes: Duration::ZERO, forges: false, status: Some(0) }
    }
}

/// A one-off dyno.
#[derive(Clone, Debug)]
pub struct OneOff {
    /// Such as `run.1`.
    pub name: String,
    /// The last part of the address where it is joined.
    pub secret: String,
    /// What it is to run.
    pub command: String,
    /// How that goes.
    pub script: CommandScript,
    /// How often it was joined, so that it ran.
    pub joined: u32,
    /// Whether it was stopped.
    pub stopped: bool,
}
