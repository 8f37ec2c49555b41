//! Colours and other escape sequences for terminals (ECMA-48, 5.4 and 5.6; ECMA-35, 13.2.1).

use std::borrow::Cow;

use memchr::{memchr, memchr_iter};

/// The first byte of each sequence.
pub(crate) const ESCAPE: u8 = 0x1b;

/// The limit in bytes for a string to the terminal, such as the address of a link.
const LONGEST_STRING: usize = 2048;

/// The text without escape sequences. From an incomplete sequence, only the escape character is removed.
pub(crate) fn without_escapes(text: &str) -> Cow<'_, str> {
    if memchr(ESCAPE, text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let (mut plain, mut from) = (String::with_capacity(text.len()), 0);
    for at in memchr_iter(ESCAPE, text.as_bytes()) {
        if at >= from {
            plain.push_str(&text[from..at]);
            from = at + sequence_length(&text.as_bytes()[at..]);
        }
    }
    plain.push_str(&text[from..]);
    Cow::Owned(plain)
}

/// The length in bytes of the sequence at the start of `bytes`, which begin with an escape character. All its bytes are
/// ASCII.
pub(crate) fn sequence_length(bytes: &[u8]) -> usize {
    let whole = match bytes.get(1) {
        Some(b'[') => control_sequence(bytes),
        Some(b']' | b'P' | b'X' | b'^' | b'_') => string(bytes),
        Some(b'(' | b')' | b'*' | b'+' | b'#' | b'%') => ends_at(bytes, 2, is_final),
        _ => None,
    };
    whole.unwrap_or(1)
}

fn control_sequence(bytes: &[u8]) -> Option<usize> {
    let parameters = bytes[2..].iter().take_while(|byte| matches!(byte, b' '..=b'?')).count();
    ends_at(bytes, 2 + parameters, |byte| matches!(byte, b'@'..=b'~'))
}

/// The length up to the last byte, if that is a valid end, or up to where the text breaks off.
fn ends_at(bytes: &[u8], last: usize, is_last: impl Fn(u8) -> bool) -> Option<usize> {
    match bytes.get(last) {
        Some(byte) => is_last(*byte).then_some(last + 1),
        None => Some(last),
    }
}

/// A string is one only if it has an end. It holds only ASCII, so that no character is cut.
fn string(bytes: &[u8]) -> Option<usize> {
    let inside = bytes[2..].iter().take(LONGEST_STRING).take_while(|byte| matches!(byte, b' '..=b'~')).count();
    match &bytes[2 + inside..] {
        [0x07, ..] => Some(3 + inside),
        [ESCAPE, b'\\', ..] => Some(4 + inside),
        _ => None,
    }
}

fn is_final(byte: u8) -> bool {
    matches!(byte, b'0'..=b'~')
}

#[cfg(test)]
mod tests {
    use super::without_escapes;

    #[test]
    fn of_escape_sequences_nothing_is_left() {
        for (text, expected) in [
            ("", ""),
            ("plain", "plain"),
            ("\u{1b}[1;31merror\u{1b}[0m: no", "error: no"),
            ("\u{1b}[K\u{1b}[?25l\u{1b}[2 qdone", "done"),
            ("\u{1b}(Bdone\u{1b}[m", "done"),
            ("\u{1b}]8;;https://x.example\u{1b}\\a link\u{1b}]8;;\u{1b}\\", "a link"),
            ("\u{1b}]0;title\u{7}done", "done"),
            ("\u{1b}]0;no end", "]0;no end"),
            ("\u{1b}]é\u{7}", "]é\u{7}"),
            ("a\u{1b}b\u{1b}", "ab"),
            ("\u{1b}[12é", "[12é"),
            ("\u{1b}\u{1b}[0m", ""),
            ("cut \u{1b}[1;", "cut "),
            ("cut \u{1b}(", "cut "),
        ] {
            assert_eq!(without_escapes(text), expected, "{text:?}");
        }
    }
}
