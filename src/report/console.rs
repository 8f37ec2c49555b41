use std::{
    cell::{Cell, RefCell},
    io::Write,
};

use super::command::escape_data;
use super::command::escape_property;
use super::markdown;
use super::tracer::Tracer;
use crate::{redact::Redactor, relay::neutral_line};

/// How many annotations of a kind the runner keeps for a step.
const MOST_ANNOTATIONS: u32 = 10;
/// The runner cuts an annotation here.
const LONGEST_ANNOTATION: usize = 4096;

/// The reader of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// The Actions runner, which obeys workflow commands.
    Workflow,
    /// A person at a terminal.
    Terminal,
}

/// Prints everything that a run says, to standard output alone, because the runner reorders the two streams.
///
/// It replaces secrets in everything that it prints, and only intended commands reach the runner.
pub struct Console {
    style: Style,
    output: RefCell<Box<dyn Write>>,
    redactor: Redactor,
    warnings: Cell<u32>,
    errors: Cell<u32>,
    group_is_open: Cell<bool>,
}

impl Console {
    /// A console on standard output.
    #[must_use]
    pub fn new(style: Style) -> Self {
        Self::on(style, Box::new(std::io::stdout()))
    }

    /// A console that writes elsewhere.
    #[must_use]
    pub fn on(style: Style, output: Box<dyn Write>) -> Self {
        Self {
            style,
            output: RefCell::new(output),
            redactor: Redactor::default(),
            warnings: Cell::new(0),
            errors: Cell::new(0),
            group_is_open: Cell::new(false),
        }
    }

    /// Makes a value secret before anything can print it, for the runner and for this console.
    pub fn mask(&self, secret: &str) {
        if secret.trim().is_empty() {
            return;
        }
        self.redactor.add_shown(secret, &markdown::shown(secret));
        self.mask_for_runner(secret);
    }

    /// Hides a config var's value from now on, unless everybody may see it. The runner also masks what looks like a
    /// secret, so that the other steps of the job hide it as well; a word would make holes in their logs.
    pub fn hide(&self, value: &str) {
        for secret in self.redactor.add_value(value, markdown::shown) {
            self.mask_for_runner(&secret);
        }
    }

    /// Text that everybody may see, so that it is not secret even as a config var's value.
    pub fn reveal(&self, text: &str) {
        self.redactor.reveal(text);
    }

    /// The redactor, for code that reads foreign text.
    #[must_use]
    pub fn redactor(&self) -> &Redactor {
        &self.redactor
    }

    fn mask_for_runner(&self, secret: &str) {
        if self.style == Style::Workflow {
            self.write(format!("::add-mask::{}\n", escape_data(secret)).as_bytes());
        }
    }

    /// Text without secrets, for output other than the log.
    #[must_use]
    pub fn redacted(&self, text: &str) -> String {
        self.redactor.clean(text).into_owned()
    }

    /// Foreign text without its secrets, words among them.
    #[must_use]
    pub fn foreign(&self, text: &str) -> String {
        self.redactor.clean_foreign(text).into_owned()
    }

    /// One or more lines.
    pub fn line(&self, text: &str) {
        let text = self.redacted(text);
        for line in text.lines() {
            self.write(format!("{}\n", neutral_line(line)).as_bytes());
        }
    }

    /// Lines that a relay has already made safe, with this console's secrets.
    pub fn relayed(&self, lines: &[u8]) {
        self.write(lines);
    }

    /// Begins a group that the log shows folded.
    pub fn group(&self, title: &str) {
        let title = self.redacted(&neutral_line(title));
        self.group_is_open.set(true);
        match self.style {
            Style::Workflow => self.write(format!("::group::{}\n", escape_data(&title)).as_bytes()),
            Style::Terminal => self.write(format!("▸ {title}\n").as_bytes()),
        }
    }

    /// Ends the group, if one is open: work that is cut short leaves it so.
    pub fn end_group(&self) {
        if self.group_is_open.take() && self.style == Style::Workflow {
            self.write(b"::endgroup::\n");
        }
    }

    /// An annotation for a failure.
    pub fn error(&self, title: &str, text: &str) {
        self.annotate_unless_too_many(&self.errors, "error", title, text);
    }

    /// An annotation for a warning.
    pub fn warning(&self, title: &str, text: &str) {
        self.annotate_unless_too_many(&self.warnings, "warning", title, text);
    }

    /// An annotation for a notice.
    pub fn notice(&self, title: &str, text: &str) {
        self.annotate("notice", title, text);
    }

    /// An annotation of a line of a file, whatever the style: the runner reads it from the output of a script, too.
    pub fn annotate_file(&self, kind: &str, file: &str, (line, column): (usize, usize), text: &str) {
        let (file, text) = (escape_property(&self.redacted(file)), escape_data(&self.redacted(text)));
        self.write(format!("::{kind} file={file},line={line},col={column}::{text}\n").as_bytes());
    }

    /// Shows, for the rest of the process, what is traced within Branchline: each request and what became of it.
    pub fn show_debug_lines(&self) {
        // An error means that the process has a subscriber already.
        let _ = tracing::subscriber::set_global_default(Tracer { redactor: self.redactor.clone() });
    }

    /// Annotations that the runner would drop become lines of the log.
    fn annotate_unless_too_many(&self, so_far: &Cell<u32>, kind: &str, title: &str, text: &str) {
        so_far.set(so_far.get() + 1);
        if so_far.get() > MOST_ANNOTATIONS {
            self.line(&format!("{kind}: {title}: {text}"));
        } else {
            self.annotate(kind, title, text);
        }
    }

    fn annotate(&self, kind: &str, title: &str, text: &str) {
        let (title, text) = (self.redacted(title), self.redacted(text));
        if self.style == Style::Terminal {
            let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
            self.line(&format!("{kind}: {title}: {first}\n{rest}"));
            return;
        }
        let text = cut(&text, LONGEST_ANNOTATION);
        self.write(format!("::{kind} title={}::{}\n", escape_property(&title), escape_data(text)).as_bytes());
    }

    /// A failure to write the log must not stop a deploy half-way.
    fn write(&self, bytes: &[u8]) {
        let mut output = self.output.borrow_mut();
        let _ = output.write_all(bytes).and_then(|()| output.flush());
    }
}

/// The beginning of a text, at most so many bytes, cut between characters.
fn cut(text: &str, bytes: usize) -> &str {
    &text[..text.floor_char_boundary(bytes)]
}
