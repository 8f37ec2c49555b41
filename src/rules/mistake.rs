//! A mistake in the rules.

use std::fmt;

use super::place::RuleLine;

/// What was found in the rules, and what to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleMistake {
    /// The line that it is about, where it is not about them all.
    pub line: Option<RuleLine>,
    /// What was found and what to write.
    pub text: String,
}

impl RuleMistake {
    /// A mistake in one line.
    pub(super) fn at(line: &RuleLine, text: impl Into<String>) -> Self {
        Self { line: Some(line.clone()), text: text.into() }
    }

    /// A mistake in all of them.
    pub(super) fn in_all(text: impl Into<String>) -> Self {
        Self { line: None, text: text.into() }
    }
}

impl fmt::Display for RuleMistake {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.line {
            Some(line) => write!(formatter, "rules, {line}: {}", self.text),
            None => write!(formatter, "rules: {}", self.text),
        }
    }
}
