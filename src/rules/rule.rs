//! One line of the rules.

use super::pattern::Pattern;
use super::place::{RuleLine, RuleName};
use super::target::RuleTarget;

/// One line of the rules.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Where it stands.
    pub line: RuleLine,
    /// Which refs it is for.
    pub pattern: Pattern,
    /// Where they go.
    pub target: RuleTarget,
}

impl Rule {
    /// How people find it.
    #[must_use]
    pub fn name(&self) -> RuleName {
        RuleName { line: self.line.number, pattern: self.pattern.as_str().to_owned() }
    }
}
