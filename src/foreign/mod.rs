//! What readers cannot see in foreign text: escape sequences, zero-width characters, marks that change the direction of
//! writing.

mod escapes;
mod ignorable;

pub(crate) use escapes::{ESCAPE, sequence_length, without_escapes};
pub(crate) use ignorable::is_ignorable;

/// Whether a character changes the direction of the text, so that it reads as something else.
/// <https://trojansource.codes>
pub(crate) fn turns_text(character: char) -> bool {
    matches!(
        character,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}
