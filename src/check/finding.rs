use crate::workflow::node::Place;

/// Something that would go wrong, or that is worth a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) place: Place,
    /// What is wrong, and what to write.
    pub(crate) words: String,
    /// Whether it is only a note, which does not fail the check.
    pub(crate) is_note: bool,
}

impl Finding {
    pub(crate) fn at(place: Place, words: impl Into<String>) -> Self {
        Self { place, words: words.into(), is_note: false }
    }

    pub(crate) fn note(place: Place, words: impl Into<String>) -> Self {
        Self { place, words: words.into(), is_note: true }
    }
}
