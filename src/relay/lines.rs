//! Lines on their way out.

use memchr::memchr_iter;

use super::commands::{any_in, harmless};
use crate::redact::Redactor;

/// Longest line in bytes, before commands in it are made harmless and without the prefix. A longer one is broken into
/// lines of this size, so that memory stays constant whatever arrives.
pub const LONGEST_LINE: usize = 64 * 1024;

/// Writes lines, and gathers the one whose end has not come yet.
#[derive(Debug)]
pub(super) struct Lines {
    pub(super) prefix: String,
    pub(super) unfinished: String,
    /// Secrets go before anything else is done: whatever stands in the way of a command could tear one apart.
    pub(super) redactor: Redactor,
}

impl Lines {
    /// Writes a line that came in one piece.
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

    /// Appends to the unfinished line, and writes it as often as it is full.
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

    /// Writes the unfinished line, whose end has come.
    pub(super) fn end(&mut self, out: &mut Vec<u8>) {
        self.write(&self.unfinished, out);
        self.unfinished.clear();
    }

    /// Writes the unfinished line, whose end will not come: a secret that it breaks off in is not told in part.
    pub(super) fn cut_off(&mut self, out: &mut Vec<u8>) {
        self.write_clean(&self.redactor.clean_cut_log(&self.unfinished), out);
        self.unfinished.clear();
    }

    /// Writes as much of the full line as holds no beginning of a secret at its end; what does may become one with what comes.
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
