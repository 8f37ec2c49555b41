//! What the rules say about a ref.

use super::place::RuleName;
use crate::names::AppName;

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
        target: Destination,
    },
}

/// Where a ref goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// To these apps, at least one, no two alike.
    Apps(Vec<AppName>),
    /// To a review app.
    ReviewApp,
    /// Nowhere, on purpose.
    Nothing,
}
