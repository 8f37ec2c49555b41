//! Lines on their way out.

use memchr::memchr_iter;

use super::commands::{any_in, harmless};

/// Longest line in bytes, before commands in it are made harmless and without the prefix. A longer one is broken into
/// lines of this size, so that memory stays constant whatever arrives.
pub const LONGEST_LINE: usize = 64 * 1024;

/// Writes lines, and gathers the one whose end has not come yet.
#[derive(Debug)]
pub(super) struct Lines {
    pub(super) prefix: String,
    pub(super) unfinished: String,
}

impl Lines {
    /// Writes a line that came in one piece.
    pub(super) fn write(&self, line: &str, out: &mut Vec<u8>) {
        out.extend_from_slice(self.prefix.as_bytes());
        out.extend_from_slice(harmless(line).as_bytes());
        out.push(b'\n');
    }

    /// Writes whole lines of printable ASCII and tabs.
    pub(super) fn write_plain(&self, lines: &str, out: &mut Vec<u8>) {
        if any_in(lines) {
            lines.split_terminator('\n').for_each(|line| self.write(line, out));
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
            let cut = (0..=room).rev().find(|&at| text.is_char_boundary(at));
            let (fits, rest) = text.split_at(cut.unwrap_or_default());
            self.unfinished.push_str(fits);
            self.end(out);
            text = rest;
        }
        self.unfinished.push_str(text);
    }

    /// Writes the unfinished line.
    pub(super) fn end(&mut self, out: &mut Vec<u8>) {
        self.write(&self.unfinished, out);
        self.unfinished.clear();
    }
}
