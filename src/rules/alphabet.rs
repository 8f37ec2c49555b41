//! Replaces each letter beyond ASCII by one byte: `globset` works on bytes, so its `?` and `[é]` would match half a
//! letter.

use crate::names::Found;

/// Bytes that no ref contains, since its name has no control characters. `ANY_OTHER` stands for all other letters.
static STAND_INS: std::ops::RangeInclusive<char> = '\u{1}'..='\u{1e}';
const ANY_OTHER: char = '\u{1f}';

/// The letters beyond ASCII that a pattern names. Each has a stand-in; all other letters share one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Alphabet(Vec<char>);

impl Alphabet {
    /// The letters of this pattern, or what is wrong with them.
    pub(super) fn of(pattern: &str) -> Result<Self, String> {
        if let Some(control) = pattern.chars().find(|letter| letter.is_control()) {
            return Err(format!("no ref contains the control character {control:?}"));
        }
        let mut letters: Vec<char> = pattern.chars().filter(|letter| !letter.is_ascii()).collect();
        letters.sort_unstable();
        letters.dedup();
        if letters.len() > STAND_INS.clone().count() {
            return Err(format!("{} has too many letters outside ASCII", Found(pattern)));
        }
        Ok(Self(letters))
    }

    /// Replaces every letter beyond ASCII.
    pub(super) fn encode(&self, text: &str) -> String {
        text.chars().map(|letter| self.stand_in(letter)).collect()
    }

    /// The stand-in for a letter.
    pub(super) fn stand_in(&self, letter: char) -> char {
        if letter.is_ascii() {
            return letter;
        }
        let place = self.0.iter().position(|known| *known == letter);
        place.and_then(|place| STAND_INS.clone().nth(place)).unwrap_or(ANY_OTHER)
    }
}
