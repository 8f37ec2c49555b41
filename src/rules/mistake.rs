//! A mistake in the rules.

use std::fmt;

use super::place::RuleLine;

/// A mistake in the rules, and what to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleMistake {
    /// The line with the mistake; `None` if it concerns all of them.
    pub line: Option<RuleLine>,
    /// What is wrong and what to write.
    pub text: String,
}

impl RuleMistake {
    /// A mistake in one line.
    pub(super) fn at(line: &RuleLine, text: impl Into<String>) -> Self {
        Self { line: Some(line.clone()), text: text.into() }
    }

    /// A mistake that concerns all lines.
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
