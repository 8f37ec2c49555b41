//! Foreign output on its way into the log: made safe, and limited.

use std::mem;

use super::{build_warnings, desk::Desk};
use crate::relay::LogRelay;

/// How many bytes of an output to show before only its end follows: nobody reads more, and the runner must store it.
const MOST_SHOWN: usize = 100_000_000;

/// Prints one output.
pub(super) struct Printer<'a> {
    desk: &'a Desk<'a>,
    prefix: &'a str,
    relay: LogRelay,
    lines: Vec<u8>,
    warnings: Vec<String>,
    /// How many bytes were shown.
    shown: usize,
}

impl<'a> Printer<'a> {
    pub(super) fn new(desk: &'a Desk<'a>, prefix: &'a str) -> Self {
        let relay = LogRelay::new(prefix, desk.console.redactor().clone());
        Self { desk, prefix, relay, lines: Vec::new(), warnings: Vec::new(), shown: 0 }
    }

    /// Relays bytes; returns whether they held more than heartbeats.
    pub(super) fn take(&mut self, bytes: &[u8]) -> bool {
        let before = self.relay.taken();
        self.relay.feed(bytes, &mut self.lines);
        self.flush();
        self.relay.taken() > before
    }

    /// How many bytes it took, without heartbeats.
    pub(super) fn taken(&self) -> u64 {
        self.relay.taken()
    }

    /// The output is read from its beginning once more.
    pub(super) fn reconnected(&mut self) {
        self.relay.reconnected();
    }

    /// Prints the unfinished line that was held back.
    pub(super) fn finish(&mut self) {
        self.relay.finish(&mut self.lines);
        self.flush();
        if self.is_full() {
            self.shown = 0;
            self.relay.tail().for_each(|line| self.desk.console.line(&format!("{}{line}", self.prefix)));
        }
    }

    /// The end of the output.
    pub(super) fn tail(&self) -> Vec<String> {
        self.relay.tail().map(ToOwned::to_owned).collect()
    }

    /// The build's warnings so far.
    pub(super) fn take_warnings(&mut self) -> Vec<String> {
        mem::take(&mut self.warnings)
    }

    fn flush(&mut self) {
        if self.lines.is_empty() {
            return;
        }
        if !self.is_full() {
            self.desk.console.relayed(&self.lines);
            self.shown += self.lines.len();
            if self.is_full() {
                self.desk.console.line("(That is 100 MB of output. Of the rest, only the end is shown.)");
            }
        }
        build_warnings::collect(&self.lines, self.prefix, &mut self.warnings);
        self.lines.clear();
    }

    fn is_full(&self) -> bool {
        self.shown >= MOST_SHOWN
    }
}

/// A run that is cut short drops the printer, and the unfinished line may be the one that matters.
impl Drop for Printer<'_> {
    fn drop(&mut self) {
        self.finish();
    }
}
