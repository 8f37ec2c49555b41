//! The rules: ordered lines `pattern: target[, target…]`. The first that matches a ref decides.

mod address;
mod alphabet;
mod destination;
mod invisible;
mod list;
mod mistake;
mod near_miss;
mod never;
mod parse;
mod pattern;
mod place;
mod regular_expression;
mod rewrite;
mod rule;
mod target;
mod target_text;
mod unreachable;
mod wrong_pattern;

pub use destination::{Decision, Destination};
pub use list::Rules;
pub use mistake::RuleMistake;
pub use place::{RuleLine, RuleName};
pub(crate) use rule::Rule;
pub use target::RuleError;
pub(crate) use target::RuleTarget;
