//! Names in a git repository: branches, tags, commits.

use std::fmt;
use std::str::FromStr;

use super::text::NameError;

text_name!(
    /// A branch's short name, such as `feature/login`. Whoever pushes chooses it: beyond being one line of text,
    /// nothing about it can be trusted.
    BranchName,
    "a branch's name",
    "use a name on one line, without control characters",
    is_one_line
);

text_name!(
    /// A tag's short name, such as `v1.2`. As untrusted as a branch's.
    TagName,
    "a tag's name",
    "use a name on one line, without control characters",
    is_one_line
);

fn is_one_line(text: &str) -> bool {
    !text.is_empty() && !text.contains(char::is_control)
}

impl BranchName {
    /// Whether a merge queue made it, which tests in it what it is about to merge.
    /// <https://docs.github.com/en/repositories/configuring-branches-and-merges-in-your-repository/configuring-pull-request-merges/managing-a-merge-queue>
    #[must_use]
    pub fn is_of_merge_queue(&self) -> bool {
        self.as_str().starts_with("gh-readonly-queue/")
    }
}

/// The full id of a commit, in lower case: 40 hexadecimal digits, or 64 in a SHA-256 repository.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommitSha(String);

impl CommitSha {
    /// The full id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first seven digits, for people.
    #[must_use]
    pub fn short(&self) -> &str {
        &self.0[..7]
    }

    /// Whether this is the id of zeros by which GitHub says that there is no commit.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.0.bytes().all(|digit| digit == b'0')
    }
}

impl fmt::Display for CommitSha {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for CommitSha {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        if matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(Self(text.to_ascii_lowercase()));
        }
        let wanted = "use 40 hexadecimal digits (64 in a SHA-256 repository)";
        Err(NameError::new(text, "a commit's full SHA", wanted))
    }
}

parsed_from_text!(CommitSha);

/// A branch or a tag: the two kinds of refs that can be deployed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GitRef {
    /// `refs/heads/…`
    Branch(BranchName),
    /// `refs/tags/…`
    Tag(TagName),
}

impl GitRef {
    /// The full ref, such as `refs/heads/main`.
    #[must_use]
    pub fn full(&self) -> String {
        self.to_string()
    }

    /// The name without `refs/heads/` or `refs/tags/`.
    #[must_use]
    pub fn short(&self) -> &str {
        match self {
            Self::Branch(name) => name.as_str(),
            Self::Tag(name) => name.as_str(),
        }
    }

    /// The branch's name, if it is a branch.
    #[must_use]
    pub fn branch(&self) -> Option<&BranchName> {
        match self {
            Self::Branch(name) => Some(name),
            Self::Tag(_) => None,
        }
    }
}

impl fmt::Display for GitRef {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Branch(name) => write!(formatter, "refs/heads/{name}"),
            Self::Tag(name) => write!(formatter, "refs/tags/{name}"),
        }
    }
}

impl FromStr for GitRef {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        if let Some(name) = text.strip_prefix("refs/heads/") {
            name.parse().map(Self::Branch)
        } else if let Some(name) = text.strip_prefix("refs/tags/") {
            name.parse().map(Self::Tag)
        } else {
            let wanted = "use refs/heads/… or refs/tags/…";
            Err(NameError::new(text, "the ref of a branch or tag", wanted))
        }
    }
}

parsed_from_text!(GitRef);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_branch_may_be_hostile_but_is_one_line() {
        for fine in ["main", "feature/ä", "$(reboot)", "`x`;&&", "-rf", "a b"] {
            assert_eq!(fine.parse::<BranchName>().unwrap().as_str(), fine);
        }
        for wrong in ["", "a\nb", "a\0", "\u{7f}", "a\u{85}b"] {
            assert!(wrong.parse::<BranchName>().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_commit_is_forty_or_sixty_four_hexadecimal_digits() {
        let sha: CommitSha = "6113728F27AE82C7B1A177C8D03F9E96E0ADF246".parse().unwrap();
        assert_eq!(sha.as_str(), "6113728f27ae82c7b1a177c8d03f9e96e0adf246");
        assert_eq!(sha.short(), "6113728");
        assert!("a".repeat(64).parse::<CommitSha>().is_ok());
        for wrong in ["", "6113728", "main", &"g".repeat(40), &"é".repeat(20)] {
            assert!(wrong.parse::<CommitSha>().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_commit_of_zeros_is_none() {
        assert!("0".repeat(40).parse::<CommitSha>().unwrap().is_none());
        assert!(!"10".repeat(20).parse::<CommitSha>().unwrap().is_none());
    }

    #[test]
    fn a_ref_is_a_branch_or_a_tag_and_nothing_else() {
        let branch: GitRef = "refs/heads/feature/a".parse().unwrap();
        assert_eq!((branch.short(), branch.full().as_str()), ("feature/a", "refs/heads/feature/a"));
        let tag: GitRef = "refs/tags/v1".parse().unwrap();
        assert_eq!((tag.short(), tag.full().as_str()), ("v1", "refs/tags/v1"));
        for wrong in ["", "main", "refs/pull/1/merge", "refs/heads/", "refs/notes/x"] {
            assert!(wrong.parse::<GitRef>().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_wrong_ref_says_what_was_found_and_what_to_write() {
        let error = "refs/pull/1/merge".parse::<GitRef>().unwrap_err();
        assert_eq!(
            error.to_string(),
            r#""refs/pull/1/merge" is not the ref of a branch or tag: use refs/heads/… or refs/tags/…"#
        );
    }
}
