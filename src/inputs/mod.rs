//! What a workflow's author asks for: one table of inputs, and the raw texts turned into [`Settings`], with every
//! mistake reported in one go.

mod choices;
mod complaint;
mod config_vars;
mod contradictions;
mod elsewhere;
mod environment;
pub(crate) mod images;
mod input;
mod parse;
mod reader;
mod settings;
pub mod spec;
mod table;
mod tokens;
mod undeclared;
mod values;
mod wait_for_checks;

pub use choices::{Command, CommitStatuses, Drafts, Forks, Update};
pub use complaint::{Complaint, Complaints};
pub use environment::Environment;
pub use settings::Settings;
pub use tokens::is_plain_word;
pub(crate) use undeclared::ABOUT_ENVIRONMENT;
pub use undeclared::is_misspelt;
pub use wait_for_checks::{CheckName, WaitForChecks};
