//! The left side of a rule: a glob over a branch's name or a full ref.

use std::fmt;

use globset::{GlobBuilder, GlobSet};

use super::alphabet::Alphabet;
use super::rewrite::rewrite;
use crate::names::GitRef;

/// A pattern with this prefix is matched against the full ref.
const FULL: &str = "refs/";
const BRANCHES: &str = "refs/heads/";
const TAGS: &str = "refs/tags/";

/// GitHub allows no longer refs, and nobody can read a longer pattern.
const LONGEST: usize = 500;

/// A kind of ref that a pattern matches all of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Everything {
    Branches,
    Tags,
    BranchesAndTags,
}

impl fmt::Display for Everything {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Branches => "branch",
            Self::Tags => "tag",
            Self::BranchesAndTags => "branch and tag",
        })
    }
}

/// A glob in which `*` and `?` stop at `/` and `**` does not.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    alphabet: Alphabet,
    globs: GlobSet,
}

impl Pattern {
    /// Parses a glob, or says what is wrong with it.
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

    /// The pattern as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it can match only one name.
    #[must_use]
    pub fn is_literal(&self) -> bool {
        !self.text.contains(['*', '?', '[', '{'])
    }

    /// The branch or tag that it matches, if it can match only one.
    #[must_use]
    pub fn only_reference(&self) -> Option<GitRef> {
        self.is_literal().then(|| self.full().parse().ok()).flatten()
    }

    /// The pattern over full refs, without redundant stars.
    pub(super) fn full(&self) -> String {
        let mut text = self.text.clone();
        while text.contains("***") {
            text = text.replace("***", "**");
        }
        if text.starts_with(FULL) { text } else { format!("{BRANCHES}{text}") }
    }

    /// The kind of ref that it matches all of, if it consists of stars alone.
    pub(super) fn everything(&self) -> Option<Everything> {
        let full = self.full();
        let rest = [BRANCHES, TAGS, FULL].iter().find_map(|prefix| full.strip_prefix(prefix))?;
        let all_of = |kind: &str| {
            let names = ["a", "a/b", "a/b/c", "a/b/c/d/e/f"].iter();
            names.filter_map(|name| format!("{kind}{name}").parse().ok()).all(|reference| self.matches(&reference))
        };
        match (all_of(BRANCHES), all_of(TAGS)) {
            _ if !rest.chars().all(|letter| matches!(letter, '*' | '/')) => None,
            (true, true) => Some(Everything::BranchesAndTags),
            (true, false) => Some(Everything::Branches),
            (false, true) => Some(Everything::Tags),
            (false, false) => None,
        }
    }

    /// Whether it matches nothing outside `all`.
    pub(super) fn is_within(&self, all: Everything) -> bool {
        match all {
            Everything::BranchesAndTags => true,
            Everything::Branches => self.full().starts_with(BRANCHES),
            Everything::Tags => self.full().starts_with(TAGS),
        }
    }

    /// Whether it matches the ref. Only a pattern over full refs matches tags.
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

// A set of one glob, because a single matcher panics where a set returns an error for a glob that is too big.
fn compile(rewritten: &str) -> Result<GlobSet, globset::Error> {
    let glob =
        GlobBuilder::new(rewritten).literal_separator(true).backslash_escape(false).empty_alternates(true).build()?;
    GlobSet::builder().add(glob).build()
}

#[cfg(test)]
mod reference;
#[cfg(test)]
mod tests;
