//! Writes finished lines.

use memchr::memchr_iter;

use super::commands::{any_in, harmless};
use crate::redact::Redactor;

/// The longest line in bytes, without the prefix, and before commands in it are made harmless. A longer line is broken,
/// so that memory use does not depend on the input.
pub const LONGEST_LINE: usize = 64 * 1024;

/// Writes lines, and collects the unfinished one.
#[derive(Debug)]
pub(super) struct Lines {
    pub(super) prefix: String,
    pub(super) unfinished: String,
    /// Runs before everything else: what makes a command harmless could split a secret.
    pub(super) redactor: Redactor,
}

impl Lines {
    /// Writes a line that arrived whole.
    pub(super) fn write(&self, line: &str, out: &mut Vec<u8>) {
        self.write_clean(&self.redactor.clean_log(line), out);
    }

    fn write_clean(&self, line: &str, out: &mut Vec<u8>) {
        out.extend_from_slice(self.prefix.as_bytes());
        out.extend_from_slice(harmless(line).as_bytes());
        out.push(b'\n');
    }

    /// Writes whole lines of printable ASCII and tabs.
    pub(super) fn write_plain(&self, lines: &str, out: &mut Vec<u8>) {
        let lines = &*self.redactor.clean_plain_log(lines);
        if any_in(lines) {
            lines.split_terminator('\n').for_each(|line| self.write_clean(line, out));
        } else if self.prefix.is_empty() {
            out.extend_from_slice(lines.as_bytes());
        } else {
            self.write_harmless(lines.as_bytes(), out);
        }
    }

    fn write_harmless(&self, lines: &[u8], out: &mut Vec<u8>) {
        let mut from = 0;
        for end in memchr_iter(b'\n', lines) {
            out.extend_from_slice(self.prefix.as_bytes());
            out.extend_from_slice(&lines[from..=end]);
            from = end + 1;
        }
    }

    /// Appends to the unfinished line, and writes it each time it is full.
    pub(super) fn append(&mut self, mut text: &str, out: &mut Vec<u8>) {
        while self.unfinished.len() + text.len() > LONGEST_LINE {
            let room = LONGEST_LINE - self.unfinished.len();
            let (fits, rest) = text.split_at(text.floor_char_boundary(room));
            self.unfinished.push_str(fits);
            self.break_line(out);
            text = rest;
        }
        self.unfinished.push_str(text);
    }

    /// Ends and writes the unfinished line.
    pub(super) fn end(&mut self, out: &mut Vec<u8>) {
        self.write(&self.unfinished, out);
        self.unfinished.clear();
    }

    /// Writes the unfinished line, which is cut off here, without the beginning of a secret at its end.
    pub(super) fn cut_off(&mut self, out: &mut Vec<u8>) {
        self.write_clean(&self.redactor.clean_cut_log(&self.unfinished), out);
        self.unfinished.clear();
    }

    /// Writes the full line up to where a secret may begin at its end. That part waits for what follows.
    fn break_line(&mut self, out: &mut Vec<u8>) {
        let at = self.redactor.whole_until(&self.unfinished);
        if at < LONGEST_LINE / 2 {
            return self.cut_off(out);
        }
        let held_back = self.unfinished.split_off(at);
        self.end(out);
        self.unfinished = held_back;
    }
}
