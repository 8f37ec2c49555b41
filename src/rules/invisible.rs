//! Invisible characters, copied from a web page or a chat: a line with one looks right but matches nothing.

/// The first invisible character of a text, except for those that belong to an emoji.
pub(super) fn first(text: &str) -> Option<char> {
    let mut before = None;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if is_invisible(letter) && !is_of_emoji(before, letter, letters.peek().copied()) {
            return Some(letter);
        }
        before = Some(letter);
    }
    None
}

fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | VARIATION_1..=VARIATION_16 | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

const JOINER: char = '\u{200d}';
const VARIATION_1: char = '\u{fe00}';
const VARIATION_16: char = '\u{fe0f}';
const KEYCAP: char = '\u{20e3}';
const BLACK_FLAG: char = '\u{1f3f4}';

/// Whether it joins two emoji, selects the form of one, or is part of a flag
/// (<https://www.unicode.org/reports/tr51/#Definitions>).
fn is_of_emoji(before: Option<char>, letter: char, after: Option<char>) -> bool {
    let Some(before) = before else { return false };
    match letter {
        JOINER => (is_emoji(before) || before == VARIATION_16) && after.is_some_and(is_emoji),
        VARIATION_1..=VARIATION_16 => is_emoji(before) || after == Some(KEYCAP),
        '\u{e0020}'..='\u{e007f}' => before == BLACK_FLAG || ('\u{e0020}'..='\u{e007e}').contains(&before),
        _ => false,
    }
}

/// Accepts any symbol, because emoji come from all over Unicode. Two of them count as letters there.
fn is_emoji(letter: char) -> bool {
    let is_symbol = !letter.is_ascii() && !letter.is_alphanumeric() && !letter.is_whitespace() && !is_invisible(letter);
    is_symbol || letter >= '\u{1f000}' && !is_invisible(letter) || matches!(letter, 'ℹ' | 'Ⓜ')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emoji_and_letters_of_all_scripts_are_seen() {
        for text in [
            "main",
            "été",
            "日本語",
            "עִבְרִית",
            "feature/👩‍💻",
            "🏳️‍🌈/x",
            "❤️",
            "👨‍👩‍👧‍👦",
            "👍🏽",
            "1️⃣",
            "🏴󠁧󠁢󠁥󠁮󠁧󠁿/x",
            "ℹ️",
            "fix-🐛",
            "👁️‍🗨️",
            "👩🏽‍🚀",
        ] {
            assert_eq!(first(text), None, "{text}");
        }
    }

    #[test]
    fn what_nobody_sees_is_found() {
        for letter in
            "\u{200b}\u{200c}\u{200d}\u{200e}\u{202e}\u{2060}\u{2066}\u{ad}\u{feff}\u{fe0f}\u{3164}\u{2800}\u{e0041}"
                .chars()
        {
            for text in [format!("ma{letter}in"), format!("{letter}main"), format!("main{letter}")] {
                assert_eq!(first(&text), Some(letter), "{text:?}");
            }
        }
        assert_eq!(first("👩\u{200d}"), Some(JOINER), "it joins nothing");
        assert_eq!(first("👩\u{200b}"), Some('\u{200b}'));
    }
}
