//! How people find a rule.

use std::fmt;

use crate::names::Found;

/// A line of the rules, for messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleLine {
    /// Counted from 1, blank lines and comments included.
    pub number: usize,
    /// The line without surrounding white space.
    pub text: String,
}

impl fmt::Display for RuleLine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "line {} ({})", self.number, Found(&self.text))
    }
}

/// A rule, by line and pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleName {
    /// The line's number, from 1.
    pub line: usize,
    /// The pattern as written.
    pub pattern: String,
}

impl fmt::Display for RuleName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "rule {:?} (line {})", self.pattern, self.line)
    }
}
