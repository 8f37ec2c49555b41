//! Build and release output on its way into the workflow log.
//!
//! What Heroku streams is written by whoever writes the branch. The runner would obey workflow commands in it, so
//! everything passes through here and leaves as whole lines that hold none, nor a secret.

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
    /// The line before ended at a carriage return: a line feed right behind it belongs to that.
    after_return: bool,
    taken: u64,
    /// Bytes of a reopened stream that were taken before.
    repeated: u64,
}

impl LogRelay {
    /// `prefix` stands before each line. It is trusted and goes out as it is. No line has a secret that `redactor` knows.
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

    /// Appends the lines that `bytes` complete to `out`, each with a line feed.
    ///
    /// NUL bytes vanish: Heroku sends one after ten seconds of silence, also in the middle of a line
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

    /// The stream was opened anew and starts from its beginning: what was taken before is skipped.
    pub fn reconnected(&mut self) {
        self.repeated = self.taken;
    }

    /// The stream is over: appends the last line, if it had no end of its own.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        let before = out.len();
        self.decoder.finish(|text| self.lines.append(text, out));
        if !self.lines.unfinished.is_empty() {
            self.lines.cut_off(out);
        }
        self.remember(&out[before..]);
    }

    /// The last lines, at most 40 of at most 500 characters, without the prefix, escape sequences and blank lines at
    /// the end.
    pub fn tail(&self) -> impl Iterator<Item = &str> {
        self.tail.lines()
    }

    /// Bytes taken so far, NUL bytes and repeated ones not counted.
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

    /// Takes the lines at the start of `bytes` that need no more than a look for commands, all at once: most of a
    /// build's output is like that. Gives back the bytes after them.
    fn take_plain_lines<'a>(&mut self, bytes: &'a [u8], out: &mut Vec<u8>) -> &'a [u8] {
        if self.after_return || self.is_amid_line() {
            return bytes;
        }
        // Within these bytes no line is too long.
        let window = &bytes[..bytes.len().min(LONGEST_LINE)];
        let lines = characters::plain_lines(window).unwrap_or_default();
        self.lines.write_plain(lines, out);
        self.taken += lines.len() as u64;
        &bytes[lines.len()..]
    }

    fn is_amid_line(&self) -> bool {
        !self.lines.unfinished.is_empty() || !self.decoder.is_empty()
    }

    /// Takes text that is followed by the end of its line.
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

    /// Takes text whose line goes on.
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

/// The text as a line in which no character is replaced.
fn ready_line(text: &[u8]) -> Option<&str> {
    let line = str::from_utf8(text).ok()?;
    (line.len() <= LONGEST_LINE && characters::is_clean(line)).then_some(line)
}

#[cfg(test)]
mod tests;
