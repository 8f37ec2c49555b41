use std::io::{self, Write};

use super::command::escape_data;
use crate::redact::Redactor;

/// A traced event on its way to the log, where it is shown only to those who debug a run (`RUNNER_DEBUG`).
pub(super) struct DebugLines {
    redactor: Redactor,
}

impl DebugLines {
    pub(super) fn new(redactor: Redactor) -> Self {
        Self { redactor }
    }
}

impl Write for DebugLines {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        let line = escape_data(self.redactor.clean(text.trim_end()).as_ref());
        writeln!(io::stdout(), "::debug::{line}")?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stdout().flush()
    }
}
