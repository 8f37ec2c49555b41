//! Passes build and release output into the workflow log.
//!
//! Anybody who writes to the branch controls what Heroku streams, and the runner would obey workflow commands in it. So
//! all output passes through here, and leaves as whole lines without commands or secrets.

mod characters;
mod commands;
mod decoder;
mod lines;
mod tail;

use std::str;

use memchr::memchr3;

pub use commands::neutral_line;
use decoder::Decoder;
pub use lines::LONGEST_LINE;
use lines::Lines;
use tail::Tail;

use crate::redact::Redactor;

/// Turns the bytes of one output stream into safe lines.
#[derive(Debug)]
pub struct LogRelay {
    decoder: Decoder,
    lines: Lines,
    tail: Tail,
    /// The previous line ended with a carriage return: a line feed right after it belongs to that.
    after_return: bool,
    taken: u64,
    /// Bytes still to skip in a reopened stream, because they were taken before.
    repeated: u64,
}

impl LogRelay {
    /// `prefix` precedes each line. It is trusted and printed unchanged. `redactor` hides secrets in the rest.
    #[must_use]
    pub fn new(prefix: &str, redactor: Redactor) -> Self {
        Self {
            decoder: Decoder::default(),
            lines: Lines { prefix: prefix.to_owned(), unfinished: String::new(), redactor },
            tail: Tail::default(),
            after_return: false,
            taken: 0,
            repeated: 0,
        }
    }

    /// Appends to `out` the lines that `bytes` complete, each with a line feed.
    ///
    /// NUL bytes are dropped: Heroku sends one after ten seconds of silence, even within a line
    /// (<https://github.com/heroku/busl>).
    pub fn feed(&mut self, bytes: &[u8], out: &mut Vec<u8>) {
        let before = out.len();
        let mut rest = self.skip_repeated(bytes);
        loop {
            rest = self.take_plain_lines(rest, out);
            let Some(at) = memchr3(b'\n', b'\r', 0, rest) else {
                break;
            };
            let (text, end) = (&rest[..at], rest[at]);
            rest = &rest[at + 1..];
            let pending_return = self.after_return && text.is_empty();
            match end {
                0 => self.take(text, out),
                b'\n' if pending_return => self.taken += 1,
                _ => self.take_line(text, out),
            }
            self.after_return = end == b'\r' || end == 0 && pending_return;
        }
        self.after_return &= rest.is_empty();
        self.take(rest, out);
        self.remember(&out[before..]);
    }

    /// Call this when the stream was reopened from its beginning: skips what was taken before.
    pub fn reconnected(&mut self) {
        self.repeated = self.taken;
    }

    /// Call this at the end of the stream: appends the last line if it has no line end.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        let before = out.len();
        self.decoder.finish(|text| self.lines.append(text, out));
        if !self.lines.unfinished.is_empty() {
            self.lines.cut_off(out);
        }
        self.remember(&out[before..]);
    }

    /// The last lines: at most 40, each of at most 500 characters, without the prefix, escape sequences, and blank
    /// lines at the end.
    pub fn tail(&self) -> impl Iterator<Item = &str> {
        self.tail.lines()
    }

    /// How many bytes were taken, without NUL bytes and repeated ones.
    #[must_use]
    pub fn taken(&self) -> u64 {
        self.taken
    }

    fn skip_repeated<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let mut fresh = bytes;
        while self.repeated > 0
            && let Some((&byte, rest)) = fresh.split_first()
        {
            self.repeated -= u64::from(byte != 0);
            fresh = rest;
        }
        fresh
    }

    /// Takes all the plain lines at the start of `bytes` at once, because most build output consists of them. They only
    /// have to be searched for secrets and commands. Returns the rest.
    fn take_plain_lines<'a>(&mut self, bytes: &'a [u8], out: &mut Vec<u8>) -> &'a [u8] {
        if self.after_return || self.is_amid_line() {
            return bytes;
        }
        // No line in this window is too long.
        let window = &bytes[..bytes.len().min(LONGEST_LINE)];
        let lines = characters::plain_lines(window).unwrap_or_default();
        self.lines.write_plain(lines, out);
        self.taken += lines.len() as u64;
        &bytes[lines.len()..]
    }

    fn is_amid_line(&self) -> bool {
        !self.lines.unfinished.is_empty() || !self.decoder.is_empty()
    }

    /// Takes text up to the end of its line.
    fn take_line(&mut self, text: &[u8], out: &mut Vec<u8>) {
        self.taken += 1;
        if !self.is_amid_line()
            && let Some(line) = ready_line(text)
        {
            self.taken += text.len() as u64;
            self.lines.write(line, out);
            return;
        }
        self.take(text, out);
        self.decoder.finish(|text| self.lines.append(text, out));
        self.lines.end(out);
    }

    /// Takes text within a line.
    fn take(&mut self, text: &[u8], out: &mut Vec<u8>) {
        self.taken += text.len() as u64;
        self.decoder.decode(text, |part| {
            for kept in characters::kept(part) {
                self.lines.append(kept, out);
            }
        });
    }

    fn remember(&mut self, written: &[u8]) {
        self.tail.record(written, self.lines.prefix.len());
    }
}

/// The text as a line, if no character in it has to be replaced.
fn ready_line(text: &[u8]) -> Option<&str> {
    let line = str::from_utf8(text).ok()?;
    (line.len() <= LONGEST_LINE && characters::is_clean(line)).then_some(line)
}

#[cfg(test)]
mod tests;
