use std::{
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
};

use super::escape_data;
use crate::redact::Redactor;

/// A traced event on its way to the log, where it is shown only to those who debug a run (`RUNNER_DEBUG`).
pub(super) struct DebugLines {
    redactor: Arc<Mutex<Redactor>>,
}

impl DebugLines {
    pub(super) fn new(redactor: Arc<Mutex<Redactor>>) -> Self {
        Self { redactor }
    }
}

impl Write for DebugLines {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        let redactor = self.redactor.lock().unwrap_or_else(PoisonError::into_inner);
        let line = escape_data(redactor.clean(text.trim_end()).as_ref());
        writeln!(io::stdout(), "::debug::{line}")?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stdout().flush()
    }
}
