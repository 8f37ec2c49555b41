//! The left side of a rule: a glob over a branch's name or a full ref.

use globset::{GlobBuilder, GlobSet};

use super::alphabet::Alphabet;
use super::rewrite::rewrite;
use crate::names::GitRef;

/// What a pattern starts with that is matched against the full ref.
const FULL: &str = "refs/";

/// No ref is longer on GitHub, and nobody can read such a pattern.
const LONGEST: usize = 500;

/// A glob in which `*` and `?` stop at `/` and `**` does not.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    alphabet: Alphabet,
    globs: GlobSet,
}

impl Pattern {
    /// Parses a glob; says what is wrong with it if it is none.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if text.len() > LONGEST {
            return Err(format!("the pattern is longer than {LONGEST} bytes"));
        }
        let alphabet = Alphabet::of(text)?;
        let rewritten = rewrite(text, &alphabet)?;
        Ok(Self {
            text: text.to_owned(),
            alphabet,
            globs: compile(&rewritten).map_err(|error| error.kind().to_string())?,
        })
    }

    /// The pattern as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it can match one name only.
    #[must_use]
    pub fn is_literal(&self) -> bool {
        !self.text.contains(['*', '?', '[', '{', '\\'])
    }

    /// Whether the ref is one of those that the pattern is for. Only a pattern over full refs is for tags.
    #[must_use]
    pub fn matches(&self, reference: &GitRef) -> bool {
        if self.text.starts_with(FULL) {
            return self.matches_text(&reference.full());
        }
        reference.branch().is_some_and(|name| self.matches_text(name.as_str()))
    }

    fn matches_text(&self, name: &str) -> bool {
        self.globs.is_match(self.alphabet.encode(name))
    }
}

// A set of one, because a lone matcher panics where a set reports that the glob is too big.
fn compile(rewritten: &str) -> Result<GlobSet, globset::Error> {
    let glob =
        GlobBuilder::new(rewritten).literal_separator(true).backslash_escape(true).empty_alternates(true).build()?;
    GlobSet::builder().add(glob).build()
}

#[cfg(test)]
mod reference;
#[cfg(test)]
mod tests;
