//! What the rules decide for a ref.

use super::place::RuleName;
use crate::names::AppName;

/// What the rules decide for a ref.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// No rule matches.
    NoRule,
    /// The first rule that matches.
    Matched {
        /// The rule.
        rule: RuleName,
        /// Where the ref goes.
        target: Destination,
    },
}

/// Where a ref goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// At least one app, each once.
    Apps(Vec<AppName>),
    /// A review app.
    ReviewApp,
    /// Nowhere, on purpose.
    Nothing,
}
