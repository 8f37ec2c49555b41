//! Mistakes in the inputs, collected so that one run names them all.

use std::borrow::Cow;
use std::fmt;

use super::spec::{self, Input};
use crate::rules::{RuleLine, RuleMistake};

/// One mistake in one input: what was found, and what to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// The input's name, as in the workflow.
    pub input: Cow<'static, str>,
    /// The line of the rules that it is about, for a mistake in the rules.
    pub line: Option<RuleLine>,
    /// What was found and what to write.
    pub text: String,
}

impl Complaint {
    /// A mistake in `input`.
    pub fn new(input: &Input, text: impl Into<String>) -> Self {
        Self { input: Cow::Borrowed(input.name), line: None, text: text.into() }
    }

    /// A mistake in what is no input of ours.
    pub(super) fn about_undeclared(name: String, text: String) -> Self {
        Self { input: Cow::Owned(name), line: None, text }
    }

    /// A mistake in the rules.
    pub(super) fn about_rules(mistake: RuleMistake) -> Self {
        Self { input: Cow::Borrowed(spec::RULES.name), line: mistake.line, text: mistake.text }
    }

    /// The same mistake, pinned to a line of the rules.
    #[must_use]
    pub fn at(self, line: &RuleLine) -> Self {
        Self { line: Some(line.clone()), ..self }
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.line {
            Some(line) => write!(formatter, "{}, {line}: {}", self.input, self.text),
            None => write!(formatter, "{}: {}", self.input, self.text),
        }
    }
}

/// All mistakes in the inputs, in the order of the table of inputs. Displayed one on each line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaints(Vec<Complaint>);

impl Complaints {
    /// Each of them.
    pub fn iter(&self) -> std::slice::Iter<'_, Complaint> {
        self.0.iter()
    }
}

impl From<Vec<Complaint>> for Complaints {
    fn from(complaints: Vec<Complaint>) -> Self {
        Self(complaints)
    }
}

impl<'a> IntoIterator for &'a Complaints {
    type Item = &'a Complaint;
    type IntoIter = std::slice::Iter<'a, Complaint>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Complaints {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, complaint) in self.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(formatter, "{separator}{complaint}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Complaints {}
