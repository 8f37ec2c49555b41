use crate::foreign::{ESCAPE, is_ignorable, sequence_length};

/// A text without what a reader does not see and a secret could be split by. Line ends stay.
pub(super) enum Bare<'a> {
    /// The text has nothing invisible.
    Same(&'a str),
    /// Something was removed.
    Without {
        text: String,
        /// The place of each remaining byte in the whole text.
        places: Vec<usize>,
        /// The length of the whole text.
        length: usize,
    },
}

impl<'a> Bare<'a> {
    pub(super) fn of(whole: &'a str) -> Self {
        if !whole.chars().any(is_left_out) {
            return Self::Same(whole);
        }
        let (mut text, mut places, mut from) = (String::with_capacity(whole.len()), Vec::new(), 0);
        for (at, character) in whole.char_indices() {
            if at < from {
                continue;
            }
            if is_left_out(character) {
                let is_escape = whole.as_bytes()[at] == ESCAPE;
                from = at + if is_escape { sequence_length(&whole.as_bytes()[at..]) } else { character.len_utf8() };
            } else {
                text.push(character);
                places.extend(at..at + character.len_utf8());
            }
        }
        Self::Without { text, places, length: whole.len() }
    }

    /// The remaining text.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Same(whole) => whole,
            Self::Without { text, .. } => text,
        }
    }

    /// The place in the whole text of something that begins at `at`.
    pub(super) fn place_in_whole(&self, at: usize) -> usize {
        match self {
            Self::Same(_) => at,
            Self::Without { places, length, .. } => places.get(at).copied().unwrap_or(*length),
        }
    }

    /// The place in the whole text where something ends that ends at `end`.
    pub(super) fn end_in_whole(&self, end: usize) -> usize {
        match self {
            Self::Same(_) => end,
            Self::Without { places, .. } => end.checked_sub(1).and_then(|last| places.get(last)).map_or(0, |at| at + 1),
        }
    }

    /// The length of what remains of the whole text up to `at`.
    pub(super) fn place_in_bare(&self, at: usize) -> usize {
        match self {
            Self::Same(_) => at,
            Self::Without { places, .. } => places.partition_point(|place| *place < at),
        }
    }
}

fn is_left_out(character: char) -> bool {
    is_ignorable(character) && !matches!(character, '\n' | '\r')
}

#[cfg(test)]
mod tests {
    use super::Bare;

    #[test]
    fn places_are_found_again() {
        let whole = "a\u{1b}[31mé\u{200b}c\n\u{1b}";
        let bare = Bare::of(whole);
        assert_eq!(bare.text(), "aéc\n");
        for (at, part) in [(0, 'a'), (1, 'é'), (3, 'c'), (4, '\n')] {
            let place = bare.place_in_whole(at);
            assert_eq!(whole[place..].chars().next(), Some(part));
            assert_eq!(bare.place_in_bare(place), at);
            assert_eq!(bare.end_in_whole(at + part.len_utf8()), place + part.len_utf8());
        }
        assert_eq!(bare.place_in_whole(5), whole.len());
        assert!(matches!(Bare::of("plain ✓\n\t"), Bare::Same("plain ✓\n\t")));
    }
}
