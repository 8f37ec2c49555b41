//! Build and release output on its way into the workflow log.
//!
//! What Heroku streams is written by whoever writes the branch. The runner would obey workflow commands in it, so
//! everything passes through here and leaves as whole lines that hold none.

mod characters;
mod commands;
mod decoder;
mod ignorable;
mod tail;

use std::str;

use memchr::memchr3;

pub use commands::neutral_line;
use decoder::Decoder;
use tail::Tail;

/// Longest line in bytes, before commands in it are made harmless and without the prefix. A longer one is broken into
/// lines of this size, so that memory stays constant whatever arrives.
pub const LONGEST_LINE: usize = 64 * 1024;

/// Turns the bytes of one output stream into safe lines.
#[derive(Debug)]
pub struct LogRelay {
    writer: Writer,
    decoder: Decoder,
    /// The line so far, without the characters that never reach the log.
    line: String,
    /// The line before ended at a carriage return: a line feed right behind it belongs to that.
    after_return: bool,
    taken: u64,
    /// Bytes of a reopened stream that were taken before.
    repeated: u64,
}

impl LogRelay {
    /// `prefix` stands before each line. It is trusted and goes out as it is.
    #[must_use]
    pub fn new(prefix: &str) -> Self {
        Self {
            writer: Writer { prefix: prefix.to_owned(), tail: Tail::default() },
            decoder: Decoder::default(),
            line: String::new(),
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
        let mut rest = self.skip_repeated(bytes);
        while let Some(at) = memchr3(b'\n', b'\r', 0, rest) {
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
    }

    /// The stream was opened anew and starts from its beginning: what was taken before is skipped.
    pub fn reconnected(&mut self) {
        self.repeated = self.taken;
    }

    /// The stream is over: appends the last line, if it had no end of its own.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        self.decoder.finish(|text| append(&mut self.line, &mut self.writer, text, out));
        if !self.line.is_empty() {
            self.end_line(out);
        }
    }

    /// The last lines, at most 40 of at most 500 characters, without the prefix, escape sequences and blank lines at
    /// the end.
    pub fn tail(&self) -> impl Iterator<Item = &str> {
        self.writer.tail.lines()
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

    /// Takes text that is followed by the end of its line.
    fn take_line(&mut self, text: &[u8], out: &mut Vec<u8>) {
        self.taken += 1;
        if self.line.is_empty()
            && self.decoder.is_empty()
            && let Some(line) = ready_line(text)
        {
            self.taken += text.len() as u64;
            self.writer.write(line, out);
            return;
        }
        self.take(text, out);
        self.decoder.finish(|text| append(&mut self.line, &mut self.writer, text, out));
        self.end_line(out);
    }

    /// Takes text whose line goes on.
    fn take(&mut self, text: &[u8], out: &mut Vec<u8>) {
        self.taken += text.len() as u64;
        self.decoder.decode(text, |part| {
            for kept in characters::kept(part) {
                append(&mut self.line, &mut self.writer, kept, out);
            }
        });
    }

    fn end_line(&mut self, out: &mut Vec<u8>) {
        self.writer.write(&self.line, out);
        self.line.clear();
    }
}

/// The text as a line that needs no more than a look for commands, which is what nearly every line is.
fn ready_line(text: &[u8]) -> Option<&str> {
    let line = str::from_utf8(text).ok()?;
    (line.len() <= LONGEST_LINE && characters::is_clean(line)).then_some(line)
}

/// Appends to a line, and writes it out as often as it is full.
fn append(line: &mut String, writer: &mut Writer, mut text: &str, out: &mut Vec<u8>) {
    while line.len() + text.len() > LONGEST_LINE {
        let room = LONGEST_LINE - line.len();
        let cut = (0..=room).rev().find(|&at| text.is_char_boundary(at));
        let (fits, rest) = text.split_at(cut.unwrap_or_default());
        line.push_str(fits);
        writer.write(line, out);
        line.clear();
        text = rest;
    }
    line.push_str(text);
}

/// Where finished lines go.
#[derive(Debug)]
struct Writer {
    prefix: String,
    tail: Tail,
}

impl Writer {
    fn write(&mut self, line: &str, out: &mut Vec<u8>) {
        let line = commands::harmless(line);
        out.extend_from_slice(self.prefix.as_bytes());
        out.extend_from_slice(line.as_bytes());
        out.push(b'\n');
        self.tail.record(&line);
    }
}

#[cfg(test)]
mod tests;
