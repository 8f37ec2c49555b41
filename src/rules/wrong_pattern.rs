//! A pattern that cannot be right as written.

/// What is wrong with a pattern.
pub(super) struct WrongPattern {
    pub(super) what: String,
    /// The pattern that may be meant.
    pub(super) suggestion: String,
    /// What to do if the suggestion is not valid either.
    pub(super) otherwise: &'static str,
}

impl WrongPattern {
    pub(super) fn new(what: impl Into<String>, suggestion: impl Into<String>, otherwise: &'static str) -> Self {
        Self { what: what.into(), suggestion: suggestion.into(), otherwise }
    }
}
