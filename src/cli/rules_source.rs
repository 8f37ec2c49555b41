//! The source of the rules on the command line.

use std::path::PathBuf;

use anyhow::Context;

/// Where rules come from.
#[derive(Debug, PartialEq, Eq)]
pub enum RulesSource {
    /// The command line itself.
    Text(String),
    /// A file.
    File(PathBuf),
}

impl RulesSource {
    /// The option or the file, in words.
    pub(super) fn in_words(&self) -> String {
        match self {
            Self::Text(_) => "`--rules`".to_owned(),
            Self::File(path) => path.display().to_string(),
        }
    }

    /// The text of the rules. An error names the file that cannot be read.
    pub(super) fn read(&self) -> anyhow::Result<String> {
        match self {
            Self::Text(text) => Ok(text.clone()),
            Self::File(path) => {
                std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
            }
        }
    }
}
