//! Which characters of foreign text may stand in a log line.

use std::ops::Range;

/// The pieces of `text` that stay: control characters go, except tab and escape, and characters that some line
/// splitters obey become a space.
pub(super) fn kept(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(|character| replacement(character).is_some())
        .flat_map(|piece| {
            let last = piece.char_indices().next_back();
            match last.and_then(|(at, character)| Some((at, replacement(character)?))) {
                Some((at, replacement)) => [&piece[..at], replacement],
                None => [piece, ""],
            }
        })
}

/// Whether [`kept`] would give `text` back unchanged. Looks at eight bytes at a time.
pub(super) fn is_clean(text: &str) -> bool {
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let end = text.len() - rest.len();
    let mut words = (0..end).step_by(8).zip(words);
    words.all(|(at, word)| is_printable(*word) || is_clean_within(text, at..at + 8))
        && is_clean_within(text, end..text.len())
}

/// Whether these are eight printable ASCII characters, and so neither below space, nor delete, nor beyond ASCII: each
/// of these, and only these, set the highest bit of their byte in one of the three terms.
fn is_printable(word: [u8; 8]) -> bool {
    const EACH: u64 = u64::from_ne_bytes([1; 8]);
    let word = u64::from_ne_bytes(word);
    let below_space = word.wrapping_sub(0x20 * EACH);
    let delete = (word ^ 0x7f * EACH).wrapping_sub(EACH);
    (word | below_space | delete) & 0x80 * EACH == 0
}

fn is_clean_within(text: &str, mut range: Range<usize>) -> bool {
    range.all(|at| {
        let suspect = SUSPECT[usize::from(text.as_bytes()[at])];
        !suspect || text[at..].chars().next().and_then(replacement).is_none()
    })
}

/// What stands in the log for a character that cannot stand there itself.
fn replacement(character: char) -> Option<&'static str> {
    match character {
        '\t' | '\u{1b}' => None,
        '\u{b}' | '\u{c}' | '\u{1c}'..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(" "),
        _ if character.is_control() => Some(""),
        _ => None,
    }
}

/// First bytes of the characters that have a replacement: only they are looked at closely, for speed.
const SUSPECT: [bool; 256] = {
    let mut suspect = [false; 256];
    let mut byte = 0;
    while byte < 0x20 {
        suspect[byte] = byte != b'\t' as usize && byte != 0x1b;
        byte += 1;
    }
    suspect[0x7f] = true;
    // U+0080 to U+00BF, and U+2000 to U+2FFF.
    suspect[0xc2] = true;
    suspect[0xe2] = true;
    suspect
};

#[cfg(test)]
mod tests {
    use super::{is_clean, kept, replacement};

    #[test]
    fn control_characters_go_and_separators_become_spaces() {
        for (text, expected) in [
            ("", ""),
            ("plain", "plain"),
            ("\ta\u{1b}[31mb", "\ta\u{1b}[31mb"),
            ("a\u{7}\u{8}b\u{7f}", "ab"),
            ("\u{b}a\u{c}b\u{1c}c\u{1d}d\u{1e}e\u{1f}", " a b c d e"),
            ("a\u{85}b\u{2028}c\u{2029}\u{9b}", "a b c "),
            (
                "\u{a0}“é”\u{2027}\u{202a}\u{200b}",
                "\u{a0}“é”\u{2027}\u{202a}\u{200b}",
            ),
        ] {
            assert_eq!(kept(text).collect::<String>(), expected, "{text:?}");
            assert_eq!(is_clean(text), text == expected, "{text:?}");
        }
    }

    #[test]
    fn no_character_with_a_replacement_escapes_the_quick_look() {
        for character in '\0'..=char::MAX {
            let text = character.to_string();
            assert_eq!(
                is_clean(&text),
                replacement(character).is_none(),
                "{character:?}"
            );
        }
    }
}
