//! The rule list: ordered lines `pattern: target[, target…]`, of which the first that matches a ref decides.

mod alphabet;
mod parse;
mod pattern;
mod rewrite;
mod target;

use std::fmt;

use super::complaint::{Complaint, RuleLine};
use crate::names::{AppName, GitRef};

pub use pattern::Pattern;
pub use target::{AppTemplate, RuleError, RuleTarget};

/// The rules in their order; may be empty.
#[derive(Clone, Debug, Default)]
pub struct Rules(Vec<Rule>);

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

/// What the rules say about a ref.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// No rule matches.
    NoRule,
    /// The first rule that matches.
    Matched {
        /// Which one.
        rule: RuleName,
        /// Where the ref goes.
        target: Target,
    },
}

/// How people find a rule: by its line and pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleName {
    /// The line's number, from 1.
    pub line: usize,
    /// The pattern as it was written.
    pub pattern: String,
}

/// Where a ref goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// To these apps, at least one, no two alike.
    Apps(Vec<AppName>),
    /// To a review app.
    ReviewApp,
    /// Nowhere, on purpose.
    Nothing,
}

impl Rules {
    /// Parses the whole list.
    ///
    /// # Errors
    ///
    /// Every mistake, each with its line.
    pub fn parse(text: &str) -> Result<Self, Vec<Complaint>> {
        parse::rules(text).map(Self)
    }

    /// Finds the first rule that matches and fills in its apps' names.
    ///
    /// # Errors
    ///
    /// A `{branch}` that makes a name that no Heroku app can have, or one name out of two.
    pub fn decide(&self, reference: &GitRef) -> Result<Decision, RuleError> {
        let Some(rule) = self.iter().find(|rule| rule.pattern.matches(reference)) else {
            return Ok(Decision::NoRule);
        };
        let target = rule.target.fill_in(&rule.name(), reference)?;
        Ok(Decision::Matched { rule: rule.name(), target })
    }

    /// All rules in their order.
    pub fn iter(&self) -> std::slice::Iter<'_, Rule> {
        self.0.iter()
    }

    /// Whether there are no rules at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether any rule leads to a review app.
    #[must_use]
    pub fn has_review_app(&self) -> bool {
        self.iter().any(|rule| rule.target == RuleTarget::ReviewApp)
    }
}

impl<'a> IntoIterator for &'a Rules {
    type Item = &'a Rule;
    type IntoIter = std::slice::Iter<'a, Rule>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Rule {
    /// How people find it.
    #[must_use]
    pub fn name(&self) -> RuleName {
        RuleName { line: self.line.number, pattern: self.pattern.as_str().to_owned() }
    }
}

impl fmt::Display for RuleName {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "rule {:?} (line {})", self.pattern, self.line)
    }
}
