//! One line of the rules.

use super::pattern::Pattern;
use super::place::{RuleLine, RuleName};
use super::target::RuleTarget;

/// One line of the rules.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its line.
    pub line: RuleLine,
    /// The refs that it matches.
    pub pattern: Pattern,
    /// Where they go.
    pub target: RuleTarget,
}

impl Rule {
    /// Its line and pattern, for messages.
    #[must_use]
    pub fn name(&self) -> RuleName {
        RuleName { line: self.line.number, pattern: self.pattern.as_str().to_owned() }
    }
}
