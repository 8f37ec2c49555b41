//! Branchline's traces as lines of the log. The usual crate for this would be a twentieth of the image.

use std::fmt::{self, Write as _};
use std::io::{self, Write as _};

use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

use super::command::escape_data;
use crate::redact::Redactor;

/// Shows events of this crate, and of no other, under `RUNNER_DEBUG`. There are no spans.
pub(super) struct Tracer {
    pub(super) redactor: Redactor,
}

/// The message of an event.
struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            let _ = write!(self.0, "{value:?}");
        }
    }
}

impl Subscriber for Tracer {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        let is_own = metadata.target().split("::").next() == Some(env!("CARGO_CRATE_NAME"));
        is_own && *metadata.level() <= Level::DEBUG
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut message = Message(String::new());
        event.record(&mut message);
        let line = escape_data(self.redactor.clean(message.0.trim_end()).as_ref());
        // A failure to write the log stops nothing. The runner shows these lines only if somebody debugs a run.
        let _ = writeln!(io::stdout(), "::debug::{line}");
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
