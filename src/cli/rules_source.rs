//! Where rules come from.

use std::path::PathBuf;

use anyhow::Context;

/// Where rules come from.
#[derive(Debug, PartialEq, Eq)]
pub enum RulesSource {
    /// From the command line itself.
    Text(String),
    /// From a file.
    File(PathBuf),
}

impl RulesSource {
    /// Where to look for them: the option, or the file.
    pub(super) fn in_words(&self) -> String {
        match self {
            Self::Text(_) => "`--rules`".to_owned(),
            Self::File(path) => path.display().to_string(),
        }
    }

    /// The rules' text; the error says which file cannot be read.
    pub(super) fn read(&self) -> anyhow::Result<String> {
        match self {
            Self::Text(text) => Ok(text.clone()),
            Self::File(path) => {
                std::fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
            }
        }
    }
}
