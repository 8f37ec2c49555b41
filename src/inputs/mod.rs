//! What a workflow's author asks for: one table of inputs, and the raw texts turned into [`Settings`], with every
//! mistake reported in one go.

mod complaint;
mod config_vars;
mod contradictions;
mod elsewhere;
mod environment;
mod nearest;
mod reader;
pub mod rules;
mod settings;
pub mod spec;
mod tokens;
mod undeclared;
mod values;
mod wait_for_checks;

pub use complaint::{Complaint, Complaints, RuleLine};
pub use environment::Environment;
pub use rules::{Decision, Rule, RuleError, Rules, Target};
pub use settings::{Command, CommitStatuses, Drafts, Forks, Settings, Update};
pub use tokens::is_plain_word;
pub use undeclared::is_misspelt;
pub use wait_for_checks::{CheckName, WaitForChecks};

/// A text that is kept out of every log: its `Debug` shows nothing, and it is read only where it is sent.
pub type Secret = secrecy::SecretString;
