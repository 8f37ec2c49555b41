//! Which characters of foreign text may stand in a log line.

use std::str;

use memchr::memrchr;

/// The pieces of `text` that stay. Control characters are removed, except tab and escape, and characters that some
/// programs take for line breaks become spaces.
pub(super) fn kept(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(|character| replacement(character).is_some()).flat_map(|piece| {
        let last = piece.char_indices().next_back();
        match last.and_then(|(at, character)| Some((at, replacement(character)?))) {
            Some((at, replacement)) => [&piece[..at], replacement],
            None => [piece, ""],
        }
    })
}

/// Whether [`kept`] would give `text` back unchanged.
pub(super) fn is_clean(text: &str) -> bool {
    let bytes = text.as_bytes();
    find_unprintable(bytes, |at| starts_replaced(&bytes[at..])).is_none()
}

/// The whole lines that `bytes` start with, as long as they hold only printable ASCII and tabs.
pub(super) fn plain_lines(bytes: &[u8]) -> Option<&str> {
    let end = find_unprintable(bytes, |at| !matches!(bytes[at], b'\t' | b'\n' | b' '..=b'~'));
    let plain = &bytes[..end.unwrap_or(bytes.len())];
    let end = memrchr(b'\n', plain)? + 1;
    str::from_utf8(&plain[..end]).ok()
}

/// The first position where `bytes` are not printable ASCII and `is_hit` is true. It may call `is_hit` for a few other
/// positions, too. Checks eight bytes at a time.
fn find_unprintable(bytes: &[u8], is_hit: impl Fn(usize) -> bool) -> Option<usize> {
    let (words, rest) = bytes.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let mut marks = unprintable(*word);
        while marks != 0 {
            let at = index * 8 + marks.trailing_zeros() as usize / 8;
            if is_hit(at) {
                return Some(at);
            }
            marks &= marks - 1;
        }
    }
    (bytes.len() - rest.len()..bytes.len()).find(|&at| is_hit(at))
}

/// Sets the highest bit of each byte that is not printable ASCII: beyond ASCII, below space, or delete. If there is
/// such a byte, it may mark a few others.
fn unprintable(word: [u8; 8]) -> u64 {
    const EACH: u64 = u64::from_ne_bytes([1; 8]);
    let word = u64::from_le_bytes(word);
    let below_space = word.wrapping_sub(0x20 * EACH);
    let delete = (word ^ (0x7f * EACH)).wrapping_sub(EACH);
    (word | below_space | delete) & (0x80 * EACH)
}

fn starts_replaced(bytes: &[u8]) -> bool {
    match bytes {
        [b'\t' | 0x1b, ..] => false,
        [0..0x20 | 0x7f, ..] | [0xc2, 0x80..0xa0, ..] | [0xe2, 0x80, 0xa8 | 0xa9, ..] => true,
        _ => false,
    }
}

/// What replaces a character that must not be in a log.
fn replacement(character: char) -> Option<&'static str> {
    match character {
        '\t' | '\u{1b}' => None,
        '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(" "),
        _ if character.is_control() => Some(""),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_clean, kept, plain_lines, replacement};

    #[test]
    fn control_characters_go_and_separators_become_spaces() {
        for (text, expected) in [
            ("", ""),
            ("plain", "plain"),
            ("\ta\u{1b}[31mb", "\ta\u{1b}[31mb"),
            ("a\u{7}\u{8}b\u{7f}", "ab"),
            ("\u{b}a\u{c}b\u{1c}c\u{1d}d\u{1e}e\u{1f}", " a b c d e"),
            ("a\u{85}b\u{2028}c\u{2029}\u{9b}", "a b c "),
            ("\u{a0}“é”\u{2027}\u{202a}\u{200b}", "\u{a0}“é”\u{2027}\u{202a}\u{200b}"),
        ] {
            assert_eq!(kept(text).collect::<String>(), expected, "{text:?}");
            assert_eq!(is_clean(text), text == expected, "{text:?}");
        }
    }

    #[test]
    fn no_character_with_a_replacement_escapes_the_quick_look() {
        for character in '\0'..=char::MAX {
            let text = character.to_string();
            assert_eq!(is_clean(&text), replacement(character).is_none(), "{character:?}");
        }
    }

    #[test]
    fn plain_lines_end_before_the_first_line_that_is_not() {
        for (text, expected) in [
            ("", None),
            ("no end", None),
            ("one\n", Some("one\n")),
            ("one\n\n\ttwo ~\nthree", Some("one\n\n\ttwo ~\n")),
            ("one\ntwo\r\n", Some("one\n")),
            ("one\nt\0\nthree\n", Some("one\n")),
            ("eight is\nnine\u{7f}\n", Some("eight is\n")),
            ("eight is\nnine é\n", Some("eight is\n")),
            ("\u{1b}[31mone\n", None),
        ] {
            assert_eq!(plain_lines(text.as_bytes()), expected, "{text:?}");
        }
    }
}
