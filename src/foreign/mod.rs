//! What is in others' text without a reader's seeing it: escape sequences, characters of no width, marks that turn the
//! direction of writing.

mod escapes;
mod ignorable;

pub(crate) use escapes::{ESCAPE, sequence_length, without_escapes};
pub(crate) use ignorable::is_ignorable;

/// Whether the character turns the direction in which text is shown, so that it reads as something that it is not.
/// <https://trojansource.codes>
pub(crate) fn turns_text(character: char) -> bool {
    matches!(
        character,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}
